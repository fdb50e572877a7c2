using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>The clients of WHIP and WHEP that npm has (whip-whep, by the RFC's author), in Chromium, against our
/// server.</summary>
[Category("Chromium")]
public sealed class WhipInChromiumTests : SfuFixture
{
    private const double Enough = 0.7;
    private static readonly int[] Green = [40, 160, 80];

    private Script _chromium = null!;

    [SetUp]
    public void Launch() => _chromium = Script.Node("whip/whip.js", Installed.Program("chromium"));

    [TearDown]
    public void Leave() => _chromium?.Dispose();

    [Test]
    public void WhatIsPublishedByWhip_IsHeardAndSeenByWhep_UntilItIsStopped() => Run(async () =>
    {
        Ask("ada", "publish", new JObject
        {
            ["url"] = $"{Server.Web}whip/hall/ada",
            ["token"] = Server.MintToken("hall", "ada"),
            ["hertz"] = 440,
            ["colour"] = new JArray(Green),
        });
        Ask("ben", "watch", new JObject
        {
            ["url"] = $"{Server.Web}whep/hall/ada",
            ["token"] = Server.MintToken("hall", "ben"),
        });
        JToken share = Ask("ben", "hear", new JObject { ["hertz"] = 440, ["enough"] = Enough });
        Assert.That((double)share, Is.GreaterThan(Enough));
        JToken seen = Ask("ben", "see", new JObject { ["colour"] = new JArray(Green) });
        Assert.That((bool)seen["isClose"]!, Is.True, $"{seen}");

        Ask("ben", "stop", []);
        Ask("ada", "stop", []);
        Assert.That(await Server.Sfu.RunAsync(_ => Server.Sfu.SessionCount), Is.Zero, "DELETE ends them");
        Assert.That(_chromium.Complaints, Is.Empty);
    });

    private JToken Ask(string who, string verb, JObject with) =>
        _chromium.Ask(verb, new JObject(with) { ["who"] = who });
}
