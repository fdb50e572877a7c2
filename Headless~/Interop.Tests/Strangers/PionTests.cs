using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Pion: WebRTC in Go, from Debian, whose packages of Go are sources.</summary>
[Category("Pion")]
[Parallelizable]
public sealed class PionTests : StrangerTests
{
    private const string Sources = "/usr/share/gocode";
    private const string Package = "golang-github-pion-webrtc.v3-dev";

    private string _program = "";

    private protected override bool HasCodec => false;

    private protected override IReadOnlyDictionary<string, string> Cannot { get; } = new Dictionary<string, string>
    {
        ["WeOffer(True)"] = "answers setup:active to setup:active, where RFC 5763 section 5 leaves only passive.",
        ["SectionsWithoutSsrc_AreToldApart"] = "neither sends nor reads the mid header extension without simulcast.",
        ["SoundGoesOnAfterAnIceRestart"] = "has no candidate pairs after a restart, by its own log.",
        ["HeldSection_SoundsAgain(True)"] = "has no way to turn a section.",
        ["HeldSection_SoundsAgain(False)"] = "never hears a section again that has been inactive.",
    };

    [OneTimeSetUp]
    public void Build()
    {
        string go = Installed.Program("go", "golang-go");
        if (!Directory.Exists(Path.Combine(Sources, "src/github.com/pion/webrtc")))
            Assert.Ignore($"Pion is not installed; on Debian: apt-get install {Package}.");
        string workspace = Script.PathOf("go");
        _program = Path.Combine(workspace, "pion");
        var start = new ProcessStartInfo(go, ["build", "-o", _program, "."])
        {
            WorkingDirectory = Path.Combine(workspace, "src", "stranger"),
            RedirectStandardError = true,
        };
        // Debian's way: no modules, all that is installed is there.
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOFLAGS"] = "";
        start.Environment["GOPATH"] = workspace + Path.PathSeparator + Sources;
        start.Environment["GOCACHE"] = Path.Combine(workspace, "cache");
        using Process build = Process.Start(start)!;
        string complaints = build.StandardError.ReadToEnd();
        build.WaitForExit();
        Assert.That(build.ExitCode, Is.Zero, complaints);
    }

    /// <summary>Of our strangers it alone receives simulcast: libwebrtc's answers leave the layers out, and so do
    /// Chromium's.</summary>
    [Test]
    public void LayersWeSend_AreToldApart_AlsoOnceTheyHaveNoName()
    {
        using Call call = Open();
        Rid[] rids = [new Rid("q"), new Rid("h"), new Rid("f")];
        Transceiver camera = call.Us.Driver.Run((peer, _) => peer.AddTransceiver(
            MediaKind.Video, Direction.SendOnly, "camera", encodings: [.. rids.Select(rid => new SendEncoding(rid))]));
        string answer = call.WeOffer();
        Assert.That(answer, Does.Match("a=simulcast:recv [qhf];[qhf];[qhf]\r\n"), "in any order");
        Assert.That(camera.SendEncodings.Select(encoding => encoding.Rid), Is.EqualTo(rids));

        Film(call, camera.Mid, rids, pictures: 100);
        var reported = new RemoteInboundRtpStats[rids.Length];
        Assert.That(() => call.Us.Driver.Run((peer, _) => peer.GetRemoteInboundRtpStats(reported)),
            Is.EqualTo(rids.Length).After(10_000, 50), "from now on packets have neither mid nor rid");
        call.Ask("hear"); // forgets what came before
        Film(call, camera.Mid, rids, pictures: 40);
        Thread.Sleep(TimeSpan.FromSeconds(0.5));
        JToken heard = call.Ask("hear");
        for (int layer = 0; layer < rids.Length; layer++)
        {
            JToken[] packets = [.. heard[$"{camera.Mid} {rids[layer]}"]!];
            Assert.That(packets, Has.Length.EqualTo(40), rids[layer].Value);
            foreach (JToken packet in packets)
                Assert.That(Convert.FromBase64String((string)packet[1]!)[0], Is.EqualTo(layer), rids[layer].Value);
        }
    }

    /// <summary>Sends pictures of one packet, which begins with the layer's number.</summary>
    private static void Film(Call call, Mid mid, Rid[] rids, int pictures)
    {
        for (uint i = 0; i < pictures; i++, Thread.Sleep(20))
        {
            for (byte layer = 0; layer < rids.Length; layer++)
            {
                byte[] payload = [layer, 0, 0, 0];
                call.Us.Driver.Run((peer, now) =>
                    peer.TrySend(now, mid, rids[layer], new RtpTime(1800 * i), marker: true, payload));
            }
        }
    }

    private protected override Script Start() => new(_program, []);
}
