using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Realtime;
using Earshot.Relay;
using Earshot.Rooms;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>What a player walks through: another network, none for a while, and one that silently swallows
/// everything.</summary>
public sealed class NetworkChangeTests : Scenario
{
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    // What was on its way before is heard for that long.
    private static readonly TimeSpan Buffered = TimeSpan.FromMilliseconds(600);

    [Test]
    public void AddressThatIsReplaced_CostsLessThanThreeSeconds()
    {
        var network = new Network("127.0.0.2");
        using Talker ada = EnterBy(network);
        using Talker bob = Enter("bob", 1000);
        Until(() => bob.JustHears(440) && ada.JustHears(1000), "both hear each other", bob.Describe);
        network.Become("127.0.0.3");
        AssertBothHear(ada, bob, network.Changed, () => network.Path == "127.0.0.3");
        Assert.That(ada.Client.Problem.Value, Is.Empty);
    }

    [Test]
    public void NoNetworkForAWhile_IsOverThreeSecondsAfterItCameBack()
    {
        var network = new Network("127.0.0.2");
        using Talker ada = EnterBy(network);
        using Talker bob = Enter("bob", 1000);
        Until(() => bob.JustHears(440) && ada.JustHears(1000), "both hear each other", bob.Describe);
        network.Become();
        Thread.Sleep(4000);
        network.Become("127.0.0.4");
        AssertBothHear(ada, bob, network.Changed, () => network.Path == "127.0.0.4");
    }

    [Test]
    public void PathThatSwallowsEverything_IsLeftForTheOther()
    {
        using var one = new UdpRelay(LinkProfile.Perfect, seed: 1);
        using var other = new UdpRelay(LinkProfile.Perfect, seed: 2);
        IRtcPeer? engine = null;
        using Talker ada = EnterBy(() => engine = new DetouredPeer(new RtcPeer(RtcPeer.NewOptions()), one, other));
        using Talker bob = Enter("bob", 1000);
        Until(() => bob.JustHears(440) && ada.JustHears(1000), "both hear each other", bob.Describe);
        int port = engine!.Stats.RemoteAddress.Port;
        bool isOne = Server.Sfu.Addresses.Any(sfu => one.FrontOf(Side.Right, sfu).Port == port);
        UdpRelay used = isOne ? one : other;
        used.FromLeft.Profile = used.FromRight.Profile = new LinkProfile { Loss = 1 };
        AssertBothHear(ada, bob, Stopwatch.StartNew(), () => engine.Stats.RemoteAddress.Port != port);
    }

    [Test]
    public void AllPathsCut_MakeAnotherSession()
    {
        using var first = new UdpRelay(LinkProfile.Perfect, seed: 1);
        using var second = new UdpRelay(LinkProfile.Perfect, seed: 2);
        var relays = new Queue<UdpRelay>([first, second]);
        using Talker ada = EnterBy(() => new DetouredPeer(new RtcPeer(RtcPeer.NewOptions()), relays.Dequeue()));
        using Talker bob = Enter("bob", 1000);
        Until(() => bob.JustHears(440) && ada.JustHears(1000), "both hear each other", bob.Describe);
        string track = TrackOf(bob);
        first.FromLeft.Profile = first.FromRight.Profile = new LinkProfile { Loss = 1 };
        Until(() => relays.Count == 0, "ada makes another session", ada.Describe);
        Until(() => bob.JustHears(440) && ada.JustHears(1000), "both hear each other again", bob.Describe);
        Assert.That(TrackOf(bob), Is.EqualTo(track), "the track keeps its name");
    }

    private static string TrackOf(Talker listener) =>
        listener.Client.Voices.Value.Single().Player.Tracks.Single().TrackName.Value;

    private static void AssertBothHear(Talker ada, Talker bob, Stopwatch since, Func<bool> hasMoved)
    {
        Until(hasMoved, "another path is used", ada.Describe);
        TimeSpan moved = since.Elapsed;
        Thread.Sleep(Buffered);
        Until(() => bob.JustHears(440) && ada.JustHears(1000), "both hear each other again", bob.Describe);
        TestContext.Out.WriteLine(
            $"another path after {moved.TotalSeconds:0.00} s, heard after {since.Elapsed.TotalSeconds:0.00} s");
        Assert.That(moved, Is.LessThan(Noticed));
        Assert.That(since.Elapsed, Is.LessThan(Soon));
    }

    private Talker EnterBy(Network network) => EnterBy(() =>
    {
        PeerDriverOptions options = RtcPeer.NewOptions();
        options.FindAddresses = network.Find;
        options.FindDefaultRoutes = () => [.. network.Find()];
        return network.Engine = new RtcPeer(options);
    });

    private Talker EnterBy(Func<IRtcPeer> engine)
    {
        RoomOptions options = NewOptions("ada");
        options.Engine = () => Task.Run(engine);
        return new Talker(options, 440);
    }

    /// <summary>The addresses of a machine that moves about.</summary>
    private sealed class Network(params string[] addresses)
    {
        private volatile string[] _addresses = addresses;

        /// <summary>The last engine that was made on it.</summary>
        public IRtcPeer? Engine { get; set; }

        /// <summary>The address in use; empty while there is none.</summary>
        public string Path =>
            Engine!.Stats.LocalAddress is { IsUnspecified: false } used ? $"{used.ToIPAddress()}" : "";

        /// <summary>Runs since the last change.</summary>
        public Stopwatch Changed { get; private set; } = new();

        public void Become(params string[] addresses)
        {
            _addresses = addresses;
            Changed = Stopwatch.StartNew();
        }

        public IReadOnlyList<IPAddress> Find() => [.. _addresses.Select(IPAddress.Parse)];
    }
}
