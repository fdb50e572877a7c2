#nullable enable
using System;
using System.Text;
using Earshot.Io.Crypto;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>A packet's whole way in, as a peer walks it: header, route, estimate, SRTP, commit.</summary>
    [TestFixture(SrtpProfile.Aes128CmHmacSha1Tag80)]
    [TestFixture(SrtpProfile.AeadAes128Gcm)]
    public sealed class ReceivePathTests
    {
        private const int MidId = 1;

        private static readonly Ssrc Ssrc = new Ssrc(0x01020304);
        private static readonly PayloadType Opus = new PayloadType(111);
        private static readonly byte[] MidToken = Encoding.ASCII.GetBytes("0");

        private readonly SrtpProfile _profile;
        private readonly byte[] _buffer = new byte[1500];
        private SrtpSession _sender = null!;
        private SrtpSession _receiver = null!;
        private StreamRouter _router = null!;
        private int _packetLength;

        public ReceivePathTests(SrtpProfile profile) => _profile = profile;

        [SetUp]
        public void Connect()
        {
            ExchangeKeys(3);
            _router = new StreamRouter { MidExtensionId = MidId };
            _router.SetSection(new Mid("0"), new[] { new Codec(Opus, "opus", 48000, 2) });
        }

        [Test]
        public void LossAcrossRollOver_IsDecrypted(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start, [Values(1, 7, 5000, 32767)] int gap)
        {
            for (int i = 0; i < 40; i++)
                Assert.That(Receive(Create(start + (long)gap * i)), Is.EqualTo(DropReason.None), $"packet {i}");
        }

        [Test]
        public void DuplicatePacket_IsDroppedBeforeDecrypt()
        {
            byte[] packet = Create(10);
            var garbled = (byte[])packet.Clone();
            garbled[garbled.Length - 1] ^= 1;
            Assert.That(Receive(packet), Is.EqualTo(DropReason.None));
            Assert.That(Receive(garbled), Is.EqualTo(DropReason.Replayed), "its tag was not even looked at");
        }

        [Test]
        public void ForgedPacketFarAhead_LeavesTheGenuineOnesAlone(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            Assert.That(Receive(Create(start)), Is.EqualTo(DropReason.None));
            byte[] next = Create(start + 1);
            byte[] forged = Create(start + 30000);
            forged[forged.Length - 1] ^= 1;
            Assert.That(Receive(forged), Is.EqualTo(DropReason.BadAuthentication));
            Assert.That(Receive(next), Is.EqualTo(DropReason.None));
        }

        [Test]
        public void ForgedPacketOfTheSameNumber_LeavesTheGenuineOneAlone()
        {
            byte[] genuine = Create(10);
            var forged = (byte[])genuine.Clone();
            forged[20] ^= 1;
            Assert.That(Receive(forged), Is.EqualTo(DropReason.BadAuthentication));
            Assert.That(Receive(genuine), Is.EqualTo(DropReason.None));
        }

        [Test]
        public void NewKeys_BeginARollOverCounterOfZeroAndKeepTheCounts(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            Assert.That(Receive(Create(65000)), Is.EqualTo(DropReason.None));
            Assert.That(Receive(Create(65536)), Is.EqualTo(DropReason.None));
            byte[] old = Create(65537);
            ExchangeKeys(4);
            _router.HandleRekey();

            Assert.That(Receive(old), Is.EqualTo(DropReason.BadAuthentication));
            Assert.That(Receive(Create(start)), Is.EqualTo(DropReason.None));
            Assert.That(Receive(Create(start + 1)), Is.EqualTo(DropReason.None));
            Assert.That(_router.Streams[0].Received, Is.EqualTo(4));
            Assert.That(_router.Streams[0].Lost, Is.EqualTo(535), "what was lost under the old keys");
        }

        [Test]
        public void HostilePackets_LeaveNoTrace()
        {
            byte[] genuine = Create(10);
            HostileSweep.Run(genuine, bytes =>
            {
                if (!bytes.AsSpan().SequenceEqual(genuine))
                    Assert.That(Receive(bytes), Is.Not.EqualTo(DropReason.None));
            });
            Assert.That(_router.Streams, Is.Empty);
            Assert.That(Receive(genuine), Is.EqualTo(DropReason.None));
        }

        [Test]
        public void FloodOfForgedSsrcs_AllocatesNothing()
        {
            byte[] packet = Create(10);
            Flood(packet, 100);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Flood(packet, 10_000);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
            Assert.That(_router.Streams, Is.Empty);
        }

        [Test]
        public void TenThousandPackets_AllocateNothing()
        {
            for (int i = 0; i < 100; i++) SendAndReceive(65000 + i);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 100; i < 10_100; i++) SendAndReceive(65000 + i);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        }

        private void ExchangeKeys(int seed)
        {
            var keyingMaterial = new byte[SrtpSession.KeyingMaterialLength(_profile)];
            new SeededRandom(seed).Fill(keyingMaterial);
            _sender = new SrtpSession(new ManagedSrtpCrypto(), _profile, keyingMaterial, true);
            _receiver = new SrtpSession(new ManagedSrtpCrypto(), _profile, keyingMaterial, false);
        }

        private void Flood(byte[] packet, int count)
        {
            for (int i = 0; i < count; i++)
            {
                packet[8] = (byte)(i >> 8);
                packet[9] = (byte)i;
                packet[10] = 0xFF;
                if (TryReceive(packet) != DropReason.BadAuthentication) Assert.Fail("a forged packet was taken");
            }
        }

        private void SendAndReceive(long seq)
        {
            Write(new SeqNo(seq));
            if (TryReceive(_buffer.AsSpan(0, _packetLength)) != DropReason.None) Assert.Fail($"{seq} was dropped");
        }

        private DropReason Receive(byte[] packet) => TryReceive((byte[])packet.Clone());

        private DropReason TryReceive(Span<byte> packet)
        {
            if (!RtpHeader.TryParse(packet, out RtpHeader header)) return DropReason.Malformed;
            if (!_router.TryRoute(header, packet, out Route route, out DropReason dropped)) return dropped;
            if (!route.Stream.TryEstimate(header.WireSeq, out SeqNo seq, out dropped)) return dropped;
            if (!_receiver.TryUnprotectRtp(packet, header.HeaderLength, seq, out int length))
                return DropReason.BadAuthentication;

            _router.Commit(route, header, packet, seq);
            route.Stream.Commit(Instant.FromMilliseconds(20 * seq.Value), seq, header.Time, 48000);
            bool isWhole = header.TryGetPayloadLength(packet.Slice(0, length), out int payload) && payload == 80;
            return isWhole ? DropReason.None : DropReason.Malformed;
        }

        private byte[] Create(long seq)
        {
            Write(new SeqNo(seq));
            return _buffer.AsSpan(0, _packetLength).ToArray();
        }

        private void Write(SeqNo seq)
        {
            var header = new RtpHeader(Opus, false, seq.Wire, new RtpTime((uint)(960 * seq.Value)), Ssrc);
            var writer = new HeaderExtensionWriter(_buffer, header.WriteTo(_buffer));
            writer.TryWrite(MidId, MidToken);
            int length = writer.Finish() + 80;
            if (!_sender.TryProtectRtp(_buffer, length, seq, out _packetLength)) Assert.Fail($"{seq} was not sent");
        }
    }
}
