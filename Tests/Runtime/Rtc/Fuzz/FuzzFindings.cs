#nullable enable
using System.Collections.Generic;

namespace Earshot.Tests
{
    /// <summary>Inputs that the fuzzer found a fault with, kept so that it stays mended: the target's name and the
    /// input in hexadecimal digits, as findings.txt has them.</summary>
    public static class FuzzFindings
    {
        public static IReadOnlyList<(string Target, string Input)> All { get; } = new (string, string)[]
        {
        };
    }
}
