using System;
using System.Security.Cryptography;
using Earshot.Rtc.Wire;

namespace Earshot.Crypto;

/// <summary>HMAC-SHA1 by the framework, which knows the processor's SHA instructions but takes half a microsecond to
/// set out; what is short, managed code has done by then.</summary>
internal sealed class FrameworkHmacSha1 : IMac
{
    private const int ShortLength = 256;
    private const int CodeLength = 20;

    private readonly IncrementalHash _framework;
    private readonly IMac _managed;

    public FrameworkHmacSha1(ReadOnlySpan<byte> key, IMac managed)
    {
        _framework = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, key);
        _managed = managed;
    }

    public void Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> tag)
    {
        if (first.Length + second.Length < ShortLength)
        {
            _managed.Compute(first, second, tag);
            return;
        }

        Span<byte> code = stackalloc byte[CodeLength];
        _framework.AppendData(first);
        _framework.AppendData(second);
        _framework.GetHashAndReset(code);
        code[..tag.Length].CopyTo(tag);
    }
}
