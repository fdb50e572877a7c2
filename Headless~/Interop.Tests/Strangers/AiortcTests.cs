using System.Collections.Generic;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>aiortc: WebRTC in Python, from Debian.</summary>
[Category("aiortc")]
[Parallelizable]
public sealed class AiortcTests : StrangerTests
{
    // Debian's own, whatever other Python there is.
    private const string Python = "/usr/bin/python3";

    // In its own offers it gives Opus this number again, whatever was agreed before, and then hears the old one only.
    private protected override byte OpusPayloadType => 96;

    private protected override bool HearsBySsrcOnly => true;

    private protected override IReadOnlyDictionary<string, string> Cannot { get; } = new Dictionary<string, string>
    {
        ["SoundGoesOnAfterAnIceRestart"] = "has no ICE restart.",
        ["WeOffer(True)"] = "refuses an offer that is not setup:actpass.",
        ["BreakoutThenReturn(False)"] = "refuses an offer with a stopped section, for want of ICE credentials there.",
    };

    private protected override Script Start()
    {
        Installed.PythonModule(Python, "aiortc", "python3-aiortc");
        return new Script(Python, [Script.PathOf("python", "aiortc_peer.py")]);
    }
}
