using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Earshot.HouseRules;

/// <summary>Inside Rtc a folder uses only those below it, and its namespace is its own name.</summary>
public sealed class RtcOrder : Rule
{
    private const string Room = "Runtime/Rtc";
    private const string Namespace = "Earshot.Rtc";

    /// <summary>From the ground up; folders of one floor do not know each other.</summary>
    private static readonly string[][] Floors =
    [
        ["Wire"],
        ["Stun", "Rtp", "Rtcp", "Dtls"],
        ["Sdp", "Srtp", "Sctp", "Turn"],
        ["Ice", "Streams"],
        ["Peer"],
    ];

    public override string Name => "rtc-order";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("Runtime/Rtc/Stun/A.cs", "using Earshot.Rtc.Ice;\nnamespace Earshot.Rtc.Stun { }"),
        One("Runtime/Rtc/Rtcp/A.cs", "using Earshot.Rtc.Rtp;\nnamespace Earshot.Rtc.Rtcp { }"),
        One("Runtime/Rtc/Ice/A.cs", "using Earshot.Rtc;\nnamespace Earshot.Rtc.Ice { }"),
        One("Runtime/Rtc/Ice/A.cs", "using P = Earshot.Rtc.Peer;\nnamespace Earshot.Rtc.Ice { }"),
        One("Runtime/Rtc/Ice/A.cs", "using Earshot.Audio;\nnamespace Earshot.Rtc.Ice { }"),
        One("Runtime/Rtc/Ice/A.cs", "namespace Earshot.Rtc { }"),
        One("Runtime/Rtc/Drawer/A.cs", "namespace Earshot.Rtc.Drawer { }"),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        One("Runtime/Rtc/Ice/A.cs", "using System;\nusing Earshot.Rtc.Stun;\nnamespace Earshot.Rtc.Ice { }"),
        One("Runtime/Rtc/Sdp/Attributes/A.cs", "using Earshot.Rtc.Wire;\nnamespace Earshot.Rtc.Sdp { }"),
        One("Runtime/Rtc/Peer/A.cs", "using Earshot.Rtc.Streams;\nnamespace Earshot.Rtc { }"),
        One("Runtime/Io/A.cs", "using Earshot.Rtc;\nnamespace Earshot.Io { }"),
    ];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (SourceFile file in tree.Code.Where(file => file.IsIn(Room)))
        {
            string folder = file.Path.Split('/')[2];
            int floor = FloorOf(folder);
            if (floor < 0)
            {
                yield return new(file.Path, 1, $"{folder} has no floor in {nameof(RtcOrder)}; give it one");
                continue;
            }

            foreach (BaseNamespaceDeclarationSyntax own in file.Root.Members.OfType<BaseNamespaceDeclarationSyntax>())
                if (own.Name.ToString() != NamespaceOf(folder))
                    yield return new(file.Path, SourceFile.LineOf(own), $"the namespace here is {NamespaceOf(folder)}");

            foreach (UsingDirectiveSyntax line in file.Root.DescendantNodes().OfType<UsingDirectiveSyntax>())
            {
                string used = line.NamespaceOrType.ToString();
                if (used.Split('.')[0] == "Earshot" && !MayUse(floor, used))
                    yield return new(
                        file.Path, SourceFile.LineOf(line), $"{folder} may not know {used}, only what lies below it");
            }
        }
    }

    private static bool MayUse(int floor, string used) => Floors.Take(floor).SelectMany(folders => folders)
        .Any(folder => (used + ".").StartsWith(NamespaceOf(folder) + ".", StringComparison.Ordinal));

    private static int FloorOf(string folder) => Array.FindIndex(Floors, folders => folders.Contains(folder));

    private static string NamespaceOf(string folder) => folder == "Peer" ? Namespace : $"{Namespace}.{folder}";
}
