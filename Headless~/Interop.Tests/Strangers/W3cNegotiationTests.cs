using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Earshot.Relay;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Newtonsoft.Json.Linq;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace Earshot.Tests;

/// <summary>What only stacks with the W3C's whole negotiation can play: offers that meet, places that are taken again,
/// layers.</summary>
public abstract class W3cNegotiationTests
{
    private Script? _running;
    private Call _call = null!;

    private Script Stranger => _running ??= Start();

    /// <summary>True when its candidates have mDNS names in the place of addresses.</summary>
    private protected virtual bool HidesItsAddress => false;

    private protected abstract Script Start();

    [SetUp]
    public void Open() => _call = new Call(Stranger, new Hearing(Stranger, hasCodec: true), opus: 111);

    [TearDown]
    public void Close()
    {
        _call.Dispose();
        if (TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed) End();
    }

    [OneTimeTearDown]
    public void End()
    {
        _running?.Dispose();
        _running = null;
    }

    [Test]
    public void OffersMeet_AndTheyYield()
    {
        _call.WeOffer(1);
        Stranger.Ask("add", new JObject { ["hertz"] = new JArray(1000) });
        Stranger.Ask("offer"); // never arrives
        Stranger.Ask("rollback");
        _call.WeOffer(1);
        _call.AssertHeard();
        string offer = (string)Stranger.Ask("offer")!;
        Assert.That(Parse(offer).Media, Has.Count.EqualTo(3), "theirs comes again");
    }

