using System;
using System.Buffers;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Audio.Opus;
using Earshot.Io;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Server.Adapters;

/// <summary>Sound from a WebSocket, published as Opus by a session of its own. The endpoint may send faster than the
/// sound lasts: it is kept and played in time, and the endpoint waits when the queue is full. When the endpoint ends,
/// so does the adapter, after the last of the sound.</summary>
internal sealed class IngestAdapter : IAdapter
{
    private const int Channels = 2;
    private const int QueuedSeconds = 10;

    /// <summary>So many ticks of 20 ms without a whole frame end a phrase: what is left of it is played.</summary>
    private const int PhraseEnd = 5;

    /// <summary>What ingested tracks are encoded with.</summary>
    public static readonly Codec Opus = new(new PayloadType(111), "opus", 48_000, 2, "minptime=10;useinbandfec=1");

    private static readonly Mid Section = new("0");

    private readonly Sfu.Sfu _sfu;
    private readonly Session _session;
    private readonly WebSocket _socket;
    private readonly PcmQueue _queue = new(OpusLibrary.SampleRate * Channels * QueuedSeconds);
    private readonly IOpusEncoder _encoder = OpusLibrary.CreateEncoder(OpusApplication.Audio, Channels);
    private readonly float[] _frame = new float[OpusLibrary.FrameSamples * Channels];
    private readonly byte[] _payload = new byte[1200];
    private readonly CancellationTokenSource _ending = new();
    private readonly Ticker _ticker;
    private long _bytesProcessed;
    private SeqNo _seq;
    private RtpTime _time;
    private int _emptyTicks = PhraseEnd;

    public IngestAdapter(Sfu.Sfu sfu, Session session, WebSocket socket)
    {
        _sfu = sfu;
        _session = session;
        _socket = socket;
        _encoder.Bitrate = 96_000;
        _ticker = new Ticker(TimeSpan.FromMilliseconds(20), _ => Play());
        Ended = RunAsync();
    }

    public long BytesProcessed => Interlocked.Read(ref _bytesProcessed);

    public Task Ended { get; }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Ended;
    }

    private async Task RunAsync()
    {
        byte[] message = ArrayPool<byte>.Shared.Rent(AdapterPacket.MaxLength + 1);
        try
        {
            while (await TryReceiveAsync(message))
            {
            }

            while (_queue.Room < OpusLibrary.SampleRate * Channels * QueuedSeconds)
                await Task.Delay(20, _ending.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // Closed by whoever made it, or by the endpoint.
        }

        ArrayPool<byte>.Shared.Return(message);
        _ticker.Dispose();
        _encoder.Dispose();
        _socket.Dispose();
        await _sfu.RunAsync(now =>
        {
            _session.End(now);
            return true;
        });
    }

    /// <summary>Takes one message; false when the endpoint has ended, or sent what no packet is.</summary>
    private async Task<bool> TryReceiveAsync(byte[] message)
    {
        int length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(message.AsMemory(length), _ending.Token);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close) return false;
        }
        while (!part.EndOfMessage && length <= AdapterPacket.MaxLength);

        if (length > AdapterPacket.MaxLength || !AdapterPacket.TryRead(message.AsSpan(0, length), out byte[] pcm))
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.InvalidPayloadData,
                "A message is a Packet of at most 32 KB.", _ending.Token);
            return false;
        }

        while (_queue.Room * sizeof(short) < pcm.Length) await Task.Delay(20, _ending.Token);
        _queue.Add(pcm);
        Interlocked.Add(ref _bytesProcessed, pcm.Length);
        return true;
    }

    /// <summary>On the ticker's thread: plays a frame, or lets 20 ms pass.</summary>
    private void Play()
    {
        bool isFirst = _emptyTicks >= PhraseEnd;
        bool isFull = _queue.TryTake(_frame, isLast: _emptyTicks == PhraseEnd - 1);
        _emptyTicks = isFull ? 0 : _emptyTicks + 1;
        int length = isFull ? _encoder.Encode(_frame, _payload) : 0;
        if (length > 0)
        {
            var packet = new PeerEvent
            {
                Kind = PeerEventKind.Rtp,
                Mid = Section,
                Ssrc = new Ssrc(1),
                Seq = _seq,
                Time = _time,
                PayloadType = Opus.PayloadType,
                Marker = isFirst,
                Payload = _payload[..length],
            };
            _seq += 1;
            _ = _sfu.RunAsync(now =>
            {
                _session.Feed(now, packet);
                return true;
            });
        }

        _time += OpusLibrary.FrameSamples;
    }
}
