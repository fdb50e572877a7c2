#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sctp;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Messages get there: whole, once, in order, whatever the link does to the packets.</summary>
    public sealed class SctpTransferTests
    {
        private static readonly StreamId Stream = new StreamId(1);

        [Test]
        public void BothSidesBegin_AndMessagesCross()
        {
            var pair = new SctpPair();
            pair.Connect();
            Send(pair, pair.Left, Stream, Message(5, 1));
            Send(pair, pair.Right, Stream, Message(7, 2));
            pair.DriveUntil(() => pair.Left.Messages.Count == 1 && pair.Right.Messages.Count == 1);
            Assert.That(pair.Right.Messages[0].Payload, Is.EqualTo(Message(5, 1)));
            Assert.That(pair.Left.Messages[0].Payload, Is.EqualTo(Message(7, 2)));
        }

        [Test]
        public void OneSideBegins_TheOtherAnswers()
        {
            var pair = new SctpPair();
            pair.Left.Association.Start(pair.Now);
            Assert.That(pair.DriveUntil(() => pair.Right.Is(AssociationState.Established)), Is.True);
            Send(pair, pair.Right, Stream, Message(3, 1));
            Assert.That(pair.DriveUntil(() => pair.Left.Messages.Count == 1), Is.True);
        }

        [Test]
        public void MessageGivenBeforehand_RidesWithTheCookie()
        {
            var pair = new SctpPair();
            Send(pair, pair.Left, Stream, Message(3, 1));
            pair.Left.Association.Start(pair.Now);
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 1, TimeSpan.FromMilliseconds(31)), Is.True);
        }

        [TestCase(0, 0)]
        [TestCase(0.05, 0)]
        [TestCase(0.1, 5)]
        [TestCase(0.3, 20)]
        public void MessagesOfAllSizes_ArriveInOrder(double loss, int jitterMilliseconds)
        {
            for (int seed = 1; seed <= 3; seed++)
            {
                var pair = new SctpPair(seed)
                {
                    Loss = loss,
                    Repetition = loss,
                    Jitter = TimeSpan.FromMilliseconds(jitterMilliseconds),
                };
                pair.Connect();
                var sent = new List<byte[]>();
                foreach (int length in new[] { 1, 1159, 1160, 1161, 2320, 16384, 100, 262144, 1, 60000, 5 })
                {
                    sent.Add(Message(length, sent.Count));
                    Send(pair, pair.Left, Stream, sent[sent.Count - 1]);
                }

                Assert.That(
                    pair.DriveUntil(() => pair.Right.Messages.Count == sent.Count, TimeSpan.FromMinutes(5)), Is.True,
                    $"seed {seed}: {pair.Right.Messages.Count} came");
                for (int i = 0; i < sent.Count; i++)
                    Assert.That(pair.Right.Messages[i].Payload.AsSpan().SequenceEqual(sent[i]), Is.True, $"{i}");
            }
        }

        [Test]
        public void TsnRollsOver(
            [Values(0u, 1u, 127u, 128u, 32767u, 65535u, uint.MaxValue - 3, uint.MaxValue)] uint first)
        {
            var config = new AssociationConfig { FirstTsn = first };
            var pair = new SctpPair(1, config, new AssociationConfig { FirstTsn = first }) { Loss = 0.1 };
            pair.Connect();
            for (int i = 0; i < 20; i++) Send(pair, pair.Left, Stream, Message(2000, i));
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 20), Is.True);
            for (int i = 0; i < 20; i++) Assert.That(pair.Right.Messages[i].Payload, Is.EqualTo(Message(2000, i)));
        }

        [Test]
        public void SsnRollsOver()
        {
            var pair = new SctpPair { Delay = TimeSpan.FromMilliseconds(1) };
            pair.Connect();
            for (int i = 0; i < 66_000; i += 1000)
            {
                for (int j = 0; j < 1000; j++) Send(pair, pair.Left, Stream, BitConverter.GetBytes(i + j));
                int due = i + 1000;
                Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == due), Is.True);
            }

            for (int i = 0; i < 66_000; i++)
                Assert.That(BitConverter.ToInt32(pair.Right.Messages[i].Payload, 0), Is.EqualTo(i));
        }

        [Test]
        public void ALossOnOneStream_HoldsUpNoOther()
        {
            var pair = new SctpPair();
            pair.Connect();
            int packets = 0;
            pair.Passes = (to, packet) => to != pair.Right || packets++ > 0;
            Send(pair, pair.Left, new StreamId(1), Message(1000, 1));
            Send(pair, pair.Left, new StreamId(2), Message(1000, 2));
            Send(pair, pair.Left, new StreamId(2), Message(1000, 3));
            pair.Drive(TimeSpan.FromMilliseconds(15));
            Assert.That(pair.Right.Messages.Count, Is.EqualTo(2));
            Assert.That(pair.Right.Messages[0].Payload, Is.EqualTo(Message(1000, 2)));
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 3), Is.True);
        }

        [Test]
        public void AnUnorderedMessage_WaitsForNone([Values] bool unordered)
        {
            var pair = new SctpPair();
            pair.Connect();
            int packets = 0;
            pair.Passes = (to, packet) => to != pair.Right || packets++ > 0;
            Send(pair, pair.Left, Stream, Message(1000, 1), new Reliability(unordered));
            Send(pair, pair.Left, Stream, Message(3000, 2), new Reliability(unordered));
            pair.Drive(TimeSpan.FromMilliseconds(15));
            Assert.That(pair.Right.Messages.Count, Is.EqualTo(unordered ? 1 : 0));
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 2), Is.True);
        }

        [Test]
        public void StreamsTakeTurns_SoThatALongQueueStarvesNoOther()
        {
            var pair = new SctpPair();
            pair.Connect();
            for (int i = 0; i < 50; i++) Send(pair, pair.Left, new StreamId(1), Message(16000, i));
            Send(pair, pair.Left, new StreamId(2), Message(10, 99));
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 52 - 1), Is.True);
            int place = pair.Right.Messages.FindIndex(message => message.Stream == new StreamId(2));
            Assert.That(place, Is.EqualTo(1));
        }

        [Test]
        public void TheOnlyMessage_IsAcknowledgedAtOnce()
        {
            var pair = new SctpPair();
            pair.Connect();
            pair.Drive(TimeSpan.FromSeconds(1));
            int before = pair.Right.Sent;
            Send(pair, pair.Left, Stream, Message(10, 1));
            pair.Drive(TimeSpan.FromMilliseconds(11));
            Assert.That(pair.Right.Sent - before, Is.EqualTo(1));
        }

        internal static byte[] Message(int length, int seed)
        {
            var message = new byte[length];
            new Random(seed).NextBytes(message);
            return message;
        }

        internal static void Send(
            SctpPair pair, SctpPair.Side side, StreamId stream, byte[] payload, Reliability reliability = default)
        {
            bool sent = side.Association.TrySend(pair.Now, stream, PayloadProtocol.Binary, reliability, payload);
            Assert.That(sent, Is.True);
        }
    }
}
