namespace Earshot.HouseRules;

/// <summary>A place where a rule is broken.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="What">What is there, and what to do about it.</param>
public sealed record Violation(string Path, int Line, string What)
{
    public override string ToString() => $"{Path}:{Line}: {What}";
}
