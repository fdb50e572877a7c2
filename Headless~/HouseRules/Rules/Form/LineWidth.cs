using System.Collections.Generic;

namespace Earshot.HouseRules;

/// <summary>A line of C# has at most 120 characters.</summary>
public sealed class LineWidth : Rule
{
    private const int Max = 120;

    public override string Name => "line-width";

    public override IEnumerable<SourceFile[]> Broken => [One("Runtime/Rtc/A.cs", $"//\n{new string('x', Max + 1)}\n")];

    public override IEnumerable<SourceFile[]> Kept => [One("Runtime/Rtc/A.cs", $"//\n{new string('é', Max)}\n")];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (SourceFile file in tree.Code)
        {
            string[] lines = file.Lines;
            for (int i = 0; i < lines.Length; i++)
                if (lines[i].Length > Max)
                    yield return new(file.Path, i + 1, $"{lines[i].Length} columns are more than {Max}; break it");
        }
    }
}
