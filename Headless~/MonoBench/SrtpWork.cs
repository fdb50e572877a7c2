using System;
using System.Buffers.Binary;
using System.Diagnostics;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.MonoBench;

/// <summary>Protects, or unprotects, packets of one stream of one length, replay window included, as libsrtp2 does it:
/// on the packets as they lie, in order, one after the other.</summary>
public sealed class SrtpWork
{
    private const int HeaderLength = 12;

    // Short, so that few batches are broken off by another process's turn: the median does not see those.
    private const int Batch = 32;

    private readonly SrtpSession _sender;
    private readonly SrtpSession _receiver;
    private readonly ReplayWindow _window = new();
    private readonly byte[][] _packets = new byte[Batch][];
    private readonly int _length;
    private readonly bool _unprotects;
    private SeqNo _seq = new(1);

    /// <param name="crypto">The primitives to measure.</param>
    /// <param name="profile">What DTLS would have agreed on.</param>
    /// <param name="length">Bytes of an RTP packet, header included, before it is protected.</param>
    /// <param name="unprotects">Whether receiving is measured, not sending.</param>
    public SrtpWork(ISrtpCrypto crypto, SrtpProfile profile, int length, bool unprotects)
    {
        var keys = new byte[SrtpSession.KeyingMaterialLength(profile)];
        new Random(1).NextBytes(keys);
        _sender = new SrtpSession(crypto, profile, keys, isClient: true);
        _receiver = new SrtpSession(crypto, profile, keys, isClient: false);
        _length = length;
        _unprotects = unprotects;
        for (int i = 0; i < Batch; i++) _packets[i] = new byte[length + SrtpSession.MaxOverhead];
    }

    /// <summary>Works until that many packets are done; the median, over batches, of nanoseconds a packet.</summary>
    public double Measure(int packets)
    {
        var figures = new double[Math.Max(1, packets / Batch)];
        for (int i = 0; i < figures.Length; i++) figures[i] = MeasureBatch();
        Array.Sort(figures);
        return figures[figures.Length / 2];
    }

    private double MeasureBatch()
    {
        SeqNo first = _seq;
        for (int i = 0; i < Batch; i++) WriteHeader(_packets[i], first + i);
        _seq += Batch;

        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Batch; i++) Protect(_packets[i], first + i);
        if (_unprotects)
        {
            begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < Batch; i++) Unprotect(_packets[i].AsSpan(0, _length + Overhead), first + i);
        }

        return (Stopwatch.GetTimestamp() - begin) * (1e9 / Stopwatch.Frequency) / Batch;
    }

    private int Overhead { get; set; }

    private void Protect(byte[] packet, SeqNo seq)
    {
        if (!_sender.TryProtectRtp(packet, _length, seq, out int length))
            throw new InvalidOperationException("A packet could not be protected.");
        Overhead = length - _length;
    }

    private void Unprotect(Span<byte> packet, SeqNo seq)
    {
        if (!_window.IsFresh(seq) || !_receiver.TryUnprotectRtp(packet, HeaderLength, seq, out _))
            throw new InvalidOperationException("A packet could not be unprotected.");
        _window.Commit(seq);
    }

    private static void WriteHeader(Span<byte> packet, SeqNo seq)
    {
        packet[0] = 0x80;
        packet[1] = 111;
        BinaryPrimitives.WriteUInt16BigEndian(packet.Slice(2), seq.Wire);
        BinaryPrimitives.WriteUInt32BigEndian(packet.Slice(8), 0x1234ABCD);
    }
}
