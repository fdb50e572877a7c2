#nullable enable
using System;
using System.Security.Cryptography;
using Earshot.Io.Crypto;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;
using NUnit.Framework;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using static Earshot.Tests.SrtpVectors;
using IAeadCipher = Earshot.Rtc.Srtp.IAeadCipher;

namespace Earshot.Tests
{
    public sealed class ManagedSrtpCryptoTests
    {
        private readonly ManagedSrtpCrypto _crypto = new ManagedSrtpCrypto();

        [Test]
        public void AesCounter_MatchesRfc3711AppendixB2()
        {
            ICounterCipher cipher = _crypto.CreateAesCounter(Bytes("2B7E151628AED2A6ABF7158809CF4F3C"));
            var keystream = new byte[16 * 0xFF02];
            cipher.Apply(Bytes("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), keystream);
            AssertBytes(keystream.AsSpan(0, 48),
                "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0");
            AssertBytes(keystream.AsSpan(16 * 0xFEFF),
                "EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE 6A2CC3787889374FBEB4C81B17BA6C44");
        }

        [Test]
        public void AesCounter_TakesAnyLength([Range(0, 33)] int length)
        {
            ICounterCipher cipher = _crypto.CreateAesCounter(Bytes("2B7E151628AED2A6ABF7158809CF4F3C"));
            byte[] iv = Bytes("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000");
            var longer = new byte[48];
            var data = new byte[length];
            cipher.Apply(iv, longer);
            cipher.Apply(iv, data);
            Assert.That(data, Is.EqualTo(longer.AsSpan(0, length).ToArray()));
        }

        // FIPS 197 appendix C: counter mode on zeros is the bare block cipher.
        [TestCase("000102030405060708090a0b0c0d0e0f", "69c4e0d86a7b0430d8cdb78070b4c55a")]
        [TestCase("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "8ea2b7ca516745bfeafc49904b496089")]
        public void Aes_MatchesFips197(string key, string expected)
        {
            var block = new byte[16];
            _crypto.CreateAesCounter(Bytes(key)).Apply(Bytes("00112233445566778899aabbccddeeff"), block);
            AssertBytes(block, expected);
        }

        [Test]
        public void AesCounter_TakesDataAtAnyAddress([Range(0, 8)] int offset)
        {
            ICounterCipher cipher = _crypto.CreateAesCounter(new byte[16]);
            var expected = new byte[100];
            var buffer = new byte[offset + 100];
            cipher.Apply(new byte[16], expected);
            cipher.Apply(new byte[16], buffer.AsSpan(offset));
            Assert.That(buffer.AsSpan(offset).ToArray(), Is.EqualTo(expected));
        }

        [Test]
        public void AesKeyOfAnotherLength_IsTheCallersMistake([Values(0, 15, 24, 33)] int length) =>
            Assert.Throws<ArgumentException>(() => _crypto.CreateAesCounter(new byte[length]));

        [Test]
        public void HmacSha1_AgreesWithTheFrameworksOwnForEveryLength()
        {
            var random = new SeededRandom(2);
            for (int length = 0; length < 300; length++)
            {
                var key = new byte[length % 130];
                var text = new byte[length];
                random.Fill(key);
                random.Fill(text);
                var tag = new byte[20];
                IMac mac = _crypto.CreateHmacSha1(key);
                for (int repeat = 0; repeat < 2; repeat++)
                {
                    mac.Compute(text.AsSpan(0, length / 3), text.AsSpan(length / 3), tag);
                    using var framework = new HMACSHA1(key);
                    Assert.That(tag, Is.EqualTo(framework.ComputeHash(text)), $"{length} bytes");
                }
            }
        }

        [Test]
        public void HmacSha1_MatchesRfc2202([Values(20, 10)] int tagLength)
        {
            IMac mac = _crypto.CreateHmacSha1(Bytes("4A656665"));
            var tag = new byte[tagLength];
            byte[] text = Bytes("7768617420646F2079612077616E7420666F72206E6F7468696E673F");
            byte[] expected = Bytes("EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79");
            for (int split = 0; split <= text.Length; split++)
            {
                mac.Compute(text.AsSpan(0, split), text.AsSpan(split), tag);
                Assert.That(tag, Is.EqualTo(expected.AsSpan(0, tagLength).ToArray()), $"split at {split}");
            }
        }

        [Test]
        public void AesGcm_MatchesRfc7714Section16()
        {
            byte[] data = Bytes("47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573");
            var tag = new byte[16];
            IAeadCipher cipher = _crypto.CreateAesGcm(Bytes("000102030405060708090a0b0c0d0e0f"));
            cipher.Seal(Bytes("51753c6580c2726f20718414"), Bytes("8040f17b8041f8d35501a0b2"), data, tag);
            AssertBytes(data, "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833");
            AssertBytes(tag, "899d7f27beb16a9152cf765ee4390cce");
        }

        [Test]
        public void AesGcm_TagsWithoutEncryptingLikeRfc7714Section16()
        {
            var tag = new byte[16];
            IAeadCipher cipher = _crypto.CreateAesGcm(Bytes("000102030405060708090a0b0c0d0e0f"));
            byte[] packet = Bytes("8040f17b8041f8d35501a0b2" +
                "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573");
            cipher.Seal(Bytes("51753c6580c2726f20718414"), packet, default, tag);
            AssertBytes(tag, "22493f82d2bce397e9d79e3b19aa4216");
        }

        [Test]
        public void AesGcm_AgreesWithBouncyCastlesOwnForEveryLength([Values(16, 32)] int keyLength)
        {
            var random = new SeededRandom(1);
            var key = new byte[keyLength];
            var nonce = new byte[12];
            for (int length = 0; length < 100; length++)
            {
                random.Fill(key);
                random.Fill(nonce);
                var associated = new byte[length % 37];
                var data = new byte[length];
                var tag = new byte[16];
                random.Fill(associated);
                random.Fill(data);

                byte[] expected = SealByBouncyCastle(key, nonce, associated, data);
                IAeadCipher cipher = _crypto.CreateAesGcm(key);
                var plain = (byte[])data.Clone();
                cipher.Seal(nonce, associated, data, tag);
                Assert.That(data, Is.EqualTo(expected.AsSpan(0, length).ToArray()), $"{length} bytes");
                Assert.That(tag, Is.EqualTo(expected.AsSpan(length).ToArray()), $"{length} bytes");
                Assert.That(cipher.TryOpen(nonce, associated, data, tag));
                Assert.That(data, Is.EqualTo(plain));
            }
        }

        // Longer than 4 kB, so that more than the last byte of the counter changes.
        [Test]
        public void AesGcm_AgreesWithBouncyCastlesOwnForLongMessagesAtAnyAddress([Values(16, 32)] int keyLength)
        {
            var random = new SeededRandom(3);
            var key = new byte[keyLength];
            var nonce = new byte[12];
            for (int length = 200; length < 17_000; length += 397)
            {
                int offset = length % 9;
                random.Fill(key);
                random.Fill(nonce);
                var buffer = new byte[offset + length];
                random.Fill(buffer);
                byte[] plain = buffer.AsSpan(offset).ToArray();
                byte[] associated = buffer.AsSpan(0, offset).ToArray();
                var tag = new byte[16];

                byte[] expected = SealByBouncyCastle(key, nonce, associated, plain);
                IAeadCipher cipher = _crypto.CreateAesGcm(key);
                cipher.Seal(nonce, buffer.AsSpan(0, offset), buffer.AsSpan(offset), tag);
                Assert.That(buffer.AsSpan(offset).SequenceEqual(expected.AsSpan(0, length)), $"{length} bytes");
                Assert.That(tag, Is.EqualTo(expected.AsSpan(length).ToArray()), $"{length} bytes");
                Assert.That(cipher.TryOpen(nonce, associated, buffer.AsSpan(offset), tag));
                Assert.That(buffer.AsSpan(offset).SequenceEqual(plain), $"{length} bytes");
            }
        }

        [Test]
        public void AesGcm_RefusesEveryFlippedBitOfTheTag()
        {
            IAeadCipher cipher = _crypto.CreateAesGcm(new byte[16]);
            var nonce = new byte[12];
            var data = new byte[20];
            var tag = new byte[16];
            cipher.Seal(nonce, default, data, tag);
            for (int bit = 0; bit < 128; bit++)
            {
                var flipped = (byte[])tag.Clone();
                flipped[bit / 8] ^= (byte)(1 << bit % 8);
                Assert.That(cipher.TryOpen(nonce, default, data, flipped), Is.False, $"bit {bit}");
            }

            Assert.That(cipher.TryOpen(nonce, default, data, tag));
        }

        private static byte[] SealByBouncyCastle(byte[] key, byte[] nonce, byte[] associated, byte[] data)
        {
            var cipher = new GcmBlockCipher(new AesEngine());
            cipher.Init(true, new AeadParameters(new KeyParameter(key), 128, nonce, associated));
            var output = new byte[cipher.GetOutputSize(data.Length)];
            int length = cipher.ProcessBytes(data, 0, data.Length, output, 0);
            cipher.DoFinal(output, length);
            return output;
        }

        private static void AssertBytes(ReadOnlySpan<byte> actual, string expected) =>
            Assert.That(actual.ToArray(), Is.EqualTo(Bytes(expected)));
    }
}
