#nullable enable
using System;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Pictures with everything on: store, pacer, probes, congestion control, retransmissions.</summary>
    public sealed class SendAllocationTests
    {
        private static readonly Codec Vp8 = new Codec(
            new PayloadType(96), "VP8", 90000, feedback: new[] { "transport-cc", "nack", "nack pli" });

        private readonly byte[] _payload = new byte[1100];
        private PeerPair _pair = null!;
        private Transceiver _camera = null!;
        private Instant _now;
        private int _retransmitted;
        private int _events;

        [Test]
        public void TenThousandPackets_AllocateNothing()
        {
            using (_pair = new PeerPair(configure: config =>
                config.VideoCodecs = new[] { Vp8, Codec.Rtx(new PayloadType(97), Vp8) }))
            {
                _camera = _pair.Left.Peer.AddTransceiver(
                    MediaKind.Video, Direction.SendOnly, "camera",
                    encodings: new[] { new SendEncoding { MaxBitrate = 8_000_000 } });
                _pair.Connect();
                _pair.Drive(TimeSpan.FromSeconds(3));
                _now = _pair.Now;
                Carry(10_000);
                _retransmitted = 0;
                _events = 0;

                long before = GC.GetAllocatedBytesForCurrentThread();
                Carry(10_000);
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

                Assert.That(allocated, Is.EqualTo(0));
                Assert.That(_retransmitted, Is.GreaterThan(100), "it was about those too");
                Assert.That(_events, Is.GreaterThan(9_900));
                Assert.That(_camera.SendEncodings[0].TargetBitrate, Is.GreaterThan(5_000_000));
            }
        }

        // By hand instead of through the pair, whose virtual link copies every datagram: a millisecond a packet,
        // nothing takes time on the way, one datagram in 64 is lost.
        private void Carry(int count)
        {
            for (int i = 0; i < count; i++)
            {
                _pair.Left.Peer.TrySend(_now, _camera.Mid, new RtpTime((uint)(i / 30 * 3000)), i % 30 == 29, _payload);
                Exchange(_pair.Left, _pair.Right);
                Exchange(_pair.Right, _pair.Left);
                _now += TimeSpan.FromMilliseconds(1);
                if (_pair.Left.Peer.NextDeadline.IsDue(_now)) _pair.Left.Peer.HandleTimeout(_now);
                if (_pair.Right.Peer.NextDeadline.IsDue(_now)) _pair.Right.Peer.HandleTimeout(_now);
            }
        }

        private void Exchange(Endpoint from, Endpoint to)
        {
            while (from.Peer.TryPollTransmit(_now, out Transmit transmit))
            {
                Span<byte> datagram = transmit.Datagram;
                if (datagram.Length > 1000 && (datagram[1] & 0x7F) == 97) _retransmitted++;
                else if (datagram.Length > 1000 && datagram[3] % 64 == 7) continue;
                to.Peer.HandleDatagram(_now, to.Address, from.Address, transmit.Datagram);
                while (to.Peer.TryPollEvent(_now, out PeerEvent happened))
                    if (happened.Kind == PeerEventKind.Rtp) _events++;
            }
        }
    }
}
