using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Tracks;
using Earshot.Video;
using Earshot.Video.Rtp;
using Earshot.Video.Vp8;
using SkiaSharp;

namespace Earshot.Server.Adapters;

/// <summary>A film as JPEG: about a picture a second, always the newest. Every frame is decoded, as each builds on the
/// one before; none is kept but the last, which lies in the decoder. Of a simulcast it is the best layer that is sent.
/// </summary>
internal sealed class JpegEgress : IEgressMedia
{
    private const int Quality = 85;

    /// <summary>A key frame of two megabytes, while no thread is free to decode it.</summary>
    private const int Backlog = 2000;

    private readonly record struct Packet(
        Instant At, Ssrc Ssrc, SeqNo Seq, RtpTime Time, bool Marker, byte[] Payload);

    private readonly PublishedTrack _track;
    private readonly TimeSpan _interval;
    private readonly Channel<Packet> _packets = Channel.CreateBounded<Packet>(
        new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Task _decoding;

    // The decoding task's; the decoder and what it last decoded are also the sender's, by turns.
    private readonly FrameAssembly _assembly = new();
    private readonly IVp8Decoder _decoder = Vp8Library.CreateDecoder();
    private readonly Lock _turn = new();
    private Ssrc _ssrc;
    private RtpTime _time;
    private long _decoded;
    private volatile bool _needsKeyFrame = true;

    // The sender's.
    private readonly I420Frame _picture = new();
    private long _taken;
    private long _sent;
    private uint _messages;
    private long _sentAt;

    // The SFU's thread's.
    private Rid _layer;

    public JpegEgress(PublishedTrack track, TimeSpan interval)
    {
        _track = track;
        _interval = interval;
        _decoding = Task.Run(DecodeAsync);
    }

    public void HandlePacket(Instant now, in PeerEvent packet)
    {
        _layer = LayerPolicy.None.Choose(_track.Layers, _layer, long.MaxValue, now);
        if (packet.Rid != _layer) return;
        if (_needsKeyFrame) _track.WantKeyFrame(_layer);
        byte[] payload = packet.Payload.ToArray();
        _packets.Writer.TryWrite(new Packet(now, packet.Ssrc, packet.Seq, packet.Time, packet.Marker, payload));
    }

    public void HandleClosed() => _packets.Writer.TryComplete();

    public async Task<EgressMessage?> NextAsync(CancellationToken ending)
    {
        TimeSpan early = _sentAt == 0 ? TimeSpan.Zero : _interval - Stopwatch.GetElapsedTime(_sentAt);
        if (early > TimeSpan.Zero) await Task.Delay(early, ending);
        RtpTime time;
        while (!TryTakePicture(out time))
        {
            if (!await _bell.Reader.WaitToReadAsync(ending)) return null;
            _bell.Reader.TryRead(out bool _);
        }

        byte[] jpeg = Compress(_picture);
        return new EgressMessage(AdapterPacket.Write(_messages, time.Ticks, jpeg), jpeg.Length);
    }

    public void HandleSent()
    {
        _sent = _taken;
        _sentAt = Stopwatch.GetTimestamp();
        _messages++;
    }

    public async ValueTask DisposeAsync()
    {
        HandleClosed();
        await _decoding;
        _decoder.Dispose();
    }

    private async Task DecodeAsync()
    {
        await foreach (Packet packet in _packets.Reader.ReadAllAsync()) Decode(packet);
        _bell.Writer.TryComplete();
    }

    private void Decode(in Packet packet)
    {
        if (packet.Ssrc != _ssrc) _assembly.Restart();
        _ssrc = packet.Ssrc;
        _assembly.HandlePacket(packet.Seq, packet.Time, packet.Marker, packet.Payload);
        while (_assembly.TryPollFrame(packet.At, out AssembledFrame frame))
        {
            if (TryDecode(frame)) _bell.Writer.TryWrite(true);
            else _assembly.HandleRefused();
        }

        _needsKeyFrame = _assembly.NeedsKeyFrame;
    }

    private bool TryDecode(in AssembledFrame frame)
    {
        lock (_turn)
        {
            if (_decoder.Decode(frame.Bytes.Span) != Vp8Status.Ok) return false;
            _time = frame.Time;
            _decoded++;
            return true;
        }
    }

    /// <summary>False when there is none that was not sent.</summary>
    private bool TryTakePicture(out RtpTime time)
    {
        lock (_turn)
        {
            time = _time;
            if (_decoded == _sent || !_decoder.TryGetPicture(_picture)) return false;
            _taken = _decoded;
            return true;
        }
    }

    private static byte[] Compress(I420Frame picture)
    {
        var shape = new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(shape);
        Bt601.ToRgba(picture, bitmap.GetPixelSpan());
        using SKData jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return jpeg.ToArray();
    }
}
