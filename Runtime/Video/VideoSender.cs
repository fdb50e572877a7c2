#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Wire;
using Earshot.Video.Rtp;
using Earshot.Video.Vp8;

namespace Earshot.Video
{
    /// <summary>Turns pictures into the payloads of one stream, or of a simulcast's layers: halves, encodes as VP8 and
    /// cuts. A layer is encoded when its first payload is polled. One thread at a time uses it; it allocates nothing a
    /// picture while the size stays.</summary>
    public sealed class VideoSender : IDisposable
    {
        private sealed class Stream
        {
            internal readonly VideoLayer Layer;
            internal readonly IVp8Encoder Encoder;
            internal readonly Vp8Packetizer Packetizer;
            internal bool WasSent;

            internal Stream(VideoLayer layer, IRandom random)
            {
                Layer = layer;
                Encoder = Vp8Library.CreateEncoder(new Vp8Settings { Bitrate = layer.Bitrate });
                Packetizer = new Vp8Packetizer(random);
            }
        }

        private readonly Stream[] _streams;
        private readonly I420Frame[] _halves;
        private I420Frame? _picture;
        private RtpTime _time;
        private int _halved;
        private int _next;

        /// <summary>Sends those layers, the biggest first. Throws <see cref="DllNotFoundException"/> as
        /// <see cref="Vp8Library.CreateEncoder"/> does.</summary>
        public VideoSender(IReadOnlyList<VideoLayer> layers, IRandom random)
        {
            if (layers.Count == 0) throw new ArgumentException("A film has at least one layer.", nameof(layers));
            _streams = new Stream[layers.Count];
            _halves = new I420Frame[layers[layers.Count - 1].Halvings];
            for (int i = 0; i < _halves.Length; i++) _halves[i] = new I420Frame();
            for (int i = 0; i < layers.Count; i++)
            {
                if (i > 0 && layers[i].Halvings < layers[i - 1].Halvings)
                    throw new ArgumentException("Layers come in the order of their size, the biggest first.");
                _streams[i] = new Stream(layers[i], random);
            }
        }

        /// <summary>Frames made, of all layers.</summary>
        public long Frames { get; private set; }

        /// <summary>Pictures that the rate control left out, of all layers.</summary>
        public long PicturesLeftOut { get; private set; }

        /// <summary>Takes a picture, which must stay as it is until the last payload was polled. What is left of
        /// the one before is forgotten.</summary>
        public void HandlePicture(RtpTime time, I420Frame picture)
        {
            _picture = picture;
            _time = time;
            _halved = 0;
            _next = 0;
        }

        /// <summary>The picture's next payload; false when it has no more.</summary>
        public bool TryPollPayload(out VideoPayload payload)
        {
            payload = default;
            while (_picture != null)
            {
                if (_next > 0)
                {
                    Stream stream = _streams[_next - 1];
                    if (stream.Packetizer.TryPollPayload(out ReadOnlySpan<byte> bytes, out bool isLast))
                    {
                        payload = new VideoPayload(stream.Layer.Rid, _time, isLast, bytes);
                        return true;
                    }
                }

                if (_next == _streams.Length) _picture = null;
                else Encode(_streams[_next++]);
            }

            return false;
        }

        public void Dispose()
        {
            foreach (Stream stream in _streams) stream.Encoder.Dispose();
        }

        private void Encode(Stream stream)
        {
            VideoLayer layer = stream.Layer;
            if (!layer.IsSent)
            {
                stream.WasSent = false;
                return;
            }

            if (stream.Encoder.Bitrate != layer.Bitrate) stream.Encoder.Bitrate = layer.Bitrate;
            // Who watches it again has nothing that it could build on.
            bool asKeyFrame = layer.WantsKeyFrame || !stream.WasSent;
            Vp8Status status = stream.Encoder.Encode(
                Halved(layer.Halvings), _time, asKeyFrame, out ReadOnlyMemory<byte> frame);
            if (status != Vp8Status.Ok) throw new InvalidOperationException($"libvpx refused a picture: {status}.");
            if (frame.IsEmpty)
            {
                PicturesLeftOut++;
                return;
            }

            layer.WantsKeyFrame = false;
            stream.WasSent = true;
            Frames++;
            stream.Packetizer.HandleFrame(frame);
        }

        private I420Frame Halved(int times)
        {
            for (; _halved < times; _halved++)
                Halving.Halve(_halved == 0 ? _picture! : _halves[_halved - 1], _halves[_halved]);
            return times == 0 ? _picture! : _halves[times - 1];
        }
    }
}
