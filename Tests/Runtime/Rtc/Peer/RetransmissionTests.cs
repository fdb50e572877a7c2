#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>A peer that receives video from a scripted sender.</summary>
    public sealed class RetransmissionTests
    {
        private static readonly Codec Vp8 = new Codec(
            new PayloadType(96), "VP8", 90000, feedback: new[] { "nack", "nack pli", "ccm fir", "transport-cc" });
        private static readonly Codec Rtx = Codec.Rtx(new PayloadType(97), Vp8);

        private static readonly Ssrc Media = new Ssrc(0x1111);
        private static readonly Ssrc Repair = new Ssrc(0x2222);

        private PeerPair _pair = null!;
        private ForeignMedia _foreign = null!;
        private byte[] _mid = null!;
        private int _midId;

        [SetUp]
        public void Connect()
        {
            _pair = new PeerPair(configure: config => config.VideoCodecs = new[] { Vp8, Rtx });
            Transceiver video = _pair.Left.Peer.AddTransceiver(MediaKind.Video, Direction.SendOnly, "video");
            _pair.Connect();
            _foreign = new ForeignMedia(_pair);
            _midId = _pair.Right.Peer.Transceivers[0].Extensions.Mid;
            _mid = Encoding.ASCII.GetBytes(video.Mid.Value);
            Assert.That(_midId, Is.GreaterThan(0));
        }

        [TearDown]
        public void Disconnect() => _pair.Dispose();

        [Test]
        public void MissingPackets_AreAskedForInOneNack([Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            Send(start);
            Send(start + 3);
            Drive(20);
            Assert.That(_foreign.Nacked(Media), Is.EqualTo(new[] { Wire(start + 1), Wire(start + 2) }));
        }

        [Test]
        public void Retransmission_IsDeliveredAsTheOriginal(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            Send(start);
            Send(start + 2);
            SendRtx(700, start + 1);
            List<ReceivedPacket> got = _pair.Right.Packets;
            Assert.That(got.Count, Is.EqualTo(3));
            Assert.That(got[2].Ssrc, Is.EqualTo(Media));
            Assert.That(got[2].Seq.Value, Is.EqualTo(start + 1));
            Assert.That(got[2].Payload, Is.EqualTo(Payload(start + 1)));
            Assert.That(got[2].PayloadType, Is.EqualTo(Vp8.PayloadType));
            Drive(300);
            Assert.That(_foreign.Nacked(Media), Is.Empty, "nothing is missing any more");
        }

        [Test]
        public void SecondRetransmissionOrLateOriginal_IsDropped()
        {
            Send(10);
            Send(12);
            SendRtx(700, 11);
            SendRtx(701, 11);
            Send(11);
            SendRtx(702, 12);
            Assert.That(_pair.Right.Packets.Count, Is.EqualTo(3));
            Assert.That(_pair.Right.Peer.Dropped(DropReason.Replayed), Is.EqualTo(3));
        }

        [Test]
        public void RetransmissionOfAnUnknownStream_IsDroppedAndCounted()
        {
            SendRtx(700, 11);
            Assert.That(_pair.Right.Packets, Is.Empty);
            Assert.That(_pair.Right.Peer.Dropped(DropReason.UnknownOriginal), Is.EqualTo(1));
        }

        [Test]
        public void PaddingOnlyRetransmission_IsIgnoredQuietly()
        {
            Send(10);
            byte[] probe = _foreign.ProtectPadding(Repair, Rtx, 700, 100, (_midId, _mid));
            long before = CountDropped();
            _pair.Inject(_pair.Right, probe);
            Assert.That(_pair.Right.Packets.Count, Is.EqualTo(1));
            Assert.That(CountDropped(), Is.EqualTo(before));
        }

        [Test]
        public void RetransmissionTooShortForItsNumber_IsMalformed()
        {
            Send(10);
            _foreign.Send(Repair, Rtx, 700, new byte[1], (_midId, _mid));
            Assert.That(_pair.Right.Peer.Dropped(DropReason.Malformed), Is.EqualTo(1));
        }

        [Test]
        public void Retransmissions_AreNoMediaLossInReports()
        {
            for (int seq = 0; seq < 100; seq++)
                if (seq % 10 != 5) Send(seq);
                else SendRtx(700 + seq, seq - 1);
            Drive(1600);
            ReportBlock media = FindBlock(Media);
            Assert.That(media.CumulativeLost, Is.EqualTo(10), "what the network lost, though all was mended");
            Assert.That(media.HighestSeq, Is.EqualTo(99));
            Assert.That(FindBlock(Repair).HighestSeq, Is.EqualTo(795));
        }

        [Test]
        public void LossBeyondRepair_AsksForAKeyFrame()
        {
            Send(10);
            Send(12);
            Drive(3000);
            Assert.That(_foreign.Nacked(Media).Count, Is.EqualTo(10));
            Assert.That(_foreign.KeyFrameRequests(Media), Is.EqualTo(1));
        }

        [Test]
        public void Outage_AsksForAKeyFrameAndNotForAThousandPackets()
        {
            Send(10);
            Send(2000);
            Drive(1000);
            Assert.That(_foreign.Nacked(Media), Is.Empty);
            Assert.That(_foreign.KeyFrameRequests(Media), Is.EqualTo(1));
        }

        [TestCase(0.02)]
        [TestCase(0.1)]
        [TestCase(0.3)]
        public void SeededLossReorderingAndDuplication_AreMended(double loss)
        {
            const int Count = 3000;
            var luck = new Random(5);
            var flights = new List<(Instant At, Action Land)>();
            int repairs = 0;
            void Fly(Action land)
            {
                if (luck.NextDouble() < loss) return;
                var delay = TimeSpan.FromMilliseconds(20 + luck.Next(8));
                flights.Add((_pair.Now + delay, land));
                if (luck.NextDouble() < 0.05) flights.Add((_pair.Now + delay + TimeSpan.FromMilliseconds(3), land));
            }

            _foreign.Hears = compound =>
            {
                var nacked = new List<ushort>();
                ForeignMedia.ReadNacks(compound, Media, nacked);
                foreach (ushort seq in nacked)
                {
                    byte[] rtx = ProtectRtx(repairs++, seq);
                    Fly(() => _pair.Inject(_pair.Right, (byte[])rtx.Clone()));
                }
            };
            for (int seq = 0; seq < Count + 400; seq++)
            {
                byte[] packet = Protect(seq);
                if (seq < Count) Fly(() => _pair.Inject(_pair.Right, (byte[])packet.Clone()));
                else _pair.Inject(_pair.Right, packet);
                Drive(3);
                for (int i = 0; i < flights.Count; i++)
                {
                    if (flights[i].At > _pair.Now) continue;
                    Action land = flights[i].Land;
                    flights.RemoveAt(i--);
                    land();
                }
            }

            var seqs = new HashSet<long>();
            foreach (ReceivedPacket packet in _pair.Right.Packets)
            {
                Assert.That(seqs.Add(packet.Seq.Value), $"{packet.Seq} came twice");
                Assert.That(packet.Payload, Is.EqualTo(Payload((int)packet.Seq.Value)));
            }

            Assert.That(seqs.Count, Is.GreaterThanOrEqualTo(Count + 399));
            Assert.That(repairs, Is.LessThan(Count * loss * (1 + 2.2 * loss) + 150), "no storm");
        }

        [Test]
        public void HostileRetransmission_IsSurvivedThoughItsKeysAreRight()
        {
            HeaderExtensionIds ids = _pair.Right.Peer.Transceivers[0].Extensions;
            Send(10);
            var plain = new byte[80];
            var header = new RtpHeader(Rtx.PayloadType, true, 700, new RtpTime(1), Repair);
            var writer = new HeaderExtensionWriter(plain, header.WriteTo(plain));
            Assert.That(writer.TryWrite(ids.Mid, _mid) && writer.TryWrite(ids.TransportCc, new byte[2]));
            Assert.That(writer.TryWrite(ids.RtpStreamId, _mid) && writer.TryWrite(ids.RepairedRtpStreamId, _mid));
            Assert.That(writer.TryWrite(ids.VideoOrientation, new byte[1]));
            int length = writer.Finish() + 20;
            int sent = 0;
            HostileSweep.Run(plain.AsSpan(0, length).ToArray(), bytes =>
            {
                byte[]? hostile = _foreign.TryProtect(bytes);
                if (hostile == null) return;
                _pair.Inject(_pair.Right, hostile);
                sent++;
            });
            Assert.That(sent, Is.GreaterThan(300));
            Assert.That(_pair.Right.Peer.State, Is.EqualTo(PeerState.Connected));
            Drive(2000);
            Send(11);
            Assert.That(_pair.Right.Packets[_pair.Right.Packets.Count - 1].Payload, Is.EqualTo(Payload(11)));
        }

        private long CountDropped()
        {
            long count = 0;
            foreach (DropReason reason in Enum.GetValues(typeof(DropReason))) count += _pair.Right.Peer.Dropped(reason);
            return count;
        }

        private ReportBlock FindBlock(Ssrc ssrc)
        {
            foreach ((_, byte[] compound) in _foreign.Heard)
            {
                var reader = new RtcpReader(compound);
                while (reader.TryRead(out RtcpPacket packet))
                {
                    if (!ReportBlocks.TryParse(packet, out ReportBlocks blocks)) continue;
                    for (int i = 0; i < blocks.Count; i++)
                        if (blocks[i].Ssrc == ssrc) return blocks[i];
                }
            }

            throw new InvalidOperationException($"There is no report on {ssrc}.");
        }

        private void Drive(int milliseconds) => _pair.Drive(TimeSpan.FromMilliseconds(milliseconds));

        private void Send(int seq) => _pair.Inject(_pair.Right, Protect(seq));

        private byte[] Protect(int seq) =>
            _foreign.Protect(Media, Vp8, seq, Payload(seq), (uint)(3000 * seq), (_midId, _mid));

        private void SendRtx(int rtxSeq, int original) => _pair.Inject(_pair.Right, ProtectRtx(rtxSeq, original));

        private byte[] ProtectRtx(int rtxSeq, int original)
        {
            var payload = new byte[2 + Payload(original).Length];
            BinaryPrimitives.WriteUInt16BigEndian(payload, Wire(original));
            Payload(original).CopyTo(payload, 2);
            return _foreign.Protect(Repair, Rtx, rtxSeq, payload, (uint)(3000 * original), (_midId, _mid));
        }

        private static byte[] Payload(int seq) => BitConverter.GetBytes(seq);

        private static ushort Wire(int seq) => (ushort)seq;
    }
}
