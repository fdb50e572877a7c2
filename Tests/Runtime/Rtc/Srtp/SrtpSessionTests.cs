#nullable enable
using System;
using Earshot.Io.Crypto;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    [TestFixture(SrtpProfile.Aes128CmHmacSha1Tag80)]
    [TestFixture(SrtpProfile.AeadAes128Gcm)]
    [TestFixture(SrtpProfile.AeadAes256Gcm)]
    public sealed class SrtpSessionTests
    {
        private static readonly Ssrc Ssrc = new Ssrc(0xCAFEBABE);

        private readonly SrtpProfile _profile;
        private SrtpSession _client = null!;
        private SrtpSession _server = null!;

        public SrtpSessionTests(SrtpProfile profile) => _profile = profile;

        [SetUp]
        public void Connect()
        {
            _client = CreateSession(seed: 7, isClient: true);
            _server = CreateSession(seed: 7, isClient: false);
        }

        [Test]
        public void Rtp_CrossesBothWaysAcrossRollOver(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            for (int i = 0; i < 200; i++)
            {
                var seq = new SeqNo(start + 500 * i);
                AssertCrosses(_client, _server, seq);
                AssertCrosses(_server, _client, seq);
            }
        }

        [Test]
        public void Rtp_OfAnotherRollOver_IsRefused(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            byte[] packet = Protect(_client, new SeqNo(start), 50);
            Assert.That(_server.TryUnprotectRtp(packet, 12, new SeqNo(start + 65536), out _), Is.False);
        }

        [Test]
        public void Rtp_IsNoPlaintextAndKeepsItsHeader()
        {
            byte[] plain = CreateRtp(new SeqNo(1), 50);
            byte[] packet = Protect(_client, new SeqNo(1), 50);
            Assert.That(packet.AsSpan(0, 12).SequenceEqual(plain.AsSpan(0, 12)));
            Assert.That(packet.AsSpan(12, 50).SequenceEqual(plain.AsSpan(12)), Is.False);
        }

        // Roll-over counters are the streams' own, so that one has no say in another's.
        [Test]
        public void ManySsrcs_EachCountTheirOwnRollOvers()
        {
            for (uint ssrc = 1; ssrc <= 500; ssrc++)
            {
                var seq = new SeqNo(ssrc * 40_000L);
                byte[] packet = CreateRtp(seq, 50, new Ssrc(ssrc));
                byte[] plain = (byte[])packet.Clone();
                Array.Resize(ref packet, packet.Length + SrtpSession.MaxOverhead);
                Assert.That(_client.TryProtectRtp(packet, plain.Length, seq, out int length));
                Assert.That(_server.TryUnprotectRtp(packet.AsSpan(0, length), 12, seq, out length));
                Assert.That(packet.AsSpan(0, length).ToArray(), Is.EqualTo(plain));
            }
        }

        [Test]
        public void UnderOtherKeys_NothingOfTheOldOnesIsTaken()
        {
            byte[] rtp = Protect(_client, new SeqNo(1), 50);
            byte[] rtcp = ProtectRtcp(_client, Ssrc);
            Unprotect(rtcp, DropReason.None);
            _server = CreateSession(seed: 8, isClient: false);
            Assert.That(_server.TryUnprotectRtp(rtp, 12, new SeqNo(1), out _), Is.False);
            Unprotect(rtcp, DropReason.BadAuthentication);

            _client = CreateSession(seed: 8, isClient: true);
            AssertCrosses(_client, _server, new SeqNo(1));
            Unprotect(ProtectRtcp(_client, Ssrc), DropReason.None);
        }

        [Test]
        public void OwnPacket_IsNotTakenForTheOtherSides()
        {
            byte[] packet = Protect(_client, new SeqNo(1), 50);
            Assert.That(_client.TryUnprotectRtp(packet, 12, new SeqNo(1), out _), Is.False);
        }

        [Test]
        public void HostileRtp_IsRefused()
        {
            byte[] packet = Protect(_client, new SeqNo(1), 20);
            int accepted = 0;
            HostileSweep.Run(packet, bytes =>
            {
                if (!RtpHeader.TryParse(bytes, out RtpHeader header)) return;
                if (_server.TryUnprotectRtp(bytes, header.HeaderLength, new SeqNo(header.WireSeq), out int length))
                    accepted++;
                else
                    Assert.That(length, Is.Zero);
            });
            Assert.That(accepted, Is.EqualTo(1), "the packet itself, at its full length");
        }

        [Test]
        public void Rtcp_CrossesBothWays()
        {
            for (int i = 0; i < 300; i++)
            {
                AssertRtcpCrosses(_client, _server, Ssrc);
                AssertRtcpCrosses(_server, _client, Ssrc);
            }
        }

        [Test]
        public void RtcpDuplicate_IsDroppedBeforeDecrypt()
        {
            byte[] packet = ProtectRtcp(_client, Ssrc);
            Unprotect(packet, DropReason.None);
            var garbled = (byte[])packet.Clone();
            garbled[12] ^= 1;
            Unprotect(packet, DropReason.Replayed);
            Unprotect(garbled, DropReason.Replayed);
        }

        [Test]
        public void ForgedRtcp_DoesNotPoisonTheWindow()
        {
            byte[] genuine = ProtectRtcp(_client, Ssrc);
            var forged = (byte[])genuine.Clone();
            forged[9] ^= 1;
            Unprotect(forged, DropReason.BadAuthentication);
            Unprotect(genuine, DropReason.None);
        }

        [Test]
        public void RtcpSenders_AreTakenWhateverTheOtherOnesIndexIs()
        {
            byte[] early = ProtectRtcp(_client, new Ssrc(1));
            for (int i = 0; i < 2000; i++) Unprotect(ProtectRtcp(_client, new Ssrc(2)), DropReason.None);
            Unprotect(early, DropReason.None);
        }

        [Test]
        public void ManyRtcpSenders_AreAllHeard()
        {
            for (uint i = 0; i < 1000; i++) Unprotect(ProtectRtcp(_client, new Ssrc(i)), DropReason.None);
        }

        [Test]
        public void HostileRtcp_IsRefused()
        {
            byte[] packet = ProtectRtcp(_client, Ssrc);
            int accepted = 0;
            HostileSweep.Run(packet, bytes =>
            {
                if (_server.TryUnprotectRtcp(bytes, out int length, out DropReason dropped)) accepted++;
                else Assert.That(dropped, Is.Not.EqualTo(DropReason.None));
                Assert.That(length, Is.LessThanOrEqualTo(bytes.Length));
            });
            Assert.That(accepted, Is.EqualTo(1), "the packet itself, at its full length");
        }

        [Test]
        public void NoRoomForTheTag_IsTheCallersMistake()
        {
            byte[] rtp = CreateRtp(new SeqNo(0), 50);
            Assert.Throws<ArgumentException>(() => _client.TryProtectRtp(rtp, rtp.Length, new SeqNo(0), out _));
            Assert.Throws<ArgumentException>(() => _client.TryProtectRtcp(new byte[8], 8, out _));
        }

        [Test]
        public void WrongKeyingMaterial_IsTheCallersMistake()
        {
            var crypto = new ManagedSrtpCrypto();
            Assert.Throws<ArgumentException>(() => new SrtpSession(crypto, _profile, new byte[1], true));
            Assert.Throws<ArgumentOutOfRangeException>(
                () => new SrtpSession(crypto, SrtpProfile.None, new byte[60], true));
        }

        [Test]
        public void TenThousandPackets_AllocateNothing()
        {
            var rtp = new byte[1300];
            var rtcp = new byte[200];
            CreateRtp(new SeqNo(0), 160).CopyTo(rtp, 0);
            CreateRtcp(Ssrc).CopyTo(rtcp, 0);
            for (int i = 0; i < 100; i++) CrossOnce(rtp, rtcp, i);

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 100; i < 10100; i++) CrossOnce(rtp, rtcp, i);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        }

        private void CrossOnce(byte[] rtp, byte[] rtcp, int i)
        {
            var seq = new SeqNo(i);
            bool crossed = _client.TryProtectRtp(rtp, 172, seq, out int length)
                && _server.TryUnprotectRtp(rtp.AsSpan(0, length), 12, seq, out length)
                && length == 172
                && _client.TryProtectRtcp(rtcp, 28, out length)
                && _server.TryUnprotectRtcp(rtcp.AsSpan(0, length), out length, out _)
                && length == 28;
            if (!crossed) Assert.Fail($"packet {i} was refused");
        }

        private void AssertCrosses(SrtpSession from, SrtpSession to, SeqNo seq)
        {
            byte[] packet = Protect(from, seq, 50);
            Assert.That(to.TryUnprotectRtp(packet, 12, seq, out int length), $"{seq}");
            Assert.That(packet.AsSpan(0, length).ToArray(), Is.EqualTo(CreateRtp(seq, 50)));
        }

        private static void AssertRtcpCrosses(SrtpSession from, SrtpSession to, Ssrc ssrc)
        {
            byte[] packet = ProtectRtcp(from, ssrc);
            Assert.That(to.TryUnprotectRtcp(packet, out int length, out _));
            Assert.That(packet.AsSpan(0, length).ToArray(), Is.EqualTo(CreateRtcp(ssrc)));
        }

        // On a copy, so that the packet can be tried again.
        private void Unprotect(byte[] packet, DropReason expected)
        {
            bool taken = _server.TryUnprotectRtcp((byte[])packet.Clone(), out _, out DropReason dropped);
            Assert.That(dropped, Is.EqualTo(expected));
            Assert.That(taken, Is.EqualTo(expected == DropReason.None));
        }

        private static byte[] Protect(SrtpSession session, SeqNo seq, int payload)
        {
            byte[] buffer = CreateRtp(seq, payload);
            int length = buffer.Length;
            Array.Resize(ref buffer, length + SrtpSession.MaxOverhead);
            Assert.That(session.TryProtectRtp(buffer, length, seq, out int protectedLength));
            return buffer.AsSpan(0, protectedLength).ToArray();
        }

        private static byte[] ProtectRtcp(SrtpSession session, Ssrc ssrc)
        {
            byte[] buffer = CreateRtcp(ssrc);
            int length = buffer.Length;
            Array.Resize(ref buffer, length + SrtpSession.MaxOverhead);
            Assert.That(session.TryProtectRtcp(buffer, length, out int protectedLength));
            return buffer.AsSpan(0, protectedLength).ToArray();
        }

        private SrtpSession CreateSession(int seed, bool isClient)
        {
            var keyingMaterial = new byte[SrtpSession.KeyingMaterialLength(_profile)];
            new SeededRandom(seed).Fill(keyingMaterial);
            return new SrtpSession(new ManagedSrtpCrypto(), _profile, keyingMaterial, isClient);
        }

        private static byte[] CreateRtp(SeqNo seq, int payload) => CreateRtp(seq, payload, Ssrc);

        private static byte[] CreateRtp(SeqNo seq, int payload, Ssrc ssrc)
        {
            var packet = new byte[12 + payload];
            new RtpHeader(new PayloadType(111), false, seq.Wire, new RtpTime(960), ssrc).WriteTo(packet);
            for (int i = 12; i < packet.Length; i++) packet[i] = (byte)i;
            return packet;
        }

        private static byte[] CreateRtcp(Ssrc ssrc)
        {
            var packet = new byte[28];
            packet[0] = 0x80;
            packet[1] = 200;
            packet[3] = 6;
            for (int i = 0; i < 4; i++) packet[4 + i] = (byte)(ssrc.Value >> 24 - 8 * i);
            return packet;
        }
    }
}
