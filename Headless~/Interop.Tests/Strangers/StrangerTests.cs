using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using Earshot.Relay;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using Newtonsoft.Json.Linq;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace Earshot.Tests;

/// <summary>What our peer must manage with every WebRTC stack nobody here wrote. A derived class is one of
/// them.</summary>
public abstract partial class StrangerTests
{
    private const string Free = "a=setup:actpass";
    private const string Active = "a=setup:active";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Script? _stranger;

    /// <summary>Starts the stranger's process.</summary>
    private protected abstract Script Start();

    /// <summary>False when it deals in packets, and the test has to encode and decode for it.</summary>
    private protected virtual bool HasCodec => true;

    /// <summary>Under which number we offer Opus.</summary>
    private protected virtual byte OpusPayloadType => 111;

    /// <summary>True when it cannot tell our sections apart by the mid header extension.</summary>
    private protected virtual bool HearsBySsrcOnly => false;

    /// <summary>Why it cannot play a scenario, by the test's full or bare name; that one is then skipped.</summary>
    private protected virtual IReadOnlyDictionary<string, string> Cannot => new Dictionary<string, string>();

    [SetUp]
    public void SkipWhatItCannot()
    {
        TestContext.TestAdapter test = TestContext.CurrentContext.Test;
        foreach (string name in new[] { test.Name, test.MethodName! })
            if (Cannot.TryGetValue(name, out string? why)) Assert.Ignore($"{GetType().Name[..^"Tests".Length]}: {why}");
    }

    [OneTimeTearDown]
    public void End() => _stranger?.Dispose();

