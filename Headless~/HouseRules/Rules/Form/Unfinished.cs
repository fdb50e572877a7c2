using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Earshot.HouseRules;

/// <summary>Nothing is left for later: no notes to oneself, no methods that only throw.</summary>
public sealed partial class Unfinished : Rule
{
    public override string Name => "unfinished";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("Runtime/Rtc/A.cs", "// TO" + "DO: finish\n"),
        One("Server~/web/a.js", "// FIX" + "ME\n"),
        One("Runtime/Rtc/A.cs", "class A { int M() => throw new System.NotImplemented" + "Exception(); }"),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
        [One("Runtime/Rtc/A.cs", "class A { string Todos => \"\"; }"), One("README.md", "The TO" + "DO sample")];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (SourceFile file in tree.Files.Where(file => Program().IsMatch(file.Path)))
        {
            string[] lines = file.Lines;
            for (int i = 0; i < lines.Length; i++)
                if (Note().Match(lines[i]) is { Success: true } note)
                    yield return new(file.Path, i + 1, $"'{note.Value}': finish it, or take it out");
        }
    }

    [GeneratedRegex(@"\.(cs|js|mjs|ts)$")]
    private static partial Regex Program();

    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X|NotImplemented" + @"Exception)\b")]
    private static partial Regex Note();
}
