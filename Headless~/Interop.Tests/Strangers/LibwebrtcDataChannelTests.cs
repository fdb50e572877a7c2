using System;
using System.Linq;
using System.Text;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Data channels with libwebrtc: every way to open one, every kind of delivery, closed by either
/// side.</summary>
[Category("libwebrtc")]
public sealed class LibwebrtcDataChannelTests
{
    private const string Free = "a=setup:actpass";
    private const string Active = "a=setup:active";
    private const int Longest = 256 << 10;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(700);

    private static readonly (string Name, DataChannelInit Ours, JObject Theirs)[] Kinds =
    [
        ("reliable", new(), new()),
        ("unordered", new() { Ordered = false }, new() { ["ordered"] = false }),
        ("no retransmits", new() { MaxRetransmits = 0 }, new() { ["maxRetransmits"] = 0 }),
        ("three retransmits", new() { Ordered = false, MaxRetransmits = 3 },
            new() { ["ordered"] = false, ["maxRetransmits"] = 3 }),
        ("lifetime", new() { MaxPacketLifeTime = Lifetime }, new() { ["maxPacketLifeTime"] = 700 }),
        ("unordered lifetime", new() { Ordered = false, MaxPacketLifeTime = Lifetime },
            new() { ["ordered"] = false, ["maxPacketLifeTime"] = 700 }),
        ("protocol", new() { Protocol = "chat" }, new() { ["protocol"] = "chat" }),
        ("negotiated", new() { Negotiated = new StreamId(500) }, new() { ["negotiated"] = true, ["id"] = 500 }),
    ];

    [Test]
    public void OurChannels_ReachLibwebrtcAsTheyAre([Values] bool weOffer, [Values] bool weAreClient)
    {
        using var script = Script.Node("data-channels.js");
        using var us = new ChannelPeer();
        DataChannel[] channels = [.. Kinds.Where(kind => kind.Name != "negotiated").Select(
            kind => us.Create(kind.Name, kind.Ours))];
        if (!weOffer) Do(script, "create", ("label", "quiet"));
        Connect(script, us, weOffer, weAreClient);
        JToken[] seen = [.. channels.Select(_ => script.Hear("channel"))];
        foreach (DataChannel channel in channels)
        {
            JToken theirs = seen.Single(fact => (string?)fact["label"] == channel.Label);
            Assert.That((string?)theirs["protocol"], Is.EqualTo(channel.Protocol));
            Assert.That((int?)theirs["id"], Is.EqualTo(channel.Id!.Value.Value));
            Assert.That((bool)theirs["ordered"]!, Is.EqualTo(channel.Ordered));
            Assert.That((int?)theirs["maxRetransmits"], Is.EqualTo(channel.MaxRetransmits));
            Assert.That(
                (double?)theirs["maxPacketLifeTime"], Is.EqualTo(channel.MaxPacketLifeTime?.TotalMilliseconds));
            Assert.That(channel.Id!.Value.Value % 2, Is.EqualTo(weAreClient ? 0 : 1));
            AssertEchoes(us, channel);
        }

        Assert.That(script.Complaints, Is.Empty);
    }

