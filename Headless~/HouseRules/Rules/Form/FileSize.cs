using System.Collections.Generic;

namespace Earshot.HouseRules;

/// <summary>A C# file has at most 400 lines, a test file 500.</summary>
public sealed class FileSize : Rule
{
    private const int Max = 400;
    private const int MaxOfTests = 500;

    public override string Name => "file-size";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("Runtime/Rtc/Sdp/Long.cs", Lines(Max + 1)),
        One("Tests/Runtime/Rtc/LongTests.cs", Lines(MaxOfTests + 1)),
        One("Server~/Earshot.Sfu/Long.cs", Lines(Max + 1)),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        One("Runtime/Rtc/Sdp/Long.cs", Lines(Max)),
        One("Tests/Runtime/Rtc/LongTests.cs", Lines(MaxOfTests)),
    ];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (SourceFile file in tree.Code)
        {
            int max = file.IsIn("Tests") || file.Stem.EndsWith("Tests") ? MaxOfTests : Max;
            int count = file.Lines.Length - 1;
            if (count > max)
                yield return new(file.Path, max + 1, $"{count} lines are more than {max}; name the concept that hides");
        }
    }
}