    [TearDown]
    public void EndAfterTrouble()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status != TestStatus.Failed) return;
        _stranger?.Dispose();
        _stranger = null;
    }

    [Test]
    public void TheyOffer([Values] bool weAreClient)
    {
        using Call call = Open();
        if (!weAreClient) call.EditTheirs = offer => offer.Replace(Free, Active);
        string answer = call.TheyOffer(1);
        Assert.That(answer, Does.Contain(weAreClient ? Active : "a=setup:passive"));
        call.AssertHeard();
        AssertRoles(call, weAreClient ? "server" : "client", "controlling");
    }

    [Test]
    public void WeOffer([Values] bool weAreClient)
    {
        using Call call = Open();
        if (weAreClient) call.EditOurs = offer => offer.Replace(Free, Active);
        string answer = call.WeOffer(1);
        Assert.That(answer, Does.Contain(weAreClient ? "a=setup:passive" : Active));
        call.AssertHeard();
        AssertRoles(call, weAreClient ? "server" : "client", "controlled");
    }

    [Test]
    public void OneSection_ThenTen_ThenThirtyMore([Values] bool theyBegin)
    {
        using Call call = Open();
        if (theyBegin) call.TheyOffer(1);
        else call.WeOffer(1);
        call.AssertHeard();
        if (theyBegin) call.WeOffer(10);
        else call.TheyOffer(10);
        call.AssertHeard();
        if (theyBegin) call.TheyOffer(30);
        else call.WeOffer(30);
        call.AssertHeard();
    }

    [Test]
    public void BreakoutThenReturn([Values] bool theyStop)
    {
        using Call call = Open();
        call.TheyOffer(1);
        call.WeOffer(2);
        call.AssertHeard();
        Line left = call.Lines[1];
        if (theyStop) call.TheyStop(left);
        else call.WeStop(left);
        if (theyStop) call.TheyOffer();
        else call.WeOffer();
        call.AssertHeard();
        call.WeOffer(1);
        call.TheyOffer(1);
        call.AssertHeard();
        Assert.That(call.Lines, Has.Count.EqualTo(4));
        Assert.That(call.Us.Driver.Run((peer, _) => peer.Find(left.Mid)?.CanSend), Is.Not.True);
    }

    [Test]
    public void HeldSection_SoundsAgain([Values] bool theyHold)
    {
        using Call call = Open();
        call.WeOffer(2);
        call.AssertHeard();
        Line held = call.Lines[0];
        call.Hold(held, theyHold, isHeld: true);
        call.AssertHeard();
        Assert.That(call.Us.Driver.Run((peer, _) => peer.Find(held.Mid)!.CanSend), Is.False);
        call.Hold(held, theyHold, isHeld: false);
        call.AssertHeard();
        Assert.That(call.Lines, Has.Count.EqualTo(2));
    }

    [Test]
    public void SoundGoesOnAfterAnIceRestart([Values] bool theyRestart)
    {
        using Call call = Open();
        call.WeOffer(1);
        call.AssertHeard();
        string ufrag = call.Us.Driver.Run((peer, _) => peer.LocalUfrag);
        if (theyRestart) call.TheyOffer(restart: true);
        else call.WeOffer(restart: true);
        call.AssertHeard();
        Assert.That(call.Us.Driver.Run((peer, _) => peer.LocalUfrag), Is.Not.EqualTo(ufrag), "both restart");
        Assert.That(call.Us.Driver.Run((peer, _) => peer.State), Is.EqualTo(PeerState.Connected));
    }

    [Test]
    public void SectionsWithoutSsrc_AreToldApart()
    {
        using Call call = Open();
        call.EditTheirs = WithoutSsrc;
        if (!HearsBySsrcOnly) call.EditOurs = WithoutSsrc;
        call.TheyOffer(3);
        call.WeOffer(3);
        call.AssertHeard();
    }

    [TestCase(0.02)]
    [TestCase(0.1)]
    [TestCase(0.3)]
    public void SoundSurvivesLoss(double loss)
    {
        var lossy = new LinkProfile { Delay = TimeSpan.FromMilliseconds(10), Loss = loss };
        using var relay = new UdpRelay(lossy, seed: 1);
        using Call call = Open(relay);
        call.TheyOffer(2);
        call.AssertHeard(enough: 0.5);
        Assert.That(relay.FromLeft.Lost, Is.Positive);
        Assert.That(relay.FromRight.Lost, Is.Positive);
        AssertNothingForged(call);
    }

    [Test]
    public void SoundSurvivesReorderingAndDuplication()
    {
        var mad = new LinkProfile
        {
            Delay = TimeSpan.FromMilliseconds(10),
            Jitter = TimeSpan.FromMilliseconds(2),
            Reordering = 0.05,
            Duplication = 0.05,
        };
        using var relay = new UdpRelay(mad, seed: 1);
        using Call call = Open(relay);
        call.WeOffer(2);
        call.AssertHeard(enough: 0.5);
        Assert.That(relay.FromLeft.Duplicated, Is.Positive);
        Assert.That(relay.FromLeft.Reordered, Is.Positive);
        AssertNothingForged(call);
    }

    private protected Call Open(UdpRelay? relay = null)
    {
        _stranger ??= Start();
        return new Call(_stranger, new Hearing(_stranger, HasCodec), OpusPayloadType, relay);
    }

    private static string WithoutSsrc(string description) =>
        Regex.Replace(description, "a=(ssrc|ssrc-group):.*\r\n", "");

    private static void AssertRoles(Call call, string dtlsRole, string iceRole)
    {
        JToken state = call.TheirState();
        Assert.That((string?)state["connection"], Is.EqualTo("connected"));
        Assert.That((string?)state["iceRole"], Is.EqualTo(iceRole), "theirs");
        // Not all say it; the answer's a=setup has.
        if (state["dtlsRole"] != null) Assert.That((string?)state["dtlsRole"], Is.EqualTo(dtlsRole), "theirs");
    }

    private static void AssertNothingForged(Call call)
    {
        long forged = call.Us.Driver.Run((peer, _) => peer.Dropped(DropReason.BadAuthentication));
        Assert.That(forged, Is.Zero, "packets that did not authenticate");
    }
}
