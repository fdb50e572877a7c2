using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Tracks;
using Earshot.Video;
using SkiaSharp;

namespace Earshot.Server.Adapters;

/// <summary>A film as JPEG: about a picture a second, always the newest. Every frame is decoded, as each builds on the
/// one before; none is kept but the last. Of a simulcast it is the best layer that is sent.</summary>
internal sealed class JpegEgress : IEgressMedia
{
    private const int Quality = 85;

    private readonly PublishedTrack _track;
    private readonly TimeSpan _interval;
    private readonly VideoReceiver _film = new();
    private readonly Channel<Instant> _packets = Bell<Instant>();
    private readonly Channel<bool> _pictures = Bell<bool>();
    private readonly Task _decoding;

    // The sender's. A picture is kept until it was sent, or there is a newer one.
    private readonly I420Frame _picture = new();
    private RtpTime _time;
    private bool _isUnsent;
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
        _film.HandlePacket(packet.Ssrc, packet.Seq, packet.Time, packet.Marker, packet.Payload.Span);
        if (_film.NeedsKeyFrame) _track.WantKeyFrame(_layer);
        _packets.Writer.TryWrite(now);
    }

    public void HandleClosed() => _packets.Writer.TryComplete();

    public async Task<EgressMessage?> NextAsync(CancellationToken ending)
    {
        TimeSpan early = _messages == 0 ? TimeSpan.Zero : _interval - Stopwatch.GetElapsedTime(_sentAt);
        if (early > TimeSpan.Zero) await Task.Delay(early, ending);
        while (!TryTakePicture() && !_isUnsent)
        {
            if (!await _pictures.Reader.WaitToReadAsync(ending)) return null;
            _pictures.Reader.TryRead(out bool _);
        }

        byte[] jpeg = Compress(_picture);
        return new EgressMessage(AdapterPacket.Write(_messages, _time.Ticks, jpeg), jpeg.Length);
    }

    public void HandleSent()
    {
        _isUnsent = false;
        _sentAt = Stopwatch.GetTimestamp();
        _messages++;
    }

    public async ValueTask DisposeAsync()
    {
        HandleClosed();
        await _decoding;
        _film.Dispose();
    }

    private async Task DecodeAsync()
    {
        await foreach (Instant now in _packets.Reader.ReadAllAsync())
        {
            while (_film.TryDecode(now)) _pictures.Writer.TryWrite(true);
        }

        _pictures.Writer.TryComplete();
    }

    private bool TryTakePicture()
    {
        if (!_film.TryTakePicture(_picture, out RtpTime time)) return false;
        _time = time;
        return _isUnsent = true;
    }

    private static byte[] Compress(I420Frame picture)
    {
        var shape = new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(shape);
        Bt601.ToRgba(picture, bitmap.GetPixelSpan());
        using SKData jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return jpeg.ToArray();
    }

    /// <summary>Rings once for whatever happened while nobody listened.</summary>
    private static Channel<T> Bell<T>() =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
}
