namespace Earshot.Meta;

/// <summary>What is wrong with a file's .meta, and what to do.</summary>
/// <param name="Path">The file, relative to the package.</param>
/// <param name="What">A clause that continues the path.</param>
public sealed record MetaProblem(string Path, string What)
{
    public override string ToString() => $"{Path} {What}";
}
