using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Earshot.HouseRules;

/// <summary>Nothing tracked names the machine it was written on, or a registry that a user may have replaced.</summary>
public sealed partial class MachineNames : Rule
{
    private const string Home = "/ho" + "me/";

    public override string Name => "machine-names";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("README.md", $"see {Home}someone/earshot\n"),
        One("Headless~/Player/A.cs", $"\"{Home}someone\"\n"),
        One("a.json", "{ \"path\": \"C:\\\\Us" + "ers\\\\someone\" }\n"),
        One(".ci/run", "cd /wo" + "rk/main\n"),
        One("Server~/web/package-lock.json", "https://registry.npm" + "js.org/a\n"),
        One("Headless~/nuget.config", "https://api.nu" + "get.org/v3/index.json\n"),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        One("README.md", "https://example.org/home/ and Runtime/home/a and /v1/apps/work/x\n"),
        One("README.md", "https://www.nuget.org/packages/Concentus\n"),
    ];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (SourceFile file in tree.Files)
        {
            string[] lines = file.Lines;
            for (int i = 0; i < lines.Length; i++)
                if (Place().Match(lines[i]) is { Success: true } place)
                    yield return new(file.Path, i + 1, $"'{place.Value}' is a place on one machine; take it out");
        }
    }

    [GeneratedRegex(
        @"(?<![\w.~:/-])/(ho" + @"me|Us" + @"ers|ro" + @"ot|wo" + @"rk|tm" + @"p/wt)/[\w.-]+" +
        @"|[A-Za-z]:\\+Us" + @"ers\\" +
        @"|registry\.npm" + @"js\.org|registry\.yarn" + @"pkg\.com|api\.nu" + @"get\.org|nu" + @"get\.org/v3" +
        @"|package\.open" + @"upm\.com|py" + @"pi\.org|(deb\.deb" + @"ian|archive\.ubu" + @"ntu)\.(org|com)")]
    private static partial Regex Place();
}
