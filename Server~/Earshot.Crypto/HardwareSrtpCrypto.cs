using System;
using Earshot.Io.Crypto;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Crypto;

/// <summary>SRTP's primitives on the AES and carry-less multiplication instructions of x86-64 and ARM64, and the
/// framework's HMAC for long packets. It has no state; one serves all peers.</summary>
public sealed class HardwareSrtpCrypto : ISrtpCrypto
{
    private static readonly ManagedSrtpCrypto Managed = new();

    private HardwareSrtpCrypto()
    {
    }

    /// <summary>The fastest primitives there are on this machine.</summary>
    public static ISrtpCrypto OrManaged { get; } =
        AesInstructions.AreSupported ? new HardwareSrtpCrypto() : Managed;

    public ICounterCipher CreateAesCounter(ReadOnlySpan<byte> key) => new HardwareAesCounter(key);

    public IAeadCipher CreateAesGcm(ReadOnlySpan<byte> key) =>
        new AesGcmCipher(new HardwareAesCounter(key), new HardwareGhash());

    public IMac CreateHmacSha1(ReadOnlySpan<byte> key) => new FrameworkHmacSha1(key, Managed.CreateHmacSha1(key));
}
