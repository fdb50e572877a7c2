using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Headless Chromium, the one that is installed.</summary>
[Category("Chromium")]
[Parallelizable]
public sealed class ChromiumNegotiationTests : W3cNegotiationTests
{
    private protected override bool HidesItsAddress => true;

    private protected override Script Start() => Script.Node("stranger/chromium.js", Installed.Program("chromium"));
}
