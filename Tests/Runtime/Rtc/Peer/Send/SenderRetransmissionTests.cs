#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What the link loses is asked for and sent once more, by whoever has it.</summary>
    public sealed class SenderRetransmissionTests
    {
        private static readonly Codec Nack = new Codec(
            new PayloadType(96), "VP8", 90000, feedback: new[] { "nack", "nack pli" });

        private static readonly Codec[] WithRtx = { Nack, Codec.Rtx(new PayloadType(97), Nack) };

        private static readonly Codec[] WithoutRtx = { Nack };

        [Test]
        public void TenPercentLoss_IsMendedToTheLastPacket([Values(1, 2, 3)] int seed, [Values] bool rtx)
        {
            using PeerPair pair = Connect(seed, rtx ? WithRtx : WithoutRtx, out Transceiver camera);
            for (int i = 0; i < 2000; i++)
            {
                pair.Loss = i == 1999 ? 0 : 0.1; // of one lost after the last that came the receiver cannot know
                Assert.That(pair.Left.Peer.TrySend(pair.Now, camera.Mid, Time(i), i % 10 == 9, Payload(i)));
                pair.Drive(TimeSpan.FromMilliseconds(5));
            }

            pair.Loss = 0;
            pair.Drive(TimeSpan.FromSeconds(1));
            AssertAllArrived(pair, 2000);
        }

        [Test]
        public void ForwardedPackets_AreMendedByTheForwarder(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            using PeerPair pair = Connect(1, WithRtx, out Transceiver camera);
            var random = new Random(start);
            var sent = new List<int>();
            int seq = start;
            for (int i = 0; i < 600; i++)
            {
                pair.Loss = i == 0 || i == 599 ? 0 : 0.1;
                sent.Add(seq);
                pair.Left.Peer.TryForward(pair.Now, camera.Mid, new SeqNo(seq), Time(i), false, Payload(seq));
                seq += random.Next(10) == 0 ? 2 : 1; // gaps that the publisher made stay gaps
                pair.Drive(TimeSpan.FromMilliseconds(5));
            }

            pair.Loss = 0;
            pair.Drive(TimeSpan.FromSeconds(1));
            Assert.That(pair.Right.Packets.Select(NumberOf), Is.EquivalentTo(sent));
            foreach (ReceivedPacket packet in pair.Right.Packets)
                Assert.That(packet.Seq.Wire, Is.EqualTo((ushort)NumberOf(packet)));
        }

        [Test]
        public void PlainRetransmission_IsTheSameToTheBit()
        {
            using PeerPair pair = Connect(1, WithoutRtx, out Transceiver camera);
            var sent = new Dictionary<ushort, byte[]>();
            int repeated = 0;
            pair.Passes = transmit =>
            {
                byte[] datagram = transmit.Datagram.AsSpan().ToArray();
                if (!IsOf(datagram, camera.SendSsrc, out RtpHeader header)) return true;
                if (sent.TryGetValue(header.WireSeq, out byte[]? before))
                {
                    Assert.That(datagram, Is.EqualTo(before));
                    repeated++;
                    return true;
                }

                sent.Add(header.WireSeq, datagram);
                return sent.Count % 5 != 0;
            };
            Send(pair, camera, 501);
            Assert.That(repeated, Is.EqualTo(100));
            AssertAllArrived(pair, 501);
        }

        [Test]
        public void Packet_IsNotRepeatedTwiceWithinARoundTrip()
        {
            using PeerPair pair = Connect(1, WithRtx, out Transceiver camera, delayMilliseconds: 100);
            Send(pair, camera, 600); // until reports have measured it
            var at = new List<Instant>();
            int count = 0;
            pair.Passes = transmit =>
            {
                byte[] datagram = transmit.Datagram.AsSpan().ToArray();
                if (IsOf(datagram, camera.SendSsrc, out _)) return ++count != 20;
                if (!IsOf(datagram, camera.SendEncodings[0].RtxSsrc, out _)) return true;
                at.Add(pair.Now);
                return at.Count > 3;
            };
            Send(pair, camera, 400);
            Assert.That(at.Count, Is.EqualTo(4), "three of them were lost");
            for (int i = 1; i < at.Count; i++)
                Assert.That((at[i] - at[i - 1]).TotalMilliseconds, Is.GreaterThanOrEqualTo(180));
        }

        [Test]
        public void Retransmissions_AreAtMostHalfOfWhatIsSent()
        {
            using PeerPair pair = Connect(1, WithRtx, out Transceiver camera);
            var random = new Random(1);
            long media = 0;
            long repeated = 0;
            pair.Passes = transmit =>
            {
                byte[] datagram = transmit.Datagram.AsSpan().ToArray();
                if (IsOf(datagram, camera.SendSsrc, out _)) media += datagram.Length;
                else if (IsOf(datagram, camera.SendEncodings[0].RtxSsrc, out _)) repeated += datagram.Length;
                else return true;
                return random.Next(10) < 2;
            };
            Send(pair, camera, 2000);
            Assert.That(repeated, Is.GreaterThan(media / 3).And.LessThan(media * 0.55 + 8192));
        }

        [Test]
        public void Stranger_WhoAsksForWhatWasNeverSent_GetsNothing()
        {
            using PeerPair pair = Connect(1, new[] { new Codec(new PayloadType(96), "VP8", 90000) }, out var camera);
            int count = 0;
            pair.Passes = transmit =>
                !IsOf(transmit.Datagram.AsSpan().ToArray(), camera.SendSsrc, out _) || ++count % 5 != 0;
            Send(pair, camera, 100);
            Assert.That(pair.Right.Packets.Count, Is.EqualTo(80), "without nack in the agreement nothing is mended");
        }

        private static PeerPair Connect(
            int seed, Codec[] codecs, out Transceiver camera, int delayMilliseconds = 5)
        {
            var pair = new PeerPair(seed, configure: config => config.VideoCodecs = codecs)
            {
                Delay = TimeSpan.FromMilliseconds(delayMilliseconds),
            };
            camera = pair.Left.Peer.AddTransceiver(MediaKind.Video, Direction.SendOnly, "camera");
            pair.Connect();
            return pair;
        }

        private static void Send(PeerPair pair, Transceiver camera, int count)
        {
            for (int i = 0; i < count; i++)
            {
                pair.Left.Peer.TrySend(pair.Now, camera.Mid, Time(i), i % 10 == 9, Payload(i));
                pair.Drive(TimeSpan.FromMilliseconds(5));
            }

            pair.Drive(TimeSpan.FromSeconds(1));
        }

        private static void AssertAllArrived(PeerPair pair, int count)
        {
            var arrived = new HashSet<int>();
            foreach (ReceivedPacket packet in pair.Right.Packets)
            {
                int number = NumberOf(packet);
                Assert.That(arrived.Add(number), $"packet {number} came twice");
                Assert.That(packet.Payload.SequenceEqual(Payload(number)), $"packet {number} is another");
                Assert.That(packet.Time, Is.EqualTo(Time(number)));
                Assert.That(packet.PayloadType, Is.EqualTo(new PayloadType(96)));
            }

            // Of one lost before the first that came the receiver cannot know.
            int first = arrived.Min();
            Assert.That(first, Is.LessThan(3));
            Assert.That(Enumerable.Range(first, count - first).Except(arrived), Is.Empty);
        }

        private static RtpTime Time(int number) => new RtpTime((uint)(number / 10 * 3000));

        private static byte[] Payload(int number)
        {
            var payload = new byte[300 + number % 700];
            BitConverter.GetBytes(number).CopyTo(payload, 0);
            return payload;
        }

        private static int NumberOf(ReceivedPacket packet) => BitConverter.ToInt32(packet.Payload, 0);

        private static bool IsOf(byte[] datagram, Ssrc ssrc, out RtpHeader header) =>
            RtpHeader.TryParse(datagram, out header) && header.Ssrc == ssrc;
    }
}
