using System;

namespace Earshot.Fuzz;

/// <summary>An input that a target did not survive.</summary>
internal sealed record Finding(string Target, byte[] Input, string What)
{
    /// <summary>As a line for the tests' collection.</summary>
    public override string ToString() => $"(\"{Target}\", \"{Convert.ToHexString(Input)}\"), // {What}";
}
