using System.Collections.Generic;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>werift: WebRTC in TypeScript, from npm.</summary>
[Category("werift")]
[Parallelizable]
public sealed class WeriftTests : StrangerTests
{
    private protected override bool HasCodec => false;

    private protected override bool HearsBySsrcOnly => true;

    private protected override IReadOnlyDictionary<string, string> Cannot { get; } = new Dictionary<string, string>
    {
        ["WeOffer(True)"] = "answers setup:active to setup:active, where RFC 5763 section 5 leaves only passive.",
        ["SoundGoesOnAfterAnIceRestart(True)"] = "takes the other ICE role when it restarts, and gets lost.",
        ["ChannelsOfEveryKind_CarryBothWays(True)"] = "opens an unordered channel with a limit as an ordered one.",
        ["BreakoutThenReturn"] = "sends nothing any more once one of its sections has closed.",
        ["HeldSection_SoundsAgain"] = "writes an inactive section as one that is closed, at port 0.",
    };

    private protected override Script Start() => Script.Node("stranger/werift.js");
}
