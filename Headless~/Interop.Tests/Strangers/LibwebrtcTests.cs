using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>libwebrtc, as Node's @roamhq/wrtc.</summary>
[Category("libwebrtc")]
[Parallelizable]
public sealed class LibwebrtcTests : StrangerTests
{
    private protected override Script Start() => Script.Node("stranger/libwebrtc.js");
}
