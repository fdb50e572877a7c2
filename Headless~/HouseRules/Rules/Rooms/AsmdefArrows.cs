using System.Collections.Generic;
using System.Linq;

namespace Earshot.HouseRules;

/// <summary>Arrows between assemblies go down only, as in the design's picture, and only Unity and Editor see the
/// engine.</summary>
public sealed class AsmdefArrows : Rule
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Earshot.Rtc"] = [],
        ["Earshot.Audio"] = ["Earshot.Rtc"],
        ["Earshot.Video"] = ["Earshot.Rtc"],
        ["Earshot.Io"] = ["Earshot.Rtc"],
        ["Earshot.Realtime.Api"] = [],
        ["Earshot.Rooms.Api"] = ["Earshot.Realtime.Api"],
        ["Earshot.Realtime"] = ["Earshot.Rtc", "Earshot.Io", "Earshot.Realtime.Api", "UniRx"],
        ["Earshot.Stage"] = ["Earshot.Rtc", "UniRx"],
        ["Earshot.Rooms"] =
        [
            "Earshot.Rtc", "Earshot.Io", "Earshot.Audio", "Earshot.Video", "Earshot.Realtime.Api", "Earshot.Realtime",
            "Earshot.Stage", "Earshot.Rooms.Api", "UniRx",
        ],
        ["Earshot.Engines.SipSorcery"] = ["Earshot.Rtc", "Earshot.Io", "Earshot.Realtime.Api", "Earshot.Realtime"],
        ["Earshot.Unity"] =
        [
            "Earshot.Rtc", "Earshot.Audio", "Earshot.Video", "Earshot.Realtime", "Earshot.Stage", "Earshot.Rooms.Api",
            "Earshot.Rooms", "UniRx",
        ],
        ["Earshot.Editor"] =
        [
            "Earshot.Audio", "Earshot.Video", "Earshot.Stage", "Earshot.Rooms.Api", "Earshot.Rooms", "Earshot.Unity",
            "UniRx",
        ],
    };

    private static readonly string[] WithEngine = ["Earshot.Unity", "Earshot.Editor"];

    public override string Name => "asmdef-arrows";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("Runtime/Rtc/Earshot.Rtc.asmdef", Json("Earshot.Rtc", "\"Earshot.Io\"", "true")),
        One("Runtime/Io/Earshot.Io.asmdef", Json("Earshot.Io", "\"Earshot.Rtc\"", "false")),
        One("Runtime/Unity/Earshot.Unity.asmdef", Json("Earshot.Unity", "\"Earshot.Io\"", "false")),
        One("Runtime/New/Earshot.New.asmdef", Json("Earshot.New", "", "true")),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        One("Runtime/Io/Earshot.Io.asmdef", Json("Earshot.Io", "\"Earshot.Rtc\"", "true")),
        One("Runtime/Unity/Earshot.Unity.asmdef", Json("Earshot.Unity", "\"Earshot.Rooms\"", "false")),
        One("Tests/Runtime/Earshot.Tests.Runtime.asmdef", Json("Earshot.Tests.Runtime", "\"Earshot.Io\"", "false")),
    ];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (Asmdef asmdef in Asmdef.ReadAll(tree).Where(asmdef => IsRoom(asmdef.Path)))
        {
            if (!Allowed.TryGetValue(asmdef.Name, out string[]? allowed))
            {
                yield return new(asmdef.Path, 1, $"{asmdef.Name} has no arrows in {nameof(AsmdefArrows)}; draw them");
                continue;
            }

            foreach (string reference in asmdef.References.Except(allowed))
                yield return new(asmdef.Path, 1, $"{asmdef.Name} may not see {reference}; move what needs it");
            if (asmdef.HasEngine && !WithEngine.Contains(asmdef.Name))
                yield return new(asmdef.Path, 1, $"{asmdef.Name} sees the engine; set noEngineReferences to true");
        }
    }

    private static bool IsRoom(string path) => path.Split('/')[0] is "Runtime" or "Editor";

    private static string Json(string name, string references, string noEngine) =>
        $$"""{ "name": "{{name}}", "references": [{{references}}], "noEngineReferences": {{noEngine}} }""";
}
