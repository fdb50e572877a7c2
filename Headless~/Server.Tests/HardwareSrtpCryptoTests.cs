using System;
using Earshot.Crypto;
using Earshot.Io.Crypto;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>The primitives on processor instructions against the managed ones, which are proven by the RFCs'
/// vectors.</summary>
public sealed class HardwareSrtpCryptoTests
{
    private const int Longest = 300;

    private readonly ISrtpCrypto _hardware = HardwareSrtpCrypto.OrManaged;
    private readonly ISrtpCrypto _managed = new ManagedSrtpCrypto();
    private readonly Random _random = new(1);

    [SetUp]
    public void RequireInstructions()
    {
        if (_hardware is not HardwareSrtpCrypto) Assert.Ignore("This processor has no AES instructions.");
    }

    [Test]
    public void AesCounter_AgreesForEveryLength([Values(16, 32)] int keyLength)
    {
        byte[] key = Bytes(keyLength);
        ICounterCipher hardware = _hardware.CreateAesCounter(key);
        ICounterCipher managed = _managed.CreateAesCounter(key);
        for (int length = 0; length <= Longest; length++)
        {
            byte[] iv = Bytes(16);
            byte[] expected = Bytes(length);
            byte[] actual = [.. expected];
            managed.Apply(iv, expected);
            hardware.Apply(iv, actual);
            Assert.That(actual, Is.EqualTo(expected), $"{length} bytes");
        }
    }

    [Test]
    public void AesGcm_AgreesForEveryLength([Values(16, 32)] int keyLength)
    {
        byte[] key = Bytes(keyLength);
        IAeadCipher hardware = _hardware.CreateAesGcm(key);
        IAeadCipher managed = _managed.CreateAesGcm(key);
        for (int length = 0; length <= Longest; length++)
        {
            byte[] nonce = Bytes(12);
            byte[] associated = Bytes(length % 80);
            byte[] plain = Bytes(length);
            byte[] expected = [.. plain], actual = [.. plain];
            byte[] expectedTag = new byte[16], actualTag = new byte[16];
            managed.Seal(nonce, associated, expected, expectedTag);
            hardware.Seal(nonce, associated, actual, actualTag);
            Assert.That(actual, Is.EqualTo(expected), $"{length} bytes");
            Assert.That(actualTag, Is.EqualTo(expectedTag), $"{length} bytes");
            Assert.That(hardware.TryOpen(nonce, associated, actual, actualTag), $"{length} bytes");
            Assert.That(actual, Is.EqualTo(plain), $"{length} bytes");

            actualTag[length % 16] ^= 1;
            Assert.That(hardware.TryOpen(nonce, associated, expected, actualTag), Is.False, $"{length} bytes");
        }
    }

    // A key whose H begins with a one and one whose H does not take different ways when it is doubled.
    [Test]
    public void AesGcm_AgreesForManyKeys()
    {
        for (int i = 0; i < 200; i++)
        {
            byte[] key = Bytes(16);
            byte[] nonce = Bytes(12);
            byte[] expected = Bytes(130);
            byte[] actual = [.. expected];
            byte[] expectedTag = new byte[16], actualTag = new byte[16];
            _managed.CreateAesGcm(key).Seal(nonce, default, expected, expectedTag);
            _hardware.CreateAesGcm(key).Seal(nonce, default, actual, actualTag);
            Assert.That(actualTag, Is.EqualTo(expectedTag));
        }
    }

    [Test]
    public void HmacSha1_AgreesForEveryLength([Values(10, 20)] int tagLength)
    {
        byte[] key = Bytes(20);
        IMac hardware = _hardware.CreateHmacSha1(key);
        IMac managed = _managed.CreateHmacSha1(key);
        for (int length = 0; length <= Longest; length++)
        {
            byte[] text = Bytes(length);
            byte[] second = Bytes(4);
            byte[] expected = new byte[tagLength], actual = new byte[tagLength];
            managed.Compute(text, second, expected);
            hardware.Compute(text, second, actual);
            Assert.That(actual, Is.EqualTo(expected), $"{length} bytes");
        }
    }

    [Test]
    public void TenThousandPackets_AllocateNothing(
        [Values(SrtpProfile.Aes128CmHmacSha1Tag80, SrtpProfile.AeadAes128Gcm, SrtpProfile.AeadAes256Gcm)]
        SrtpProfile profile,
        [Values(100, 1200)] int length)
    {
        byte[] keys = Bytes(SrtpSession.KeyingMaterialLength(profile));
        var sender = new SrtpSession(_hardware, profile, keys, isClient: true);
        var receiver = new SrtpSession(_hardware, profile, keys, isClient: false);
        var packet = new byte[length + SrtpSession.MaxOverhead];
        packet[0] = 0x80;
        long before = 0;
        for (int i = 0; i < 10_100; i++)
        {
            if (i == 100) before = GC.GetAllocatedBytesForCurrentThread();
            var seq = new SeqNo(i);
            bool crossed = sender.TryProtectRtp(packet, length, seq, out int protectedLength) &&
                receiver.TryUnprotectRtp(packet.AsSpan(0, protectedLength), 12, seq, out _);
            if (!crossed) Assert.Fail($"Packet {i} was refused.");
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
