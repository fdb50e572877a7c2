#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Data channels between two peers: how they open, carry and close.</summary>
    public sealed class DataChannelTests
    {
        private static readonly byte[] Hello = Encoding.UTF8.GetBytes("hello");

        [Test]
        public void AnnouncedChannel_OpensOnBothSides_WithAllThatWasSaidOfIt([Values] bool answererMakesIt)
        {
            using var pair = new PeerPair();
            if (answererMakesIt) pair.Left.Peer.CreateDataChannel(pair.Now, "first");
            Endpoint maker = answererMakesIt ? pair.Right : pair.Left;
            Endpoint other = answererMakesIt ? pair.Left : pair.Right;
            DataChannel made = maker.Peer.CreateDataChannel(pair.Now, "chat", new DataChannelInit
            {
                Ordered = false,
                MaxRetransmits = 3,
                Protocol = "json",
            });
            Assert.That(made.State, Is.EqualTo(DataChannelState.Connecting));
            Assert.That(maker.Peer.TrySend(pair.Now, made, Hello), Is.False);
            pair.Connect();
            Assert.That(pair.DriveUntil(() => other.Opened.Exists(channel => channel.Label == "chat")), Is.True);
            DataChannel seen = other.Opened.Find(channel => channel.Label == "chat")!;
            Assert.That(seen.Protocol, Is.EqualTo("json"));
            Assert.That(seen.Ordered, Is.False);
            Assert.That(seen.MaxRetransmits, Is.EqualTo(3));
            Assert.That(seen.MaxPacketLifeTime, Is.Null);
            Assert.That(seen.Id, Is.EqualTo(made.Id));
            Assert.That(seen.State, Is.EqualTo(DataChannelState.Open));
            Assert.That(made.State, Is.EqualTo(DataChannelState.Open));
            Assert.That(maker.Opened.Contains(made), Is.True);
        }

        [Test]
        public void IdsAreEvenForTheClient_AndOddForTheServer()
        {
            using var pair = new PeerPair();
            DataChannel[] left =
            {
                pair.Left.Peer.CreateDataChannel(pair.Now, "a"), pair.Left.Peer.CreateDataChannel(pair.Now, "b"),
            };
            DataChannel right = pair.Right.Peer.CreateDataChannel(pair.Now, "c");
            pair.Connect();
            Assert.That(pair.DriveUntil(() => pair.Left.Opened.Count == 3 && pair.Right.Opened.Count == 3), Is.True);
            Assert.That(left[0].Id!.Value.Value % 2, Is.Not.EqualTo(right.Id!.Value.Value % 2));
            Assert.That(Math.Abs(left[0].Id!.Value.Value - left[1].Id!.Value.Value), Is.EqualTo(2));
        }

        [Test]
        public void StringsAndBytes_EmptyOnesToo_KeepTheirKind()
        {
            using var pair = new PeerPair();
            DataChannel channel = Open(pair);
            foreach (bool isText in new[] { true, false })
            {
                Assert.That(pair.Left.Peer.TrySend(pair.Now, channel, Hello, isText), Is.True);
                Assert.That(pair.Left.Peer.TrySend(pair.Now, channel, default, isText), Is.True);
            }

            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 4), Is.True);
            Assert.That(
                pair.Right.Messages.ConvertAll(message => (message.IsText, message.Payload.Length)),
                Is.EqualTo(new[] { (true, 5), (true, 0), (false, 5), (false, 0) }));
            Assert.That((channel.MessagesSent, channel.BytesSent), Is.EqualTo((4, 10)));
            DataChannel theirs = pair.Right.Opened[0];
            Assert.That((theirs.MessagesReceived, theirs.BytesReceived), Is.EqualTo((4, 10)));
        }

        [Test]
        public void NegotiatedChannel_IsAnnouncedByNobody()
        {
            using var pair = new PeerPair();
            var init = new DataChannelInit { Negotiated = new StreamId(1000) };
            DataChannel left = pair.Left.Peer.CreateDataChannel(pair.Now, "left", init);
            DataChannel right = pair.Right.Peer.CreateDataChannel(pair.Now, "right", init);
            pair.Connect();
            Assert.That(pair.DriveUntil(() => pair.Left.Opened.Count == 1 && pair.Right.Opened.Count == 1), Is.True);
            Assert.That(pair.Left.Peer.TrySend(pair.Now, left, Hello), Is.True);
            Assert.That(pair.Right.Peer.TrySend(pair.Now, right, Hello), Is.True);
            pair.DriveUntil(() => pair.Left.Messages.Count == 1 && pair.Right.Messages.Count == 1);
            Assert.That(pair.Left.Messages[0].Channel, Is.SameAs(left));
            Assert.That(pair.Right.Messages[0].Channel, Is.SameAs(right));
        }

        [Test]
        public void Close_IsSeenByBoth_AndFreesTheNumber([Values] bool maker, [Values(0, 0.2)] double loss)
        {
            using var pair = new PeerPair(2);
            DataChannel left = Open(pair);
            DataChannel right = pair.Right.Opened[0];
            pair.Loss = loss;
            for (int i = 0; i < 20; i++)
            {
                Assert.That(pair.Left.Peer.TrySend(pair.Now, left, new byte[3000]), Is.True);
                Assert.That(pair.Right.Peer.TrySend(pair.Now, right, new byte[3000]), Is.True);
            }

            Endpoint closer = maker ? pair.Left : pair.Right;
            closer.Peer.Close(pair.Now, maker ? left : right);
            Assert.That(closer.Peer.TrySend(pair.Now, maker ? left : right, Hello), Is.False);
            Assert.That(
                pair.DriveUntil(
                    () => pair.Left.Closed.Count == 1 && pair.Right.Closed.Count == 1, TimeSpan.FromSeconds(30)),
                Is.True);
            Assert.That((maker ? pair.Right : pair.Left).Messages.Count, Is.EqualTo(20), "what was sent before came");
            Assert.That(left.State, Is.EqualTo(DataChannelState.Closed));
            Assert.That(right.State, Is.EqualTo(DataChannelState.Closed));
            DataChannel again = pair.Left.Peer.CreateDataChannel(pair.Now, "again");
            Assert.That(again.Id, Is.EqualTo(left.Id));
            Assert.That(pair.DriveUntil(() => pair.Right.Opened.Count == 2), Is.True);
            pair.Right.Messages.Clear();
            Assert.That(pair.Left.Peer.TrySend(pair.Now, again, Hello), Is.True);
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 1), Is.True);
        }

        [TestCase(0)]
        [TestCase(0.05)]
        [TestCase(0.3)]
        public void LongMessages_Arrive(double loss)
        {
            using var pair = new PeerPair(3);
            DataChannel channel = Open(pair);
            pair.Loss = loss;
            byte[] longest = SctpTransferTests.Message(pair.Left.Peer.MaxMessageSize, 1);
            Assert.That(longest.Length, Is.EqualTo(262144));
            Assert.That(pair.Left.Peer.TrySend(pair.Now, channel, longest), Is.True);
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 1, TimeSpan.FromMinutes(5)), Is.True);
            Assert.That(pair.Right.Messages[0].Payload.AsSpan().SequenceEqual(longest), Is.True);
            Assert.That(
                () => pair.Left.Peer.TrySend(pair.Now, channel, new byte[longest.Length + 1]),
                Throws.ArgumentException.With.Message.Contains("send it in parts"));
        }

        [Test]
        public void AFullChannel_SaysNo_AndTellsWhenItHasRunDry()
        {
            using var pair = new PeerPair();
            DataChannel channel = Open(pair);
            channel.BufferedAmountLowThreshold = 100_000;
            int sent = 0;
            while (pair.Left.Peer.TrySend(pair.Now, channel, new byte[16384]) && sent < 1000) sent++;
            Assert.That(sent, Is.InRange(10, 100));
            Assert.That(channel.BufferedAmount, Is.GreaterThan(500_000));
            bool isTold = pair.DriveUntil(
                () => pair.Left.Events.Exists(happened => happened.Kind == PeerEventKind.BufferedAmountLow));
            Assert.That(isTold, Is.True);
            Assert.That(channel.BufferedAmount, Is.LessThanOrEqualTo(100_000));
            Assert.That(pair.Right.Messages.Count, Is.LessThan(sent));
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == sent), Is.True);
            pair.Drive(TimeSpan.FromSeconds(1));
            Assert.That(
                pair.Left.Events.FindAll(e => e.Kind == PeerEventKind.BufferedAmountLow).Count, Is.EqualTo(1));
        }

        [Test]
        public void ChannelsAndSound_ShareTheTransport_WhicheverSectionIsFirst([Values] bool dataIsFirst)
        {
            using var pair = new PeerPair();
            if (dataIsFirst) pair.Left.Peer.CreateDataChannel(pair.Now, "data");
            Transceiver voice = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            if (!dataIsFirst) pair.Left.Peer.CreateDataChannel(pair.Now, "data");
            pair.Connect();
            Assert.That(voice.Mid.Value, Is.EqualTo(dataIsFirst ? "1" : "0"));
            Assert.That(pair.DriveUntil(() => pair.Right.Opened.Count == 1), Is.True);
            Assert.That(pair.Left.Peer.TrySend(pair.Now, voice.Mid, default, false, Hello), Is.True);
            Assert.That(pair.DriveUntil(() => pair.Right.Packets.Count == 1), Is.True);
        }

        [Test]
        public void AChannelMadeLater_OpensByItself_OrByTheNextNegotiation([Values] bool hasSection)
        {
            using var pair = new PeerPair();
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            if (hasSection) pair.Left.Peer.CreateDataChannel(pair.Now, "first");
            pair.Connect();
            pair.Drive(TimeSpan.FromSeconds(1));
            DataChannel later = pair.Left.Peer.CreateDataChannel(pair.Now, "later");
            if (!hasSection) pair.Negotiate();
            Assert.That(pair.DriveUntil(() => pair.Right.Opened.Exists(c => c.Label == "later")), Is.True);
            Assert.That(later.State, Is.EqualTo(DataChannelState.Open));
        }

        [Test]
        public void ChannelsOfARefusedSection_Close()
        {
            using var pair = new PeerPair(configure: config => config.AcceptsDataChannels = false);
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            DataChannel channel = pair.Left.Peer.CreateDataChannel(pair.Now, "unwanted");
            pair.Connect();
            Assert.That(channel.State, Is.EqualTo(DataChannelState.Closed));
            Assert.That(pair.Left.Closed, Is.EqualTo(new List<DataChannel> { channel }));
            Assert.That(pair.Left.Peer.CreateOffer(pair.Now), Does.Contain("m=application 0 UDP/DTLS/SCTP"));
        }

        [Test]
        public void Channels_EndWithThePeer()
        {
            using var pair = new PeerPair();
            Open(pair);
            pair.Left.Peer.Close(pair.Now);
            Assert.That(pair.DriveUntil(() => pair.Right.Closed.Count == 1), Is.True);
            Assert.That(pair.Left.Closed.Count, Is.EqualTo(1));
        }

        private static DataChannel Open(PeerPair pair)
        {
            DataChannel channel = pair.Left.Peer.CreateDataChannel(pair.Now, "test");
            pair.Connect();
            Assert.That(pair.DriveUntil(() => pair.Right.Opened.Count == 1), Is.True);
            return channel;
        }
    }
}
