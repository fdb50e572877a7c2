using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using NUnit.Framework;
using UniRx;

namespace Earshot.Tests;

/// <summary>Data channels of two C# players over the embedded SFU.</summary>
public sealed class ChannelTests : Scenario
{
    private static readonly DataChannelName Name = new("talk");

    private static readonly ChannelReliability[] Modes =
    [
        ChannelReliability.Reliable,
        new(ordered: false),
        new(ordered: true, maxRetransmits: 0),
        ChannelReliability.Unreliable,
        new(ordered: true, maxPacketLifeTime: 200),
        new(ordered: false, maxPacketLifeTime: 200),
    ];

    [Test]
    public void EachMode_BringsTextAndBytesToTheSubscriber([Range(0, 5)] int mode)
    {
        using var ada = new Party(Server.PartyTracks, Server.MintToken("hall", "ada"));
        using var bob = new Party(Server.PartyTracks, Server.MintToken("hall", "bob"));
        ChannelPush talk = ada.Tracks.Publish(Name, Modes[mode]);
        var heard = new List<ChannelMessage>();
        ChannelPull hears = bob.Tracks.Subscribe(talk);
        using IDisposable hearing = hears.Subscribe(message => Add(heard, message));
        Until(() => hears.Open.Value != null, "bob has subscribed", () => $"{hears.Failure.Value}");
        Assert.That(hears.Open.Value!.Reliability, Is.EqualTo(Modes[mode]));

        Assert.That(talk.TrySend("hello"));
        Assert.That(talk.TrySend(new byte[] { 1, 2, 3 }));
        Assert.That(talk.TrySend(new string('x', 20_000)));
        Until(() => Count(heard) == 3, "bob hears all three", () => $"{Count(heard)}");
        string[] texts = heard.Where(message => message.IsText).Select(message => message.Text).ToArray();
        Assert.That(texts.Select(text => text.Length), Is.EquivalentTo(new[] { 5, 20_000 }));
        Assert.That(heard.Single(message => !message.IsText).Payload, Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(hears.TrySend("may not reply"), "a subscriber may try");
        Assert.That(ada.Tracks.History.Entries.Select(call => call.Path.Split('/').Last()),
            Is.SupersetOf(new[] { "establish", "renegotiate", "new" }));
    }

    [Test]
    public void TheOneWhoMayReply_IsHeardByThePublisher()
    {
        using var ada = new Party(Server.PartyTracks, Server.MintToken("hall", "ada"));
        using var bob = new Party(Server.PartyTracks, Server.MintToken("hall", "bob"));
        ChannelPush asks = ada.Tracks.Publish(Name);
        var replies = new List<ChannelMessage>();
        using IDisposable listening = asks.Replies.Subscribe(reply => Add(replies, reply));
        ChannelPull answers = bob.Tracks.Subscribe(asks, canReply: true);
        using IDisposable hearing = answers.Subscribe(asked => answers.TrySend("reply to " + asked.Text));
        Until(() => answers.Open.Value != null, "bob has subscribed", () => $"{answers.Failure.Value}");
        Assert.That(asks.TrySend("who are you?"));
        Until(() => Count(replies) == 1, "ada hears the reply", () => "");
        Assert.That(replies[0].Text, Is.EqualTo("reply to who are you?"));
    }

    [Test]
    public void SubscriberThatWasWaitedFor_MissesNothing()
    {
        using var ada = new Party(Server.PartyTracks, Server.MintToken("hall", "ada"));
        using var bob = new Party(Server.PartyTracks, Server.MintToken("hall", "bob"));
        ChannelPush talk = ada.Tracks.Publish(Name);
        var heard = new List<ChannelMessage>();
        ChannelPull hears = bob.Tracks.Subscribe(talk, waitForAck: true);
        using IDisposable hearing = hears.Subscribe(message => Add(heard, message));
        Until(() => hears.Open.Value != null, "bob has subscribed", () => $"{hears.Failure.Value}");
        Until(
            () =>
            {
                talk.TrySend("again");
                return Count(heard) > 0;
            },
            "bob hears",
            () => "");
    }

    [Test]
    public void WhoLetsGo_ClosesTheChannelForBoth()
    {
        using var ada = new Party(Server.PartyTracks, Server.MintToken("hall", "ada"));
        using var bob = new Party(Server.PartyTracks, Server.MintToken("hall", "bob"));
        ChannelPush talk = ada.Tracks.Publish(Name);
        ChannelPull hears = bob.Tracks.Subscribe(talk);
        IDisposable hearing = hears.Subscribe(_ => { });
        Until(() => hears.Open.Value != null, "bob has subscribed", () => $"{hears.Failure.Value}");
        hearing.Dispose(); // and with it the last subscription of the push
        Until(() => hears.Open.Value == null && !talk.TrySend("anybody?"), "both are closed", () => "");
        Until(
            () => bob.Tracks.History.Entries.Any(call => call.Path.EndsWith("datachannels/close")),
            "the SFU is told",
            () => "");
    }

    [Test]
    public void LostSessions_AreReplacedWithTheSameChannel()
    {
        var server = new Uri(Server.PartyTracks.AbsoluteUri);
        int port = Server.Web.Port;
        using var ada = new Party(server, () => Server.MintToken("hall", "ada"));
        using var bob = new Party(server, () => Server.MintToken("hall", "bob"));
        ChannelPush talk = ada.Tracks.Publish(Name);
        var heard = new List<ChannelMessage>();
        ChannelPull hears = bob.Tracks.Subscribe(talk);
        using IDisposable hearing = hears.Subscribe(message => Add(heard, message));
        Until(() => hears.Open.Value != null, "bob has subscribed", () => $"{hears.Failure.Value}");
        ChannelMetadata before = hears.Open.Value!;
        StopServer();
        StartServer(port);
        Until(
            () => hears.Open.Value is { } now && !now.Equals(before),
            "bob has subscribed on the next session",
            () => $"{bob.Tracks.State.Value} {hears.Failure.Value}");
        Assert.That(hears.Open.Value!.Name, Is.EqualTo(Name));
        Assert.That(talk.TrySend("still here"));
        Until(() => Count(heard) == 1, "bob hears", () => "");
        Assert.That(ada.Tracks.State.Value.Generation, Is.GreaterThan(1));
    }

    private static void Add<T>(List<T> list, T item)
    {
        lock (list) list.Add(item);
    }

    private static int Count<T>(List<T> list)
    {
        lock (list) return list.Count;
    }
}
