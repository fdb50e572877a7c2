using System;
using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Earshot.Audio.Opus;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Tracks;

namespace Earshot.Server.Adapters;

/// <summary>A published voice on its way to a WebSocket, as PCM. A socket that breaks is dialled again for a while, on
/// the same address; a short backlog is kept, of which the oldest goes first.</summary>
internal sealed class EgressAdapter : IAdapter, ISubscriber
{
    private const int Channels = 2;

    /// <summary>Samples of each channel in the longest packet, 120 ms.</summary>
    private const int LongestPacket = 5760;

    /// <summary>Two seconds of packets of 20 ms.</summary>
    private const int Backlog = 100;

    private readonly record struct Packet(SeqNo Seq, RtpTime Time, byte[] Payload);

    private readonly Sfu.Sfu _sfu;
    private readonly PublishedTrack _track;
    private readonly Func<CancellationToken, Task<WebSocket?>> _redial;
    private readonly TimeSpan _redialFor;
    private readonly IOpusDecoder _decoder = OpusLibrary.CreateDecoder(Channels);
    private readonly float[] _pcm = new float[LongestPacket * Channels];
    private readonly byte[] _bytes = new byte[LongestPacket * Channels * sizeof(short)];
    private readonly CancellationTokenSource _ending = new();
    private readonly Channel<Packet> _packets = Channel.CreateBounded<Packet>(
        new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private long _bytesProcessed;
    private SeqNo? _last;

    /// <param name="sfu">Where the track lives.</param>
    /// <param name="track">The track; the adapter subscribes to it by itself.</param>
    /// <param name="socket">The endpoint, dialled.</param>
    /// <param name="redial">Dials it again; null when that fails.</param>
    /// <param name="redialFor">How long to try that.</param>
    public EgressAdapter(
        Sfu.Sfu sfu,
        PublishedTrack track,
        WebSocket socket,
        Func<CancellationToken, Task<WebSocket?>> redial,
        TimeSpan redialFor)
    {
        _sfu = sfu;
        _track = track;
        _redial = redial;
        _redialFor = redialFor;
        Ended = RunAsync(socket);
    }

    public long BytesProcessed => Interlocked.Read(ref _bytesProcessed);

    public Task Ended { get; }

    /// <summary>On the SFU's thread: nothing more than a copy is made there.</summary>
    public void Forward(Instant now, in PeerEvent packet)
    {
        if (packet.Seq <= _last) return;
        _last = packet.Seq;
        _packets.Writer.TryWrite(new Packet(packet.Seq, packet.Time, packet.Payload.ToArray()));
    }

    public void HandleClosed() => _packets.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Ended;
    }

    private async Task RunAsync(WebSocket socket)
    {
        WebSocket? open = socket;
        try
        {
            await SubscribeAsync();
            await foreach (Packet packet in _packets.Reader.ReadAllAsync(_ending.Token))
            {
                byte[] message = Decode(packet);
                while (open != null && !await TrySendAsync(open, message)) open = await RedialAsync(open);
                if (open == null) break;
            }
        }
        catch (OperationCanceledException)
        {
            // Closed by whoever made it.
        }

        await UnsubscribeAsync();
        if (open != null) await HangUpAsync(open);
        _decoder.Dispose();
    }

    private Task SubscribeAsync() => _sfu.RunAsync(_ =>
    {
        if (_track.IsActive) _track.Add(this);
        else HandleClosed();
        return true;
    });

    private Task UnsubscribeAsync() => _sfu.RunAsync(_ =>
    {
        _track.Remove(this);
        return true;
    });

    private byte[] Decode(in Packet packet)
    {
        int samples = Math.Max(_decoder.Decode(packet.Payload, _pcm), 0) * Channels;
        Span<byte> bytes = _bytes.AsSpan(0, samples * sizeof(short));
        for (int i = 0; i < samples; i++)
        {
            short sample = (short)Math.Clamp(_pcm[i] * 32768f, short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(bytes[(i * sizeof(short))..], sample);
        }

        Interlocked.Add(ref _bytesProcessed, bytes.Length);
        return AdapterPacket.Write(packet.Seq.Wire, packet.Time.Ticks, bytes);
    }

    private async Task<bool> TrySendAsync(WebSocket socket, byte[] message)
    {
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, _ending.Token);
            return true;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private async Task<WebSocket?> RedialAsync(WebSocket broken)
    {
        broken.Dispose();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        patience.CancelAfter(_redialFor);
        try
        {
            while (true)
            {
                if (await _redial(patience.Token) is { } socket) return socket;
                await Task.Delay(250, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!_ending.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task HangUpAsync(WebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // It is gone already.
        }

        socket.Dispose();
    }
}
