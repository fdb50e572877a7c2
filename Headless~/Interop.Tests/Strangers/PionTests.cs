using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Pion: WebRTC in Go, from Debian, whose packages of Go are sources.</summary>
[Category("Pion")]
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

    private protected override Script Start() => new(_program, []);
}
