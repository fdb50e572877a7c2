using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Earshot.HouseRules;

/// <summary>What each room may touch: the table of the design. Tests of Rtc run in virtual time.</summary>
public sealed class RoomApis : Rule
{
    private static readonly Api[] Pure =
        [Api.Clock, Api.Sockets, Api.Http, Api.Threads, Api.Tasks, Api.Randomness, Api.Linq];

    private static readonly (string Folder, Api[] Forbidden)[] Rooms =
    [
        ("Runtime/Rtc", [.. Pure, Api.Engine]),
        ("Runtime/Audio", [.. Pure, Api.Engine]),
        ("Runtime/Video", [.. Pure, Api.Engine]),
        ("Runtime/Stage", [.. Pure, Api.Engine]),
        ("Runtime/Io", [Api.Engine]),
        ("Runtime/Realtime", [Api.Clock, Api.Sockets, Api.Threads, Api.Engine]),
        ("Runtime/Rooms", [Api.Clock, Api.Sockets, Api.Threads, Api.Engine]),
        ("Runtime/Unity", [Api.Clock, Api.Sockets, Api.Http, Api.Threads, Api.Tasks, Api.Randomness]),
        ("Runtime", [Api.MonoThrows, Api.ReflectionJson]),
        ("Editor", [Api.ReflectionJson]),
        ("Tests/Runtime/Rtc", [Api.Sleep]),
    ];

    public override string Name => "room-apis";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("Runtime/Rtc/A.cs", "class A { long M() => System.DateTime.UtcNow.Ticks; }"),
        One("Runtime/Rtc/A.cs", "class A { int M() => Environment.TickCount; }"),
        One("Runtime/Rtc/A.cs", "class A { object M() => System.Diagnostics.Stopwatch.StartNew(); }"),
        One("Runtime/Rtc/A.cs", "using System.Net.Sockets;"),
        One("Runtime/Rtc/A.cs", "using System.Linq;"),
        One("Runtime/Rtc/A.cs", "class A { int M() => new System.Random(1).Next(); }"),
        One("Runtime/Audio/A.cs", "class A { Task<int> M() => null; }"),
        One("Runtime/Stage/A.cs", "class A { void M() => new Timer(null); }"),
        One("Runtime/Realtime/A.cs", "class A { void M() => new Thread(M).Start(); }"),
        One("Runtime/Rooms/A.cs", "using UnityEngine.Audio;"),
        One("Runtime/Unity/A.cs", "using System.Net.Http;"),
        One("Runtime/Io/A.cs", "using System.Security.Cryptography; class A { object M() => new AesGcm(key, 16); }"),
        One("Runtime/Rooms/A.cs", "class A { object M(JToken json) => json.ToObject<int>(); }"),
        One("Editor/A.cs", "class A { string M() => JsonConvert.SerializeObject(this); }"),
        One("Tests/Runtime/Rtc/A.cs", "class A { void M() => System.Threading.Thread.Sleep(1); }"),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        One("Runtime/Rtc/A.cs", "class A { IRandom Random; void M(Instant now) => Random.Fill(now.Task); }"),
        One("Runtime/Audio/A.cs", "using System.Threading; class A { int _a; int M() => Volatile.Read(ref _a); }"),
        One("Runtime/Io/A.cs", "using System.Net.Sockets; class A { Thread T; long M() => Stopwatch.GetTimestamp(); }"),
        One("Runtime/Realtime/A.cs", "using System.Net.Http; class A { async Task M() => await Task.Delay(1); }"),
        One("Runtime/Unity/A.cs", "using UnityEngine; class A : MonoBehaviour { }"),
        One("Runtime/Rooms/A.cs", "class A { int M(JToken json) => (int)json[\"x\"]; }"),
        One("Runtime/Io/A.cs", "using Org.BouncyCastle.Tls; class A { void M(CertificateRequest request) { } }"),
    ];

    public override IEnumerable<Violation> Check(SourceTree tree) =>
        from file in tree.Code
        from room in Rooms
        where file.IsIn(room.Folder)
        from api in room.Forbidden
        from use in api.FindUses(file.Root)
        select new Violation(
            file.Path, SourceFile.LineOf(use), $"{room.Folder} may not touch `{Shorten(use)}`; {api.Remedy}");

    private static string Shorten(SyntaxNode node)
    {
        string text = node.ToString().Split('\n')[0].Trim();
        return text.Length <= 40 ? text : text[..40] + "…";
    }
}
