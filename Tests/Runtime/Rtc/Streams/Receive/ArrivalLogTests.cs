#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class ArrivalLogTests
    {
        private static readonly Ssrc Us = new Ssrc(1);
        private static readonly Ssrc Media = new Ssrc(2);

        private readonly byte[] _buffer = new byte[1200];
        private ArrivalLog _log = null!;
        private Instant _now;

        [SetUp]
        public void Begin()
        {
            _log = new ArrivalLog();
            _now = Instant.FromMilliseconds(10_000);
        }

        [Test]
        public void EveryPacket_IsReportedOnceWhateverIsLost(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start, [Values(0, 2, 10, 30)] int percentLost)
        {
            var luck = new Random(start);
            var sent = new Dictionary<ushort, Instant?>();
            var told = new Dictionary<ushort, Instant?>();
            for (int i = 0; i < 3000; i++)
            {
                bool isLost = i > 0 && i < 2999 && luck.Next(100) < percentLost;
                sent[(ushort)(start + i)] = isLost ? (Instant?)null : _now;
                if (!isLost) _log.HandleArrival(_now, (ushort)(start + i), Media, 200);
                Report(told);
                _now += TimeSpan.FromMilliseconds(luck.Next(1, 10));
            }

            _now += TimeSpan.FromMilliseconds(250);
            Report(told);
            Assert.That(told.Count, Is.EqualTo(sent.Count));
            foreach (KeyValuePair<ushort, Instant?> packet in sent)
                Assert.That(told[packet.Key]?.Microseconds / 250, Is.EqualTo(packet.Value?.Microseconds / 250));
        }

        [Test]
        public void LatePacket_IsReportedThoughItWasCalledLost()
        {
            Arrive(1, 2, 4);
            Dictionary<ushort, Instant?> first = Report();
            Assert.That(first[3], Is.Null);
            _now += TimeSpan.FromMilliseconds(100);
            Arrive(3);
            _now += TimeSpan.FromMilliseconds(250);
            Dictionary<ushort, Instant?> second = Report();
            Assert.That(second.Keys, Is.EquivalentTo(new ushort[] { 3, 4 }), "libwebrtc too tells what follows again");
            Assert.That(second[3] - second[4], Is.EqualTo(TimeSpan.FromMilliseconds(100)));
        }

        [Test]
        public void PacketLateByMoreThanHalfASecond_IsLeftOut()
        {
            Arrive(1, 2, 4);
            Report();
            _now += TimeSpan.FromMilliseconds(501);
            Arrive(3);
            Assert.That(_log.NextDeadline.IsPending, Is.False);
        }

        [Test]
        public void Duplicate_ChangesNothing()
        {
            Arrive(1);
            Instant first = _now;
            _now += TimeSpan.FromMilliseconds(7);
            Arrive(1, 2);
            Assert.That(Report()[1], Is.EqualTo(first));
        }

        [Test]
        public void JumpOfNumbers_BeginsAnew()
        {
            Arrive(1);
            Report();
            _now += TimeSpan.FromMilliseconds(250);
            Arrive(20000);
            Assert.That(Report().Keys, Is.EquivalentTo(new ushort[] { 20000 }));
        }

        [Test]
        public void LongOutage_FitsOnePacket()
        {
            Arrive(1);
            Report();
            _now += TimeSpan.FromMilliseconds(250);
            Arrive(1500);
            Dictionary<ushort, Instant?> told = Report();
            Assert.That(told.Count, Is.EqualTo(257));
            Assert.That(told[1500], Is.Not.Null);
        }

        [TestCase(50, 100, 250)]
        [TestCase(50, 400, 68)]
        [TestCase(500, 1200, 50)]
        public void Interval_TakesATwentiethOfWhatComesIn(int packetsASecond, int bytes, int milliseconds)
        {
            var times = new List<Instant>();
            for (int i = 0; i < 5 * packetsASecond; i++)
            {
                _log.HandleArrival(_now, (ushort)i, Media, bytes);
                Instant next = _now + TimeSpan.FromSeconds(1.0 / packetsASecond);
                while (_log.NextDeadline.IsPending && _log.NextDeadline.At < next)
                {
                    _now = _log.NextDeadline.At > _now ? _log.NextDeadline.At : _now;
                    Report();
                    times.Add(_now);
                }

                _now = next;
            }

            double spacing = (times[times.Count - 1] - times[1]).TotalMilliseconds / (times.Count - 2);
            Assert.That(spacing, Is.InRange(milliseconds * 0.8, milliseconds * 1.25));
        }

        [Test]
        public void Flood_IsReportedBeforeTheIntervalIsOver()
        {
            Arrive(0);
            Report();
            for (int i = 1; i <= 480; i++) _log.HandleArrival(_now, (ushort)i, Media, 100);
            Assert.That(_log.NextDeadline.IsDue(_now));
            Assert.That(Report().Count, Is.EqualTo(480));
        }

        [Test]
        public void TenThousandPackets_AllocateNothing()
        {
            Run(500);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(10_000);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        }

        private void Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                if (i % 10 != 3) _log.HandleArrival(_now, (ushort)i, Media, 100);
                _now += TimeSpan.FromMilliseconds(3);
                if (!_log.NextDeadline.IsDue(_now)) continue;
                var writer = new RtcpWriter(_buffer);
                while (_log.TryWriteFeedback(_now, Us, ref writer)) { }
            }
        }

        private void Arrive(params ushort[] seqs)
        {
            foreach (ushort seq in seqs) _log.HandleArrival(_now, seq, Media, 100);
        }

        private Dictionary<ushort, Instant?> Report()
        {
            var told = new Dictionary<ushort, Instant?>();
            Report(told, force: true);
            return told;
        }

        private void Report(Dictionary<ushort, Instant?> told, bool force = false)
        {
            if (!force && !_log.NextDeadline.IsDue(_now)) return;
            var writer = new RtcpWriter(_buffer);
            while (_log.TryWriteFeedback(_now, Us, ref writer)) { }
            var reader = new RtcpReader(_buffer.AsSpan(0, writer.Length));
            while (reader.TryRead(out RtcpPacket packet))
            {
                Assert.That(TransportWideFeedback.TryParse(packet, out TransportWideFeedback feedback));
                Instant reference = feedback.ReferenceTime(_now);
                while (feedback.TryRead(out PacketStatus status))
                    told[status.WireSeq] = status.IsReceived ? reference + status.Arrival : (Instant?)null;
            }

            Assert.That(_log.NextDeadline.IsPending, Is.False);
        }
    }
}