    [Test]
    public void LibwebrtcsChannels_ReachUsAsTheyAre([Values] bool weOffer, [Values] bool weAreClient)
    {
        using var script = Script.Node("data-channels.js");
        using var us = new ChannelPeer();
        if (weOffer) us.Create("negotiated", Kinds.Last().Ours);
        foreach ((string name, _, JObject init) in Kinds.SkipLast(1))
            Do(script, "create", ("label", name), ("init", init));
        Connect(script, us, weOffer, weAreClient);
        int count = Kinds.Length - (weOffer ? 0 : 1);
        DataChannel[] seen = [.. Enumerable.Range(0, count).Select(_ => us.NextOpened())];
        foreach ((string name, DataChannelInit ours, _) in Kinds.SkipLast(1))
        {
            DataChannel channel = seen.Single(channel => channel.Label == name);
            Assert.That(channel.Protocol, Is.EqualTo(ours.Protocol));
            Assert.That(channel.Ordered, Is.EqualTo(ours.Ordered));
            Assert.That(channel.MaxRetransmits, Is.EqualTo(ours.MaxRetransmits));
            Assert.That(channel.MaxPacketLifeTime, Is.EqualTo(ours.MaxPacketLifeTime));
            Assert.That(channel.Id!.Value.Value % 2, Is.EqualTo(weAreClient ? 1 : 0));
            script.Hear("open");
        }

        foreach ((string name, DataChannelInit ours, _) in Kinds.SkipLast(1))
        {
            bool isReliable = ours.MaxRetransmits == null && ours.MaxPacketLifeTime == null;
            Do(script, "send", ("label", name), ("text", "grüezi"));
            Assert.That((string?)script.Hear("message")["text"], Is.EqualTo("grüezi"), name);
            Do(script, "send", ("label", name), ("text", ""));
            Assert.That((string?)script.Hear("message")["text"], Is.Empty, name);
            foreach (int length in new[] { 0, 1, 5000, isReliable ? Longest : 5000 })
            {
                Do(script, "send", ("label", name), ("length", length));
                JToken message = script.Hear("message");
                Assert.That((int)message["length"]!, Is.EqualTo(length), name);
                Assert.That((bool)message["isIntact"]!, Is.True, name);
            }
        }

        Assert.That(script.Complaints, Is.Empty);
    }

    [Test]
    public void NegotiatedChannel_CarriesBothWays([Values] bool weAreClient)
    {
        using var script = Script.Node("data-channels.js");
        using var us = new ChannelPeer();
        (string name, DataChannelInit init, JObject theirs) = Kinds.Last();
        DataChannel channel = us.Create(name, init);
        Do(script, "create", ("label", name), ("init", theirs));
        Connect(script, us, weOffer: true, weAreClient);
        Assert.That(us.NextOpened(), Is.SameAs(channel));
        Assert.That((int)script.Hear("open")["id"]!, Is.EqualTo(500));
        Assert.That(us.Driver.TrySend(channel, "to them"), Is.True);
        Assert.That((string?)script.Hear("message")["text"], Is.EqualTo("to them"));
        Do(script, "send", ("label", name), ("text", "to us"));
        Assert.That(Encoding.UTF8.GetString(us.NextMessage().Payload), Is.EqualTo("to us"));
        Assert.That(script.Complaints, Is.Empty);
    }

    [Test]
    public void Close_IsSeenByBoth_AndTheNumberIsFreeAgain([Values] bool weClose, [Values] bool weMake)
    {
        using var script = Script.Node("data-channels.js");
        using var us = new ChannelPeer();
        if (weMake) us.Create("one");
        else Do(script, "create", ("label", "one"));
        Connect(script, us, weOffer: weMake, weAreClient: true);
        int? id = null;
        for (int round = 0; round < 3; round++)
        {
            DataChannel channel = us.NextOpened();
            script.Hear(weMake ? "channel" : "open");
            id ??= channel.Id!.Value.Value;
            Assert.That(channel.Id!.Value.Value, Is.EqualTo(id), "the number is used again");
            if (weMake) AssertEchoes(us, channel);
            if (weClose) us.Driver.Run((peer, now) => { peer.Close(now, channel); return 0; });
            else Do(script, "close", ("label", "one"));
            Assert.That(us.NextClosed(), Is.SameAs(channel));
            Assert.That((string?)script.Hear("closed"), Is.EqualTo("one"));
            Assert.That(channel.State, Is.EqualTo(DataChannelState.Closed));
            if (weMake) us.Create("one");
            else Do(script, "create", ("label", "one"));
        }

        Assert.That(script.Complaints, Is.Empty);
    }

