using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Our TURN client against coturn: two peers of ours that reach each other over relays only, and
/// libwebrtc.</summary>
[Parallelizable]
public sealed class TurnTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [OneTimeSetUp]
    public void RequireCoturn() => Coturn.Require();

    [TestCase("turn", "udp")]
    [TestCase("turn", "tcp")]
    [TestCase("turns", "tcp")]
    public void TwoPeers_TalkOverRelaysOnly(string scheme, string transport)
    {
        using var coturn = new Coturn();
        using var anna = new TricklingPeer(coturn.Server(scheme, transport), coturn.Thumbprint);
        using var bert = new TricklingPeer(coturn.Server(scheme, transport, "bert"), coturn.Thumbprint);
        Mid mid = Connect(coturn, anna, bert);
        Assert.That(anna.IsRelayed && bert.IsRelayed, Is.True);

        Talk(anna, bert, mid, 200);
        Assert.That(bert.Packets, Is.GreaterThanOrEqualTo(195));
        Assert.That(anna.Packets, Is.GreaterThanOrEqualTo(195));
        Assert.That(anna.Driver.ServerFaults.Concat(bert.Driver.ServerFaults), Is.Empty);
        Assert.That(coturn.Log, Does.Contain("CHANNEL_BIND processed, success").And
            .Contain("CREATE_PERMISSION processed, success"));

        anna.Driver.Dispose();
        Assert.That(() => bert.State, Is.EqualTo(PeerState.Closed).After(10_000, 20), "close_notify came through");
        bert.Driver.Dispose();
        Assert.That(
            () => Count(coturn, "refreshed, realm=<example.org>, username=<", ", lifetime=0"),
            Is.EqualTo(2).After(5000, 50), "both gave their allocation back");
    }

    /// <summary>Neither's description has any; ours come one by one as the relay is allocated.</summary>
    [Test]
    public void Libwebrtc_IsMetOverOurRelay_ByTrickledCandidates([Values] bool theyOffer)
    {
        using var coturn = new Coturn();
        using var anna = new TricklingPeer();
        using Script stranger = Script.Node("stranger/libwebrtc.js");
        stranger.Ask("open");
        stranger.Ask("trickle");
        if (theyOffer) TakeOffer(stranger, anna);
        else OfferTo(stranger, anna);
        anna.Driver.ReplaceServers([coturn.Server("turn", "udp")]);
        int ends = 0;
        for (var clock = Stopwatch.StartNew(); anna.Packets < 50 && clock.Elapsed < Patience; Thread.Sleep(5))
            ends += Trickle(anna, stranger);
        Assert.That(anna.Packets, Is.GreaterThanOrEqualTo(50), coturn.Log);
        Assert.That(anna.IsRelayed, Is.True);
        Assert.That(ends, Is.EqualTo(2), "each has told the other once that there are no more");
    }

    [Test]
    public void ShortLifetimesAndNonces_AreRenewedWhileTheCallGoesOn()
    {
        using var coturn = new Coturn("max-allocate-lifetime=6", "stale-nonce=2");
        using var anna = new TricklingPeer(coturn.Server("turn", "udp"));
        using var bert = new TricklingPeer(coturn.Server("turn", "tcp", "bert"));
        Mid mid = Connect(coturn, anna, bert);
        Talk(anna, bert, mid, 400);
        Assert.That(bert.Packets, Is.GreaterThanOrEqualTo(395));
        Assert.That(anna.State, Is.EqualTo(PeerState.Connected));
        // It grants six seconds at first, and ten minutes to whoever asks again.
        Assert.That(Count(coturn, "REFRESH processed, success"), Is.GreaterThanOrEqualTo(2), coturn.Log);
        Assert.That(Count(coturn, "error 438: Stale nonce"), Is.GreaterThanOrEqualTo(1), coturn.Log);
        Assert.That(anna.Driver.ServerFaults.Concat(bert.Driver.ServerFaults), Is.Empty);
    }

    [Test]
    public void NewCredentials_TakeOverThroughARestart()
    {
        using var coturn = new Coturn();
        using var anna = new TricklingPeer(coturn.Server("turn", "udp"));
        using var bert = new TricklingPeer(coturn.Server("turn", "udp"));
        Mid mid = Connect(coturn, anna, bert);
        anna.Driver.ReplaceServers([coturn.Server("turn", "tcp", "bert")]);
        Assert.That(() => anna.Driver.Run((peer, _) => peer.Ice.IsGatheringComplete), Is.True.After(5000, 10));
        Talk(anna, bert, mid, 50);
        Negotiate(anna, bert, iceRestart: true);
        Talk(anna, bert, mid, 100);
        Assert.That(anna.Packets, Is.GreaterThanOrEqualTo(145), "nothing was lost on the way");
        Assert.That(
            () => { Talk(anna, bert, mid, 10); return Count(coturn, "username=<anna>", "lifetime=0"); },
            Is.GreaterThanOrEqualTo(1).After(20_000, 100), "the old relay is given back");
        Assert.That(anna.IsRelayed, Is.True);
        Assert.That(anna.State, Is.EqualTo(PeerState.Connected));
    }

    [Test]
    public void WrongPassword_IsToldInASentence()
    {
        using var coturn = new Coturn();
        using var anna = new TricklingPeer(coturn.Server("turn", "udp", "anna", "open"));
        Assert.That(() => anna.Driver.Run((peer, _) => peer.Ice.IsGatheringComplete), Is.True.After(5000, 10));
        Assert.That(anna.Driver.ServerFaults.Single(), Does.Contain("WrongCredentials"));
    }

    [Test]
    public void CertificateNobodyVouchesFor_IsRefused()
    {
        using var coturn = new Coturn();
        using var anna = new TricklingPeer(coturn.Server("turns", "tcp"), "another's");
        Assert.That(() => anna.Driver.ServerFaults.Count, Is.GreaterThan(0).After(5000, 10));
        Assert.That(anna.Driver.ServerFaults[0], Does.Contain("over Tls"));
    }

    private static Mid Connect(Coturn coturn, TricklingPeer anna, TricklingPeer bert)
    {
        anna.Driver.Run((peer, _) => peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice"));
        Negotiate(anna, bert, iceRestart: false);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; Thread.Sleep(1))
        {
            Trickle(anna, bert);
            Trickle(bert, anna);
            if (anna.State == PeerState.Connected && bert.State == PeerState.Connected)
                return anna.Driver.Run((peer, _) => peer.Transceivers[0].Mid);
        }

        throw new AssertionException(
            $"{string.Join(' ', anna.Driver.ServerFaults.Concat(bert.Driver.ServerFaults))}\n{coturn.Log}");
    }

    private static void Negotiate(TricklingPeer offerer, TricklingPeer answerer, bool iceRestart)
    {
        string offer = offerer.Driver.Run((peer, now) => peer.CreateOffer(now, iceRestart));
        string answer = answerer.Driver.Run((peer, now) =>
        {
            Assert.That(peer.TrySetOffer(now, offer, out string error), Is.True, error);
            peer.SetDirection(peer.Transceivers[0], Direction.SendRecv);
            return peer.CreateAnswer(now);
        });
        offerer.Driver.Run((peer, now) =>
        {
            Assert.That(peer.TrySetAnswer(now, answer, out string error), Is.True, error);
            return true;
        });
    }

    private static void OfferTo(Script stranger, TricklingPeer anna)
    {
        string offer = anna.Driver.Run((peer, now) =>
        {
            peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            return peer.CreateOffer(now);
        });
        Assert.That(offer, Does.Not.Contain("a=candidate"));
        var ask = new JObject { ["sdp"] = offer, ["hertz"] = new JObject { ["0"] = 440 } };
        string answer = (string)stranger.Ask("answer", ask)!;
        Assert.That(answer, Does.Not.Contain("a=candidate"));
        anna.Driver.Run((peer, now) =>
        {
            Assert.That(peer.TrySetAnswer(now, answer, out string error), Is.True, error);
            return true;
        });
    }

    private static void TakeOffer(Script stranger, TricklingPeer anna)
    {
        stranger.Ask("add", new JObject { ["hertz"] = new JArray(440) });
        string offer = (string)stranger.Ask("offer")!;
        Assert.That(offer, Does.Not.Contain("a=candidate"));
        string answer = anna.Driver.Run((peer, now) =>
        {
            Assert.That(peer.TrySetOffer(now, offer, out string error), Is.True, error);
            return peer.CreateAnswer(now);
        });
        Assert.That(answer, Does.Not.Contain("a=candidate"));
        stranger.Ask("accept", new JObject { ["sdp"] = answer });
    }

    /// <summary>Each tells the other what it has found since; how often that it was the last is returned.</summary>
    private static int Trickle(TricklingPeer anna, Script stranger)
    {
        int ends = 0;
        while (anna.Candidates.TryDequeue(out string? line))
        {
            if (line.Length == 0) ends++;
            stranger.Ask("takeCandidate", new JObject { ["candidate"] = line, ["mid"] = "0" });
        }

        foreach (string line in stranger.Ask("tellCandidates").Select(line => (string)line!))
        {
            if (line.Length == 0) ends++;
            anna.Driver.Run((peer, now) => peer.Ice.TryAddRemoteCandidate(now, line, out _));
        }

        return ends;
    }

    private static void Trickle(TricklingPeer from, TricklingPeer to)
    {
        while (from.Candidates.TryDequeue(out string? line))
        {
            to.Driver.Run((peer, now) =>
            {
                Assert.That(peer.Ice.TryAddRemoteCandidate(now, line, out string error), Is.True, error);
                return true;
            });
        }
    }

    /// <summary>Each 20 ms a packet each way.</summary>
    private static void Talk(TricklingPeer anna, TricklingPeer bert, Mid mid, int packets)
    {
        int target = bert.Packets + packets;
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < packets; i++)
        {
            while (clock.ElapsedMilliseconds < i * 20) Thread.Sleep(1);
            anna.Driver.TrySend(mid, new RtpTime((uint)(960 * i)), false, new byte[80]);
            bert.Driver.TrySend(mid, new RtpTime((uint)(960 * i)), false, new byte[80]);
            Trickle(anna, bert);
            Trickle(bert, anna);
        }

        for (clock.Restart(); bert.Packets < target && clock.ElapsedMilliseconds < 500;) Thread.Sleep(5);
    }

    private static int Count(Coturn coturn, params string[] words) =>
        coturn.Log.Split('\n').Count(line => words.All(line.Contains));
}
