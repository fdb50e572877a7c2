using System;
using System.Buffers.Binary;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Earshot.Audio.Opus;
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Server.Adapters;

/// <summary>A voice as PCM: a message a packet. A short backlog is kept, of which the oldest goes first.</summary>
internal sealed class PcmEgress : IEgressMedia
{
    private const int Channels = 2;

    /// <summary>Samples of each channel in the longest packet, 120 ms.</summary>
    private const int LongestPacket = 5760;

    /// <summary>Two seconds of packets of 20 ms.</summary>
    private const int Backlog = 100;

    private readonly record struct Packet(SeqNo Seq, RtpTime Time, byte[] Payload);

    private readonly IOpusDecoder _decoder = OpusLibrary.CreateDecoder(Channels);
    private readonly float[] _pcm = new float[LongestPacket * Channels];
    private readonly byte[] _bytes = new byte[LongestPacket * Channels * sizeof(short)];
    private readonly Channel<Packet> _packets = Channel.CreateBounded<Packet>(
        new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private EgressMessage? _unsent;
    private SeqNo? _last;

    public void HandlePacket(Instant now, in PeerEvent packet)
    {
        if (packet.Seq <= _last) return;
        _last = packet.Seq;
        _packets.Writer.TryWrite(new Packet(packet.Seq, packet.Time, packet.Payload.ToArray()));
    }

    public void HandleClosed() => _packets.Writer.TryComplete();

    public async Task<EgressMessage?> NextAsync(CancellationToken ending)
    {
        if (_unsent == null && await _packets.Reader.WaitToReadAsync(ending)
            && _packets.Reader.TryRead(out Packet packet)) _unsent = Decode(packet);
        return _unsent;
    }

    public void HandleSent() => _unsent = null;

    public ValueTask DisposeAsync()
    {
        _decoder.Dispose();
        return ValueTask.CompletedTask;
    }

    private EgressMessage Decode(in Packet packet)
    {
        int samples = Math.Max(_decoder.Decode(packet.Payload, _pcm), 0) * Channels;
        Span<byte> bytes = _bytes.AsSpan(0, samples * sizeof(short));
        for (int i = 0; i < samples; i++)
        {
            short sample = (short)Math.Clamp(_pcm[i] * 32768f, short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(bytes[(i * sizeof(short))..], sample);
        }

        return new EgressMessage(AdapterPacket.Write(packet.Seq.Wire, packet.Time.Ticks, bytes), bytes.Length);
    }
}
