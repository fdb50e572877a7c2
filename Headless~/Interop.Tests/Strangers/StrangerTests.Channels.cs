using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Earshot.Rtc.Sctp;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Data channels, beside sound on the same connection.</summary>
public abstract partial class StrangerTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(700);

    private static readonly (string Label, DataChannelInit Ours, JObject Theirs)[] Kinds =
    [
        ("reliable", new(), new()),
        ("unordered", new() { Ordered = false }, new() { ["ordered"] = false }),
        ("no retransmits", new() { MaxRetransmits = 0 }, new() { ["maxRetransmits"] = 0 }),
        ("three retransmits", new() { Ordered = false, MaxRetransmits = 3 },
            new() { ["ordered"] = false, ["maxRetransmits"] = 3 }),
        ("lifetime", new() { MaxPacketLifeTime = Lifetime }, new() { ["maxPacketLifeTime"] = 700 }),
        ("unordered lifetime", new() { Ordered = false, MaxPacketLifeTime = Lifetime },
            new() { ["ordered"] = false, ["maxPacketLifeTime"] = 700 }),
    ];

    [Test]
    public void ChannelsOfEveryKind_CarryBothWays([Values] bool theyMake)
    {
        using Call call = Open();
        foreach ((string label, DataChannelInit ours, JObject theirs) in Kinds)
        {
            if (theyMake) call.Ask("makeChannel", new JObject { ["label"] = label, ["init"] = theirs });
            else MakeOurs(call, label, ours);
        }

        if (theyMake) call.TheyOffer(1);
        else call.WeOffer(1);
        foreach ((string label, DataChannelInit ours, _) in Kinds)
        {
            AwaitOpen(call, label);
            AssertIs(call, label, ours);
            AssertCarries(call, label);
        }

        call.AssertHeard();
    }

    [Test]
    public void ClosedChannel_IsClosedForBoth_AndTheLabelMayOpenAgain([Values] bool theyMake, [Values] bool theyClose)
    {
        using Call call = Open();
        for (int round = 0; round < 2; round++)
        {
            if (theyMake) call.Ask("makeChannel", new JObject { ["label"] = "one", ["init"] = new JObject() });
            else MakeOurs(call, "one", new());
            if (round == 0 && theyMake) call.TheyOffer(1);
            else if (round == 0) call.WeOffer(1);
            AwaitOpen(call, "one");
            AssertCarries(call, "one");
            DataChannel ours = call.Us.Channels["one"];
            if (theyClose) call.Ask("closeChannel", new JObject { ["label"] = "one" });
            else call.Us.Driver.Run((peer, now) => { peer.Close(now, ours); return true; });
            Await(() => ours.State == DataChannelState.Closed, "we see it closed");
            Await(() => (string?)Theirs(call, "one")?["state"] == "closed", "they see it closed");
            call.Us.Channels.Clear();
        }
    }

    private static void MakeOurs(Call call, string label, DataChannelInit init) =>
        call.Us.Driver.Run((peer, now) => peer.CreateDataChannel(now, label, init));

    private static void AwaitOpen(Call call, string label)
    {
        Await(() => (string?)Theirs(call, label)?["state"] == "open", $"they have {label} open");
        Await(() => call.Us.Channels.ContainsKey(label), $"we have {label} open");
    }

    private static void AssertIs(Call call, string label, DataChannelInit init)
    {
        DataChannel ours = call.Us.Channels[label];
        Assert.That(ours.Ordered, Is.EqualTo(init.Ordered), label);
        Assert.That(ours.MaxRetransmits, Is.EqualTo(init.MaxRetransmits), label);
        Assert.That(ours.MaxPacketLifeTime, Is.EqualTo(init.MaxPacketLifeTime), label);
        JToken theirs = Theirs(call, label)!;
        Assert.That((bool)theirs["ordered"]!, Is.EqualTo(init.Ordered), label);
        Assert.That(Limit(theirs["maxRetransmits"]), Is.EqualTo(init.MaxRetransmits), label);
        Assert.That(Limit(theirs["maxPacketLifeTime"]), Is.EqualTo(init.MaxPacketLifeTime?.TotalMilliseconds), label);
    }

    private static void AssertCarries(Call call, string label)
    {
        Assert.That(call.Us.Driver.TrySend(call.Us.Channels[label], "to them"), Is.True);
        Await(() => Theirs(call, label)!["heard"]!.Any(text => (string?)text == "to them"), $"they hear on {label}");
        call.Ask("say", new JObject { ["label"] = label, ["text"] = $"to us on {label}" });
        Await(() => call.Us.Said.Contains((label, $"to us on {label}")), $"we hear on {label}");
    }

    private static JToken? Theirs(Call call, string label) => call.Ask("tellChannels")[label];

    /// <summary>wrtc has 65535 where the W3C has null.</summary>
    private static int? Limit(JToken? told) => (int?)told is int limit and not ushort.MaxValue ? limit : null;

    private static void Await(Func<bool> isSo, string what)
    {
        for (var clock = Stopwatch.StartNew(); !isSo(); Thread.Sleep(20))
            Assert.That(clock.Elapsed, Is.LessThan(Patience), what);
    }
}
