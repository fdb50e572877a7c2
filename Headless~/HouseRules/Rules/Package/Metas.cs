using System.Collections.Generic;
using System.Linq;
using Earshot.Meta;

namespace Earshot.HouseRules;

/// <summary>Every imported file and folder has its .meta, with a GUID of its own.</summary>
public sealed class Metas : Rule
{
    public override string Name => "metas";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("package.json", "{}"),
        One("gone.cs.meta", MetaText.For("gone.cs", isFolder: false)),
        One("Headless~/a.cs.meta", MetaText.For("Headless~/a.cs", isFolder: false)),
        [new("a.cs.meta", "guid: 1\n"), new("a.cs", "")],
        [new("a.cs.meta", MetaText.For("a.cs", isFolder: false).Replace("\n", "\r\n")), new("a.cs", "")],
        [new("a.cs.meta", MetaText.For("a.cs", isFolder: true)), new("a.cs", "")],
        [
            new("b.cs.meta", MetaText.For("a.cs", isFolder: false)), new("b.cs", ""),
            new("a.cs.meta", MetaText.For("a.cs", isFolder: false)), new("a.cs", ""),
        ],
        [new("Samples~/First/a.cs", ""), new("Samples~/First.meta", MetaText.For("Samples~/First", isFolder: true))],
        [new("Samples~.meta", MetaText.For("Samples~", isFolder: true)), .. WithMetas("Samples~/S/a.cs", "Samples~/S")],
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        [.. WithMetas("Runtime/Rtc/a.cs", "Runtime/Rtc", "Runtime")],
        [.. WithMetas("Samples~/First/a.cs", "Samples~/First")],
        [new(".editorconfig", ""), new(".ci/run", ""), new("Headless~/a.cs", ""), new("Samples~/.hidden", "")],
    ];

    public override IEnumerable<Violation> Check(SourceTree tree) => MetaFiles
        .FindProblems(tree.Paths, path => tree.Find(path)?.Text ?? "")
        .Select(problem => new Violation(problem.Path, 1, problem.What));

    private static IEnumerable<SourceFile> WithMetas(string file, params string[] folders) =>
    [
        new(file, ""),
        new(file + ".meta", MetaText.For(file, isFolder: false)),
        .. folders.Select(folder => new SourceFile(folder + ".meta", MetaText.For(folder, isFolder: true))),
    ];
}
