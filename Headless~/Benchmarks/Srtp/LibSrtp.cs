using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Earshot.Rtc.Dtls;

namespace Earshot.Benchmarks.Srtp;

/// <summary>libsrtp2 doing what <see cref="MonoBench.SrtpWork"/> does, through the same number of calls a packet.
/// Debian builds it on NSS.</summary>
internal sealed unsafe class LibSrtp
{
    private const string Library = "libsrtp2.so.1";
    private const int Batch = 32;
    private const int PacketsATurn = 20_000;
    private const int MaxOverhead = 20;
    private const uint Stream = 0x1234ABCD;

    private readonly nint _sender;
    private readonly nint _receiver;
    private readonly byte* _packets;
    private readonly int _length;
    private readonly int _slot;
    private readonly bool _unprotects;
    private ushort _seq = 1;

    public LibSrtp(SrtpProfile profile, int length, bool unprotects)
    {
        _sender = Create(profile);
        _receiver = Create(profile);
        _length = length;
        _slot = length + MaxOverhead;
        _unprotects = unprotects;
        _packets = (byte*)NativeMemory.AlignedAlloc((nuint)(Batch * _slot), 16);
    }

    /// <summary>False, with a remark, where the library is not.</summary>
    public static bool TryLoad(Report report)
    {
        if (NativeLibrary.TryLoad(Library, out _))
        {
            Check(srtp_init());
            return true;
        }

        report.Remark("libsrtp2 is not on this machine: install libsrtp2-1 to measure beside it.");
        return false;
    }

    /// <summary>The median of nanoseconds a packet.</summary>
    public double Measure()
    {
        var figures = new double[PacketsATurn / Batch];
        for (int i = 0; i < figures.Length; i++) figures[i] = MeasureBatch();
        Array.Sort(figures);
        return figures[figures.Length / 2];
    }

    private double MeasureBatch()
    {
        for (int i = 0; i < Batch; i++) WriteHeader(new Span<byte>(_packets + i * _slot, _slot), _seq++);

        int length = 0;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Batch; i++)
        {
            length = _length;
            Check(srtp_protect(_sender, _packets + i * _slot, &length));
        }

        if (_unprotects)
        {
            begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < Batch; i++)
            {
                int remaining = length;
                Check(srtp_unprotect(_receiver, _packets + i * _slot, &remaining));
            }
        }

        return (Stopwatch.GetTimestamp() - begin) * (1e9 / Stopwatch.Frequency) / Batch;
    }

    private static void WriteHeader(Span<byte> packet, ushort seq)
    {
        packet[0] = 0x80;
        packet[1] = 111;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], seq);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], Stream);
    }

    private static nint Create(SrtpProfile profile)
    {
        byte* key = stackalloc byte[46];
        new Random(1).NextBytes(new Span<byte>(key, 46));
        var policy = new Policy { SsrcType = 1, Ssrc = Stream, Key = key, WindowSize = 1024 };
        Action<nint> fill = profile switch
        {
            SrtpProfile.Aes128CmHmacSha1Tag80 => srtp_crypto_policy_set_rtp_default,
            SrtpProfile.AeadAes128Gcm => srtp_crypto_policy_set_aes_gcm_128_16_auth,
            SrtpProfile.AeadAes256Gcm => srtp_crypto_policy_set_aes_gcm_256_16_auth,
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "Not measured."),
        };
        fill((nint)(&policy.Rtp));
        fill((nint)(&policy.Rtcp));
        Check(srtp_create(out nint session, &policy));
        return session;
    }

    private static void Check(int status)
    {
        if (status != 0) throw new InvalidOperationException($"libsrtp2 failed with status {status}.");
    }

    [DllImport(Library)]
    private static extern int srtp_init();

    [DllImport(Library)]
    private static extern int srtp_create(out nint session, Policy* policy);

    [DllImport(Library)]
    private static extern int srtp_protect(nint session, byte* packet, int* length);

    [DllImport(Library)]
    private static extern int srtp_unprotect(nint session, byte* packet, int* length);

    [DllImport(Library)]
    private static extern void srtp_crypto_policy_set_rtp_default(nint policy);

    [DllImport(Library)]
    private static extern void srtp_crypto_policy_set_aes_gcm_128_16_auth(nint policy);

    [DllImport(Library)]
    private static extern void srtp_crypto_policy_set_aes_gcm_256_16_auth(nint policy);

    // srtp_policy_t and srtp_crypto_policy_t of srtp.h, version 2.
    [StructLayout(LayoutKind.Sequential)]
    private struct Policy
    {
        public int SsrcType;
        public uint Ssrc;
        public CryptoPolicy Rtp;
        public CryptoPolicy Rtcp;
        public byte* Key;
        public nint Keys;
        public nuint KeyCount;
        public nint Ekt;
        public nuint WindowSize;
        public int AllowRepeatTx;
        public nint EncryptedExtensions;
        public int EncryptedExtensionCount;
        public nint Next;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct CryptoPolicy
    {
        public int CipherType;
        public int CipherKeyLength;
        public int AuthType;
        public int AuthKeyLength;
        public int AuthTagLength;
        public int Services;
    }
}
