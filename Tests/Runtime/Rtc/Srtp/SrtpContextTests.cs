#nullable enable
using System;
using Earshot.Io.Crypto;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;
using NUnit.Framework;
using static Earshot.Tests.SrtpVectors;

namespace Earshot.Tests
{
    public sealed class SrtpContextTests
    {
        private const string RtcpPlain = "81c8000d4d6172734e5450314e545032525450200000042a" +
            "0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";

        private const string Key128 = "000102030405060708090a0b0c0d0e0f";
        private const string Key256 = Key128 + "101112131415161718191a1b1c1d1e1f";

        private static readonly ISrtpCrypto Crypto = new ManagedSrtpCrypto();

        [Test]
        public void SessionKeys_MatchRfc3711AppendixB3()
        {
            SessionKeys keys = SessionKeys.DeriveRtp(Crypto, MasterKey, MasterSalt);
            Assert.That(keys.Encryption, Is.EqualTo(Bytes("C61E7A93744F39EE10734AFE3FF7A087")));
            Assert.That(keys.Salt, Is.EqualTo(Bytes("30CBBC08863D8C85D49DB34A9AE1")));
            Assert.That(keys.Authentication, Is.EqualTo(Bytes("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")));
        }

        [Test]
        public void RtpAndRtcpKeys_AllDiffer()
        {
            SessionKeys rtp = SessionKeys.DeriveRtp(Crypto, MasterKey, MasterSalt);
            SessionKeys rtcp = SessionKeys.DeriveRtcp(Crypto, MasterKey, MasterSalt);
            Assert.That(rtcp.Encryption, Is.Not.EqualTo(rtp.Encryption));
            Assert.That(rtcp.Authentication, Is.Not.EqualTo(rtp.Authentication));
            Assert.That(rtcp.Salt, Is.Not.EqualTo(rtp.Salt));
        }

        // The packets that libsrtp checks itself with, under the master key of RFC 3711 appendix B.3.
        [Test]
        public void AesCmRtp_MatchesLibsrtp()
        {
            AssertRtp(
                CreateAesCm(), new SeqNo(0x1234),
                "800f1234decafbadcafebabe abababababababababababababababab",
                "800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb");
        }

        [Test]
        public void AesCmRtcp_MatchesLibsrtp()
        {
            AssertRtcp(
                CreateAesCm(), 1,
                "81c8000bcafebabe abababababababababababababababab",
                "81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8 80000001 993e08cd54d6c1230798");
        }

        [Test]
        public void AeadRtp_MatchesRfc7714Section16()
        {
            AssertRtp(
                CreateAead(Key128), new SeqNo(0xF17B),
                "8040f17b8041f8d35501a0b2" +
                "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573",
                "8040f17b8041f8d35501a0b2" +
                "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833" +
                "899d7f27beb16a9152cf765ee4390cce");
        }

        [Test]
        public void AeadRtcp_MatchesRfc7714Section17()
        {
            AssertRtcp(
                CreateAead(Key128), 0x5D4, RtcpPlain,
                "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b46" +
                "86303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade 800005d4");
        }

        [Test]
        public void Aead256Rtp_MatchesRfc7714Section16()
        {
            AssertRtp(
                CreateAead(Key256), new SeqNo(0xF17B),
                "8040f17b8041f8d35501a0b2" +
                "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573",
                "8040f17b8041f8d35501a0b2" +
                "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b" +
                "7aa3db36dfffd6b0f9bb7878d7a76c13");
        }

        [Test]
        public void Aead256Rtcp_MatchesRfc7714Section17()
        {
            AssertRtcp(
                CreateAead(Key256), 0x5D4, RtcpPlain,
                "81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658" +
                "c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be 800005d4");
        }

        // RFC 6188 section 7.2 and 7.4: the key derivation of AES_256_CM, which AEAD_AES_256_GCM uses.
        [Test]
        public void SessionKeysOf256Bits_MatchRfc6188Section7()
        {
            byte[] masterKey = Bytes("f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6");
            byte[] masterSalt = Bytes("3b04803de51ee7c96423ab5b78d2");
            SessionKeys keys = SessionKeys.DeriveRtp(Crypto, masterKey, masterSalt);
            Assert.That(keys.Encryption, Is.EqualTo(
                Bytes("5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4")));
            Assert.That(keys.Salt, Is.EqualTo(Bytes("fa31791685ca444a9e07c6c64e93")));
            Assert.That(keys.Authentication, Is.EqualTo(Bytes("fd9c32d39ed5fbb5a9dc96b30818454d1313dc05")));
        }

        // Section 17.3: what we refuse on the wire still proves cipher and nonce.
        [Test]
        public void AeadTagOnly_MatchesRfc7714Section17()
        {
            IAeadCipher cipher = Crypto.CreateAesGcm(Bytes(Key128));
            byte[] nonce = Bytes("517524055203726f207170bb");
            byte[] tag = Bytes("841dd9683dd78ec92ae58790125f62b3");
            Assert.That(cipher.TryOpen(nonce, Bytes(RtcpPlain + "000005d4"), default, tag));
        }

        private static void AssertRtp(ISrtpContext context, SeqNo seq, string plain, string expected)
        {
            byte[] original = Bytes(plain);
            byte[] packet = Bytes(plain);
            Array.Resize(ref packet, packet.Length + context.RtpOverhead);
            context.ProtectRtp(packet, 12, seq);
            Assert.That(packet, Is.EqualTo(Bytes(expected)));
            Assert.That(context.TryUnprotectRtp(packet, 12, seq));
            Assert.That(packet.AsSpan(0, original.Length).ToArray(), Is.EqualTo(original));
        }

        private static void AssertRtcp(ISrtpContext context, uint index, string plain, string expected)
        {
            byte[] original = Bytes(plain);
            byte[] packet = Bytes(plain);
            Array.Resize(ref packet, packet.Length + context.RtcpOverhead);
            context.ProtectRtcp(packet, index);
            Assert.That(packet, Is.EqualTo(Bytes(expected)));
            Assert.That(context.ReadRtcpIndex(packet), Is.EqualTo(0x80000000 | index));
            Assert.That(context.TryUnprotectRtcp(packet));
            Assert.That(packet.AsSpan(0, original.Length).ToArray(), Is.EqualTo(original));
        }

        private static ISrtpContext CreateAesCm() => new AesCmContext(
            Crypto,
            SessionKeys.DeriveRtp(Crypto, MasterKey, MasterSalt),
            SessionKeys.DeriveRtcp(Crypto, MasterKey, MasterSalt));

        private static ISrtpContext CreateAead(string key)
        {
            var keys = new SessionKeys(Bytes(key), new byte[0], Bytes("517569642070726f2071756f"));
            return new AeadContext(Crypto, keys, keys);
        }
    }
}
