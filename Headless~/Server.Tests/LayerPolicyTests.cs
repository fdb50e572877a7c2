using System;
using System.Linq;
using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Tracks;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Which simulcast layer a subscriber gets, of f, h and q at 1000, 300 and 100 kbit/s.</summary>
public sealed class LayerPolicyTests
{
    private const string Az = SimulcastPreference.Asciibetical;
    private static readonly Instant Begin = Instant.FromMilliseconds(10_000);
    private static readonly Instant Now = Instant.FromMilliseconds(10_500);

    [TestCase(null, "fhq", "f")]
    [TestCase(null, "hq", "h")]
    [TestCase("", "hq", "h", TestName = "AnEmptyWish_IsNone")]
    [TestCase("h", "fhq", "h")]
    [TestCase("q", "fhq", "q")]
    [TestCase("h", "fq", "h", TestName = "AnAbsentLayer_IsWaitedFor")]
    [TestCase("x", "fhq", "x", TestName = "AnUnknownLayer_IsWaitedFor")]
    public void WithoutOrdering_OnlyThePreferredLayerWillDo(string? preferred, string sent, string chosen) =>
        Assert.That(Choose(new() { PreferredRid = preferred }, sent, current: "", budget: 0), Is.EqualTo(chosen));

    [TestCase("f", "hq", "h")]
    [TestCase("h", "fq", "q", TestName = "TheNextInOrder_StandsIn")]
    [TestCase("q", "fh", "h", TestName = "TheLastBefore_StandsInForTheLast")]
    [TestCase("g", "fhq", "h", TestName = "AnUnknownLayer_IsStoodInForByItsOrder")]
    [TestCase("f", "", "q", TestName = "WithNothingSent_NothingChanges")]
    public void ALayerThatIsNotSent_MayBeStoodInFor(string preferred, string sent, string chosen)
    {
        var wish = new SimulcastPreference { PreferredRid = preferred, RidNotAvailable = Az };
        Assert.That(Choose(wish, sent, current: "q", budget: 0), Is.EqualTo(chosen));
    }

    [TestCase("f", "q", 2000, "f")]
    [TestCase("f", "f", 1000, "f")]
    [TestCase("f", "f", 999, "h", TestName = "ALayerTooWide_YieldsToTheNext")]
    [TestCase("f", "h", 1100, "h", TestName = "ABetterLayer_NeedsRoomToSpare")]
    [TestCase("f", "h", 1200, "f", TestName = "WithRoomToSpare_TheBetterLayerComesBack")]
    [TestCase("f", "", 1000, "f", TestName = "TheFirstChoice_NeedsNoSpare")]
    [TestCase("f", "f", 50, "q", TestName = "TheLastLayer_IsSentInAnyCase")]
    [TestCase("h", "h", 5000, "h", TestName = "NothingBetterThanThePreferred_IsSent")]
    [TestCase("h", "f", 300, "h")]
    [TestCase(null, "", 400, "h", TestName = "WithoutAWish_WhatFits")]
    public void ALayerTooWideForTheWay_MayYield(string? preferred, string current, int budget, string chosen)
    {
        var wish = new SimulcastPreference { PreferredRid = preferred, PriorityOrdering = Az };
        Assert.That(Choose(wish, "fhq", current, budget * 1000), Is.EqualTo(chosen));
    }

    [Test]
    public void ALayerThatNothingComesOfForASecond_IsNotSent()
    {
        Layer[] layers = Layers("fhq");
        Instant later = Now + TimeSpan.FromSeconds(1);
        layers[1].Count(later, 100);
        var policy = new LayerPolicy(new SimulcastPreference { PreferredRid = "f", RidNotAvailable = Az });
        Assert.That(policy.Choose(layers, new Rid("f"), 0, later).Value, Is.EqualTo("h"));
    }

    private static string Choose(SimulcastPreference wish, string sent, string current, long budget)
    {
        Rid flows = current.Length == 0 ? default : new Rid(current);
        return new LayerPolicy(wish).Choose(Layers(sent), flows, budget, Now).Value;
    }

    private static Layer[] Layers(string sent) => "fhq".Zip([1000, 300, 100], (name, kilobits) =>
    {
        bool isSent = sent.Contains(name);
        var layer = new Layer(new Rid(name.ToString()), Begin - TimeSpan.FromSeconds(isSent ? 0 : 10));
        if (isSent) layer.Count(Now, kilobits * 1000 / 8 / 2);
        return layer;
    }).ToArray();
}
