#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What a receiving peer tells a scripted sender, and what it hands to its owner.</summary>
    public sealed class ReceiverFeedbackTests
    {
        private static readonly Codec Vp8 = new Codec(
            new PayloadType(96), "VP8", 90000, feedback: new[] { "nack", "nack pli", "ccm fir", "transport-cc" });
        private static readonly Codec FirOnly = new Codec(
            new PayloadType(96), "VP8", 90000, feedback: new[] { "ccm fir" });

        private static readonly Ssrc Media = new Ssrc(0x1111);

        private PeerPair _pair = null!;
        private ForeignMedia _foreign = null!;
        private HeaderExtensionIds _ids = null!;
        private byte[] _mid = null!;

        [TearDown]
        public void Disconnect() => _pair.Dispose();

        [Test]
        public void Arrivals_AreReportedAsTheyCame([Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            Connect(Vp8);
            for (int i = 0; i < 100; i++)
            {
                if (i % 7 != 3) Send(i, (_ids.TransportCc, BigEndian(start + i)));
                Drive(10);
            }

            Drive(300);
            Dictionary<ushort, bool> told = ReadArrivals();
            Assert.That(told.Count, Is.EqualTo(100));
            for (int i = 0; i < 100; i++) Assert.That(told[(ushort)(start + i)], Is.EqualTo(i % 7 != 3), $"{i}");
        }

        [Test]
        public void Arrivals_AreNotReportedWhereThatWasNotAgreed()
        {
            Connect(FirOnly);
            Assert.That(_ids.TransportCc, Is.Zero, "numbers without feedback mislead libwebrtc");
            Send(1, (3, BigEndian(1)));
            Drive(500);
            Assert.That(ReadArrivals(), Is.Empty);
        }

        [Test]
        public void KeyFrameRequests_AreAtMostOneEach300Milliseconds()
        {
            Connect(Vp8);
            Assert.That(_pair.Right.Peer.TryRequestKeyFrame(_pair.Now, VideoMid), Is.False, "nothing has come");
            Send(1);
            for (int i = 0; i < 100; i++)
            {
                Assert.That(_pair.Right.Peer.TryRequestKeyFrame(_pair.Now, VideoMid));
                Drive(5);
            }

            Drive(1000);
            Assert.That(_foreign.KeyFrameRequests(Media), Is.EqualTo(3), "at 0, 300 and 600 ms");
        }

        [Test]
        public void FullIntraRequests_AreNumbered()
        {
            Connect(FirOnly);
            Send(1);
            for (int i = 0; i < 3; i++)
            {
                _pair.Right.Peer.TryRequestKeyFrame(_pair.Now, VideoMid);
                Drive(400);
            }

            var numbers = new List<byte>();
            foreach ((_, byte[] compound) in _foreign.Heard)
            {
                var reader = new RtcpReader(compound);
                while (reader.TryRead(out RtcpPacket packet))
                    if (FullIntraRequest.TryParse(packet, out var request)) numbers.Add(request[0].CommandSeq);
            }

            Assert.That(numbers, Is.EqualTo(new byte[] { 1, 2, 3 }));
        }

        [Test]
        public void RepeatedFullIntraRequest_IsOneRequest()
        {
            Connect(Vp8);
            Transceiver back = _pair.Right.Peer.AddTransceiver(MediaKind.Video, Direction.SendOnly, "back");
            _pair.Negotiate(_pair.Right, _pair.Left);
            foreach (byte number in new byte[] { 7, 7, 7, 8, 8 })
            {
                var buffer = new byte[100];
                var writer = new RtcpWriter(buffer);
                writer.TryWriteFullIntraRequest(new Ssrc(9), back.SendSsrc, number);
                _foreign.SendRtcp(buffer.AsSpan(0, writer.Length));
                Drive(100);
            }

            int asked = 0;
            foreach (PeerEvent happened in _pair.Right.Events)
                if (happened.Kind == PeerEventKind.KeyFrameRequested && happened.Mid == back.Mid) asked++;
            Assert.That(asked, Is.EqualTo(2));
        }

        [Test]
        public void HeaderExtensions_AreReadWhenAskedFor()
        {
            Connect(Vp8);
            PeerEvent got = default;
            byte[] datagram = _foreign.Protect(
                Media, Vp8, 1, new byte[10], 0, (_ids.Mid, _mid),
                (_ids.VideoOrientation, new byte[] { 3 }),
                (_ids.PlayoutDelay, new byte[] { 0, 0x10, 0x0A }),
                (_ids.AbsSendTime, new byte[] { 4, 0, 0 }));
            Peer peer = _pair.Right.Peer;
            peer.HandleDatagram(_pair.Now, _pair.Right.Address, _pair.Left.Address, datagram);
            while (peer.TryPollEvent(_pair.Now, out PeerEvent happened)) got = happened;

            Assert.That(got.Kind, Is.EqualTo(PeerEventKind.Rtp));
            Assert.That(got.Extensions.TryGetVideoOrientation(out VideoOrientation orientation));
            Assert.That(orientation.Degrees, Is.EqualTo(270));
            Assert.That(got.Extensions.TryGetPlayoutDelay(out PlayoutDelay delay));
            Assert.That(delay.Max, Is.EqualTo(TimeSpan.FromMilliseconds(100)));
            Assert.That(got.Extensions.TryGetAbsSendTime(out AbsSendTime time));
            Assert.That(time.Units, Is.EqualTo(1 << 18));
            Assert.That(got.Extensions.TryGetAudioLevel(out _), Is.False);
            Assert.That(default(PacketExtensions).TryGetAudioLevel(out _), Is.False);
        }

        [Test]
        public void SenderReport_TellsTheClockForLipSync()
        {
            Connect(Vp8);
            Send(1);
            Assert.That(_pair.Right.Peer.TryGetSenderClock(Media, out _), Is.False);
            var buffer = new byte[100];
            var writer = new RtcpWriter(buffer);
            var report = new SenderReport(Media, new NtpTime(1000UL << 32), new RtpTime(uint.MaxValue - 44_999), 1, 1);
            writer.TryWriteSenderReport(report, default);
            _foreign.SendRtcp(buffer.AsSpan(0, writer.Length));

            Assert.That(_pair.Right.Peer.TryGetSenderClock(Media, out SenderClock clock));
            var half = new RtpTime(0);
            var before = new RtpTime(uint.MaxValue - 89_999);
            Assert.That(clock.At(half), Is.EqualTo(new NtpTime((1000UL << 32) + (1UL << 31))));
            Assert.That(clock.At(before), Is.EqualTo(new NtpTime((999UL << 32) + (1UL << 31))));
        }

        [Test]
        public void SenderReports_TellTheTimeOfDay()
        {
            NtpTime origin = NtpTime.From(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
            _pair = new PeerPair(configure: config => config.NtpOrigin = origin);
            Transceiver voice = _pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            _pair.Connect();
            Assert.That(_pair.Left.Peer.TrySend(_pair.Now, voice.Mid, new RtpTime(7), false, new byte[10]));
            Drive(2000);
            Assert.That(_pair.Right.Peer.TryGetSenderClock(voice.SendSsrc, out SenderClock clock));
            Assert.That(clock.Ntp.Value - origin.Value, Is.LessThan(NtpTime.From(_pair.Now).Value));
            Assert.That(clock.Ntp.Value - origin.Value, Is.GreaterThan(NtpTime.From(new Instant(0)).Value));
        }

        [Test]
        public void HostileFeedback_IsSurvived()
        {
            Connect(Vp8);
            var buffer = new byte[500];
            var writer = new RtcpWriter(buffer);
            writer.TryWriteGenericNack(Media, Media, new ushort[] { 1, 5, 100 });
            Instant?[] arrivals = { _pair.Now, null, _pair.Now };
            writer.TryWriteTransportWideFeedback(Media, Media, 1, 1, arrivals, out _);
            writer.TryWriteReceiverEstimatedMaxBitrate(Media, 1_000_000, new[] { Media });
            writer.TryWriteFullIntraRequest(Media, Media, 1);
            HostileSweep.Run(buffer.AsSpan(0, writer.Length).ToArray(), bytes =>
            {
                if (bytes.Length >= 8) _foreign.SendRtcp(bytes);
            });
            Assert.That(_pair.Right.Peer.State, Is.EqualTo(PeerState.Connected));
            Send(1);
            Assert.That(_pair.Right.Packets.Count, Is.EqualTo(1));
        }

        [Test]
        public void TenThousandPacketsWithNackAndArrivals_AllocateNothing()
        {
            Connect(Vp8);
            var datagrams = new byte[12_000][];
            for (int i = 0; i < datagrams.Length; i++)
                datagrams[i] = _foreign.Protect(
                    Media, Vp8, i, new byte[100], 0, (_ids.Mid, _mid), (_ids.TransportCc, BigEndian(i)));
            int sent = Feed(datagrams, 0, 2000);
            Assert.That(sent, Is.GreaterThan(20));
            long before = GC.GetAllocatedBytesForCurrentThread();
            sent = Feed(datagrams, 2000, datagrams.Length);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.That(sent, Is.GreaterThan(100), "NACKs and feedback");
            Assert.That(allocated, Is.Zero);
        }

        // By hand instead of through the pair, whose virtual link copies every datagram. 2% are lost.
        private int Feed(byte[][] datagrams, int from, int to)
        {
            Peer peer = _pair.Right.Peer;
            int sent = 0;
            for (int i = from; i < to; i++)
            {
                Instant now = _pair.Now + TimeSpan.FromTicks(3000 * i);
                if (peer.NextDeadline.IsDue(now)) peer.HandleTimeout(now);
                if (i % 50 != 7) peer.HandleDatagram(now, _pair.Right.Address, _pair.Left.Address, datagrams[i]);
                while (peer.TryPollTransmit(now, out Transmit transmit))
                    if (transmit.Datagram.AsSpan()[0] >= 128) sent++;
                while (peer.TryPollEvent(now, out _)) { }
            }

            return sent;
        }

        private void Connect(Codec codec)
        {
            _pair = new PeerPair(configure: config => config.VideoCodecs = new[] { codec });
            Transceiver video = _pair.Left.Peer.AddTransceiver(MediaKind.Video, Direction.SendOnly, "video");
            _pair.Connect();
            _foreign = new ForeignMedia(_pair);
            _ids = _pair.Right.Peer.Transceivers[0].Extensions;
            _mid = Encoding.ASCII.GetBytes(video.Mid.Value);
        }

        private Mid VideoMid => _pair.Right.Peer.Transceivers[0].Mid;

        private void Send(int seq, params (int Id, byte[] Value)[] extensions)
        {
            var all = new List<(int, byte[])> { (_ids.Mid, _mid) };
            all.AddRange(extensions);
            _foreign.Send(Media, Vp8, seq, new byte[10], all.ToArray());
        }

        private void Drive(int milliseconds) => _pair.Drive(TimeSpan.FromMilliseconds(milliseconds));

        private Dictionary<ushort, bool> ReadArrivals()
        {
            var told = new Dictionary<ushort, bool>();
            foreach ((_, byte[] compound) in _foreign.Heard)
            {
                var reader = new RtcpReader(compound);
                while (reader.TryRead(out RtcpPacket packet))
                {
                    if (!TransportWideFeedback.TryParse(packet, out TransportWideFeedback feedback)) continue;
                    while (feedback.TryRead(out PacketStatus status)) told[status.WireSeq] = status.IsReceived;
                }
            }

            return told;
        }

        private static byte[] BigEndian(int number) => new[] { (byte)(number >> 8), (byte)number };
    }
}
