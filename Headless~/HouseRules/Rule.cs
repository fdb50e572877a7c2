using System.Collections.Generic;
using System.Linq;

namespace Earshot.HouseRules;

/// <summary>A rule of the house. It brings its own proofs: small trees that break it, and others that look alike and
/// keep it.</summary>
public abstract class Rule
{
    /// <summary>As the allow-list names it.</summary>
    public abstract string Name { get; }

    /// <summary>Trees that break the rule, each in its first file.</summary>
    public abstract IEnumerable<SourceFile[]> Broken { get; }

    /// <summary>Trees that keep the rule.</summary>
    public abstract IEnumerable<SourceFile[]> Kept { get; }

    /// <summary>Where the tree breaks the rule.</summary>
    public abstract IEnumerable<Violation> Check(SourceTree tree);

    public override string ToString() => Name;

    /// <summary>A tree of one file.</summary>
    protected static SourceFile[] One(string path, string text) => [new SourceFile(path, text)];

    /// <summary>A text of so many lines.</summary>
    protected static string Lines(int count) => string.Concat(Enumerable.Repeat("//\n", count));
}
