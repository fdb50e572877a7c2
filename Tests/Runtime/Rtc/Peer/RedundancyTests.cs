#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Voices whose packets carry the one before them too (RFC 2198).</summary>
    public sealed class RedundancyTests
    {
        private const int Frame = 960;

        private static readonly Codec Opus = new Codec(new PayloadType(111), "opus", 48000, 2, "useinbandfec=1");
        private static readonly Codec Red = Codec.Red(new PayloadType(63), Opus);

        private PeerPair _pair = null!;
        private Transceiver _voice = null!;
        private uint _sent;

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [Test]
        public void Red_IsWrittenAsChromeWritesIt()
        {
            Connect(new[] { Red, Opus });
            string offer = _pair.Left.Peer.CreateOffer(_pair.Now);
            Assert.That(offer, Does.Contain("UDP/TLS/RTP/SAVPF 63 111"));
            Assert.That(offer, Does.Contain("a=rtpmap:63 red/48000/2\r\n").And.Contain("a=fmtp:63 111/111\r\n"));
        }

        [Test]
        public void Red_FollowsItsCodecToTheOtherSidesNumbers([Values] bool weAnswer)
        {
            var theirs = new Codec(new PayloadType(109), "opus", 48000, 2);
            Connect(new[] { Red, Opus }, new[] { Codec.Red(new PayloadType(50), theirs), theirs }, weAnswer);
            Transceiver ours = _pair.Left.Peer.Find(_voice.Mid)!;
            Assert.That(ours.Codec!.Is("opus"));
            PayloadType red = weAnswer ? new PayloadType(50) : Red.PayloadType;
            Assert.That(ours.Red, Is.EqualTo(red));
            string offer = _pair.Left.Peer.CreateOffer(_pair.Now);
            Assert.That(offer, Does.Contain(weAnswer ? "a=fmtp:50 109/109" : "a=fmtp:63 111/111"));
        }

        [Test]
        public void Red_IsNotSentWhereEitherSideDoesNotHaveIt_OrWePreferTheCodec([Values(0, 1, 2)] int why)
        {
            Codec[] without = { Opus };
            Connect(
                why == 0 ? new[] { Opus, Red } : why == 1 ? new[] { Red, Opus } : without,
                why == 1 ? without : new[] { Red, Opus });
            Assert.That(_voice.Red, Is.Null);
            Speak(3);
            Assert.That(_pair.Right.Packets.Select(packet => packet.Payload[0]), Is.EqualTo(new byte[] { 1, 2, 3 }));
        }

        [Test]
        public void LostPacket_ComesWithTheNext_AndEachIsHeardOnce([Values(0, 65_000)] int start)
        {
            Connect(new[] { Red, Opus });
            Assert.That(_voice.Red, Is.EqualTo(Red.PayloadType));
            Speak(start % 1000 + 3);
            _pair.Right.Packets.Clear();
            int media = 0;
            _pair.Passes = transmit => !IsMedia(transmit) || ++media % 3 != 0;
            uint first = _sent + 1;
            Speak(30);
            _pair.Passes = _ => true;
            Speak(1);
            List<ReceivedPacket> heard = _pair.Right.Packets;
            Assert.That(heard.Select(packet => packet.Payload[0]),
                Is.EqualTo(Enumerable.Range(0, 31).Select(i => (byte)(first + i))), "in order, each once");
            for (int i = 1; i < heard.Count; i++)
            {
                Assert.That(heard[i].Seq - heard[i - 1].Seq, Is.EqualTo(1));
                Assert.That(heard[i].Time - heard[i - 1].Time, Is.EqualTo(Frame));
                Assert.That(heard[i].PayloadType, Is.EqualTo(Opus.PayloadType));
                Assert.That(heard[i].Payload.Length, Is.EqualTo(80));
            }

            var stats = new InboundRtpStats[1];
            _pair.Right.Peer.GetInboundRtpStats(stats);
            Assert.That(stats[0].PacketsLost, Is.EqualTo(10), "by the network");
            Assert.That(stats[0].PacketsReceived, Is.EqualTo(_sent - 10));
            Assert.That(stats[0].FecPacketsReceived - stats[0].FecPacketsDiscarded, Is.EqualTo(10));
        }

        [Test]
        public void PacketThatComesLate_IsNotHeardAgain()
        {
            Connect(new[] { Red, Opus });
            Speak(2);
            _pair.Jitter = TimeSpan.FromMilliseconds(60);
            Speak(100);
            _pair.Drive(TimeSpan.FromSeconds(1));
            byte[] heard = _pair.Right.Packets.Select(packet => packet.Payload[0]).ToArray();
            Assert.That(heard, Is.Unique);
            Assert.That(heard.Length, Is.EqualTo(102));
            Assert.That(_pair.Right.Peer.Dropped(DropReason.Replayed), Is.GreaterThan(10));
        }

        [Test]
        public void PauseThatIsTooLong_IsNotBridged()
        {
            Connect(new[] { Red, Opus });
            Speak(1);
            var lengths = new List<int>();
            _pair.Passes = transmit =>
            {
                if (IsMedia(transmit)) lengths.Add(transmit.Datagram.Count);
                return true;
            };
            _sent += 20; // 400 ms without a packet
            Speak(2);
            Assert.That(lengths[1] - lengths[0], Is.EqualTo(84), "only the second carries one before it");
        }

        [Test]
        public void TenThousandPackets_AllocateNothing()
        {
            Connect(new[] { Red, Opus });
            var foreign = new ForeignMedia(_pair);
            var packets = new byte[10_200][];
            for (int i = 0; i < packets.Length; i++)
            {
                // Each second one is lost, and comes with the next.
                byte[] payload = Hex.Bytes("EF0F0001 6F 01 02");
                packets[i] = foreign.Protect(new Ssrc(7), Red, 2 * i, payload, (uint)(2 * Frame * i));
            }

            long before = 0;
            int heard = 0;
            var voice = new byte[80];
            for (int i = 0; i < packets.Length; i++)
            {
                if (i == 200) before = GC.GetAllocatedBytesForCurrentThread();
                _pair.Right.Peer.HandleDatagram(_pair.Now, _pair.Right.Address, _pair.Left.Address, packets[i]);
                while (_pair.Right.Peer.TryPollEvent(_pair.Now, out _)) heard++;
                while (_pair.Right.Peer.TryPollTransmit(_pair.Now, out _))
                {
                    // It goes nowhere.
                }

                _pair.Left.Peer.TrySend(_pair.Now, _voice.Mid, new RtpTime((uint)(i * Frame)), false, voice);
                while (_pair.Left.Peer.TryPollTransmit(_pair.Now, out _))
                {
                    // Nor does this.
                }
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
            Assert.That(heard, Is.EqualTo(2 * packets.Length - 1));
        }

        private void Connect(Codec[] ours, Codec[]? theirs = null, bool weAnswer = false)
        {
            _sent = 0;
            int made = 0;
            _pair = new PeerPair(configure: config => config.AudioCodecs = made++ == 0 ? ours : theirs ?? ours);
            Endpoint offerer = weAnswer ? _pair.Right : _pair.Left;
            _voice = offerer.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            _pair.Negotiate(offerer, weAnswer ? _pair.Left : _pair.Right);
            Assert.That(_pair.DriveUntil(() => _pair.IsConnected), $"{_pair}");
        }

        // A packet each 20 ms, which begins with its number.
        private void Speak(int packets)
        {
            for (int i = 0; i < packets; i++)
            {
                var payload = new byte[80];
                payload[0] = (byte)++_sent;
                _pair.Left.Peer.TrySend(_pair.Now, _voice.Mid, new RtpTime(_sent * Frame), false, payload);
                _pair.Drive(TimeSpan.FromMilliseconds(20));
            }

            _pair.Drive(TimeSpan.FromMilliseconds(40));
        }

        private bool IsMedia(Transmit transmit) =>
            transmit.Local == _pair.Left.Address && transmit.Datagram.AsSpan()[0] >= 128 &&
            !RtcpPacket.IsRtcp(transmit.Datagram);
    }
}