    [Test]
    public void OffersMeet_AndWeYield()
    {
        _call.TheyOffer(1);
        Transceiver ours = _call.Us.Driver.Run((peer, now) =>
        {
            Transceiver added = peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "ours");
            peer.CreateOffer(now); // never arrives
            return added;
        });
        _call.TheyOffer(1);
        Assert.That(ours.Mid.IsGiven, Is.False);
        _call.AssertHeard();
        _call.WeOffer(1);
        Assert.That(ours.Mid.IsGiven);
        string? theirs = (string?)_call.TheirState()["sections"]![ours.Mid.Value];
        Assert.That(theirs, Is.EqualTo("recvonly").Or.EqualTo("inactive"));
        _call.AssertHeard();
    }

    [Test]
    public void ClosedPlace_IsTakenAgainByEither([Values] bool theyStop)
    {
        _call.WeOffer(3);
        _call.AssertHeard();
        Close(_call.Lines[1], theyStop);
        _call.AssertHeard();
        string answer = _call.WeOffer(1);
        Assert.That(Parse(answer).Media, Has.Count.EqualTo(3));
        Assert.That(Parse(answer).Media[1].Mid, Is.EqualTo(_call.Lines[^1].Mid), "ours took the place");
        _call.AssertHeard();
        Close(_call.Lines[^1], theyStop);
        answer = _call.TheyOffer(1);
        Assert.That(Parse(answer).Media, Has.Count.EqualTo(3));
        Assert.That(Parse(answer).Media[1].Mid, Is.EqualTo(_call.Lines[^1].Mid), "theirs took it");
        _call.AssertHeard();
    }

    /// <summary>They build a new transport each time.</summary>
    [Test]
    public void TaggedSection_ClosesAndItsPlaceIsTakenAgain([Values] bool weAreClient, [Values] bool theyStop)
    {
        if (weAreClient) _call.EditOurs = offer => offer.Replace("a=setup:actpass", "a=setup:active");
        _call.WeOffer(3);
        _call.EditOurs = description => description;
        _call.AssertHeard();
        Close(_call.Lines[0], theyStop);
        _call.AssertHeard();
        _call.WeOffer(1);
        _call.AssertHeard();
        string answer = _call.TheyOffer(1);
        Assert.That(Parse(answer).Media[0].Mid, Is.EqualTo(_call.Lines[^1].Mid), "theirs took the first place");
        _call.AssertHeard();
    }

    /// <summary>By the candidates of either side alone the other one finds it.</summary>
    [Test]
    public void CandidatesToldOneByOne_LeadToEachOther([Values] bool theyOffer, [Values] bool weTell)
    {
        if (HidesItsAddress && !weTell) Assert.Ignore("It tells names that only a resolver on its network knows.");
        var ours = new List<string>();
        _call.EditOurs = description => TakeCandidates(description, ours);
        _call.EditTheirs = description => TakeCandidates(description, []);
        Stranger.Ask("trickle");
        string answer = theyOffer ? _call.TheyOffer(1) : _call.WeOffer(1);
        Assert.That(answer, Does.Contain("a=ice-options:trickle"));
        Assert.That(ours, Is.Not.Empty);
        if (weTell) TellThem([.. ours, ""]);
        else HearTheirs();
        _call.AssertHeard();
        Assert.That(_call.Us.Driver.Run((peer, _) => peer.State), Is.EqualTo(PeerState.Connected));
    }

    /// <summary>RED (RFC 2198): they understand ours, and what is lost of theirs comes with the next packet.</summary>
    [Test]
    public void PacketBeforeInEach_IsHeardThroughLoss([Values] bool theyOffer)
    {
        using var relay = new UdpRelay(new LinkProfile { Loss = 0.1 }, seed: 1);
        using var call = new Call(
            Stranger, new Hearing(Stranger, hasCodec: true), opus: 111, relay, isRedundant: true);
        string answer = theyOffer ? call.TheyOffer(1) : call.WeOffer(1);
        Assert.That(answer, Does.Contain("red/48000/2"));
        call.AssertHeard(enough: 0.5);
        Assert.That(call.Us.Driver.Run((peer, _) => peer.Transceivers[0].Red), Is.EqualTo(new PayloadType(63)));
        var inbound = new InboundRtpStats[1];
        call.Us.Driver.Run((peer, _) => peer.GetInboundRtpStats(inbound));
        Assert.That(inbound[0].CodecId, Is.EqualTo(new PayloadType(63)), "theirs are of that kind too");
        Assert.That(inbound[0].FecPacketsReceived, Is.GreaterThan(inbound[0].FecPacketsDiscarded), "some were lost");
    }

    [Test]
    public void LayersTheyOffer_AreTaken()
    {
        _call.TheyOffer(1);
        Stranger.Ask("addLayers", new JObject { ["rids"] = new JArray("a", "b", "c") });
        string offer = (string)Stranger.Ask("offer")!;
        Assert.That(offer, Does.Contain("a=simulcast:send a;b;c"));
        (Transceiver camera, string answer) = _call.Us.Driver.Run((peer, now) =>
        {
            Assert.That(peer.TrySetOffer(now, offer, out string error), Is.True, error);
            return (peer.Transceivers[^1], peer.CreateAnswer(now));
        });
        Assert.That(camera.ReceiveRids.Select(rid => rid.Value), Is.EqualTo(new[] { "a", "b", "c" }));
        Stranger.Ask("accept", new JObject { ["sdp"] = answer });
        JToken layers = _call.TheirState()["layers"]![camera.Mid.Value]!;
        Assert.That(layers.Select(rid => (string?)rid), Is.EqualTo(new[] { "a", "b", "c" }), "they keep them");
        _call.AssertHeard();
    }

    [Test]
    public void LayersWeOffer_AreNarrowedToTheirs()
    {
        SendEncoding[] layers = [new SendEncoding(new Rid("a")), new SendEncoding(new Rid("b"))];
        Transceiver camera = _call.Us.Driver.Run((peer, _) => peer.AddTransceiver(
            MediaKind.Video, Direction.SendOnly, "camera", encodings: layers));
        _call.WeOffer(1);
        Assert.That(camera.CurrentDirection, Is.EqualTo(Direction.SendOnly));
        Assert.That(camera.SendEncodings, Has.Count.EqualTo(1), "they receive no simulcast");
        Assert.That(camera.Rtx, Is.EqualTo(new PayloadType(97)));
        Assert.That(camera.Codec!.Feedback, Is.EqualTo(new[] { "nack", "nack pli" }));
        _call.AssertHeard();
    }

    private void Close(Line line, bool theyStop)
    {
        if (theyStop)
        {
            _call.TheyStop(line);
            _call.TheyOffer();
        }
        else
        {
            _call.WeStop(line);
            _call.WeOffer();
        }
    }

    private void TellThem(IEnumerable<string> candidates)
    {
        foreach (string line in candidates)
            Stranger.Ask("takeCandidate", new JObject { ["candidate"] = line, ["mid"] = _call.Lines[0].Mid.Value });
    }

    private void HearTheirs()
    {
        for (bool haveEnded = false; !haveEnded;)
        {
            foreach (string line in Stranger.Ask("tellCandidates").Select(line => (string)line!))
            {
                string problem = _call.Us.Driver.Run((peer, now) =>
                    peer.Ice.TryAddRemoteCandidate(now, line, out string error) ? "" : error);
                Assert.That(problem, Is.Empty);
                haveEnded |= line.Length == 0;
            }
        }
    }

    private static string TakeCandidates(string description, List<string> candidates)
    {
        const string Candidates = "a=(candidate:.*|end-of-candidates)\r\n";
        candidates.AddRange(Regex.Matches(description, Candidates).Select(line => line.Groups[1].Value)
            .Where(line => line.StartsWith("candidate", StringComparison.Ordinal)));
        return Regex.Replace(description, Candidates, "");
    }

    private static SessionDescription Parse(string sdp)
    {
        Assert.That(SessionDescription.TryParse(sdp, out SessionDescription? description, out string error), error);
        return description!;
    }
}