    [Test]
    public void Goodbye_ClosesTheChannelsOfBoth([Values] bool weSayIt)
    {
        using var script = Script.Node("data-channels.js");
        var us = new ChannelPeer();
        Do(script, "create", ("label", "one"));
        Connect(script, us, weOffer: false, weAreClient: true);
        DataChannel channel = us.NextOpened();
        script.Hear("open");
        if (weSayIt)
        {
            us.Dispose();
            Assert.That((string?)script.Hear("closed"), Is.EqualTo("one"));
        }
        else
        {
            Do(script, "leave");
            Assert.That(us.NextClosed(), Is.SameAs(channel));
            us.Dispose();
        }

        Assert.That(channel.State, Is.EqualTo(DataChannelState.Closed));
    }

    [Test]
    public void Channels_OutliveTheTransportThatLibwebrtcAbandons([Values] bool weAreClient)
    {
        using var script = Script.Node("data-channels.js");
        using var us = new ChannelPeer();
        Do(script, "speak");
        Do(script, "create", ("label", "one"));
        Connect(script, us, weOffer: false, weAreClient);
        DataChannel channel = us.NextOpened();
        script.Hear("open");
        Do(script, "send", ("label", "one"), ("text", "before"));
        Assert.That((string?)script.Hear("message")["text"], Is.EqualTo("before"));
        Do(script, "stop");
        Connect(script, us, weOffer: false, weAreClient);
        Do(script, "insist", ("label", "one"), ("text", "after"));
        Assert.That((string?)script.Hear("message")["text"], Is.EqualTo("after"));
        Assert.That(channel.State, Is.EqualTo(DataChannelState.Open));
        Assert.That(us.Driver.Run((peer, now) => peer.State), Is.EqualTo(PeerState.Connected));
    }

    private static void AssertEchoes(ChannelPeer us, DataChannel channel)
    {
        // What may be lost is kept short: a long one can overrun the other side's socket.
        bool isReliable = channel.MaxRetransmits == null && channel.MaxPacketLifeTime == null;
        foreach (int length in new[] { 0, 1, 5000, isReliable ? Longest : 5000 })
        {
            var payload = new byte[length];
            new Random(length).NextBytes(payload);
            Assert.That(us.Driver.TrySend(channel, payload), Is.True);
            (DataChannel echoed, bool isText, byte[] echo) = us.NextMessage();
            Assert.That(echoed, Is.SameAs(channel));
            Assert.That(isText, Is.False);
            Assert.That(echo.AsSpan().SequenceEqual(payload), Is.True, $"{channel} {length}");
        }

        foreach (string text in new[] { "", "grüezi" })
        {
            Assert.That(us.Driver.TrySend(channel, text), Is.True);
            (_, bool isText, byte[] echo) = us.NextMessage();
            Assert.That(isText, Is.True);
            Assert.That(Encoding.UTF8.GetString(echo), Is.EqualTo(text));
        }
    }

    private static void Connect(Script script, ChannelPeer us, bool weOffer, bool weAreClient)
    {
        if (weOffer)
        {
            string ours = us.Driver.Run((peer, now) => peer.CreateOffer(now));
            Take(script, "offer", weAreClient ? ours.Replace(Free, Active) : ours);
            string answered = (string)script.Hear("sdp")!;
            string problem = us.Driver.Run(
                (peer, now) => peer.TrySetAnswer(now, answered, out string error) ? "" : error);
            Assert.That(problem, Is.Empty);
            return;
        }

        Do(script, "offer");
        string offer = (string)script.Hear("sdp")!;
        if (!weAreClient) offer = offer.Replace(Free, Active);
        string answer = us.Driver.Run((peer, now) =>
        {
            Assert.That(peer.TrySetOffer(now, offer, out string error), Is.True, error);
            return peer.CreateAnswer(now);
        });
        Take(script, "answer", answer);
    }

    private static void Take(Script script, string type, string sdp) =>
        Do(script, "take", ("description", new JObject { ["type"] = type, ["sdp"] = sdp }));

    private static void Do(Script script, string name, params (string Name, JToken Value)[] arguments)
    {
        var command = new JObject { ["name"] = name };
        foreach ((string argument, JToken value) in arguments) command[argument] = value;
        script.Tell("do", command);
    }
}
