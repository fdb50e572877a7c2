#nullable enable
using System;
using Earshot.Rtc.Wire;
using Earshot.Video.Rtp;
using Earshot.Video.Vp8;

namespace Earshot.Video
{
    /// <summary>Turns the packets of a VP8 stream into pictures, of which only the newest is kept. Three threads may
    /// use it at once: one brings packets, one decodes, one takes pictures. Who brings packets waits for a copy,
    /// the two others for each other's frame. It allocates nothing after warm-up.</summary>
    public sealed class VideoReceiver : IDisposable
    {
        // The gates are taken one at a time, never one within the other.
        private readonly object _packets = new object();
        private readonly object _pictures = new object();
        private readonly FrameAssembly _assembly;
        private readonly IVp8Decoder _decoder;
        private Ssrc _ssrc;
        private RtpTime _time;
        private long _decoded;
        private long _taken;
        private bool _isDisposed;

        /// <summary>Throws <see cref="DllNotFoundException"/> as <see cref="Vp8Library.CreateDecoder"/> does.</summary>
        public VideoReceiver(FrameAssembly? assembly = null, IVp8Decoder? decoder = null)
        {
            _assembly = assembly ?? new FrameAssembly();
            _decoder = decoder ?? Vp8Library.CreateDecoder();
        }

        /// <summary>True while nothing can be decoded before a key frame comes: the sender is to be asked for
        /// one.</summary>
        public bool NeedsKeyFrame
        {
            get
            {
                lock (_packets) return _assembly.NeedsKeyFrame;
            }
        }

        /// <summary>When <see cref="TryDecode"/> is to be called though no packet came.</summary>
        public Deadline NextDeadline
        {
            get
            {
                lock (_packets) return _assembly.NextDeadline;
            }
        }

        /// <summary>Frames that were decoded.</summary>
        public long Decoded
        {
            get
            {
                lock (_pictures) return _decoded;
            }
        }

        /// <summary>Takes a packet; its payload is copied. Another ssrc is another stream, which begins with a key
        /// frame.</summary>
        public void HandlePacket(Ssrc ssrc, SeqNo seq, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            lock (_packets)
            {
                if (ssrc != _ssrc) _assembly.Restart();
                _ssrc = ssrc;
                _assembly.HandlePacket(seq, time, marker, payload);
            }
        }

        /// <summary>Decodes one frame; call until false, after packets and at the deadline.</summary>
        public bool TryDecode(Instant now)
        {
            AssembledFrame frame;
            lock (_packets)
            {
                if (!_assembly.TryPollFrame(now, out frame)) return false;
            }

            if (TryDecode(frame)) return true;
            lock (_packets) _assembly.HandleRefused();
            return true;
        }

        /// <summary>Copies the newest picture, and tells when it was taken; false when there is none that was not had
        /// before.</summary>
        public bool TryTakePicture(I420Frame picture, out RtpTime time)
        {
            lock (_pictures)
            {
                time = _time;
                if (_isDisposed || _decoded == _taken || !_decoder.TryGetPicture(picture)) return false;
                _taken = _decoded;
                return true;
            }
        }

        public void Dispose()
        {
            lock (_pictures)
            {
                _isDisposed = true;
                _decoder.Dispose();
            }
        }

        private bool TryDecode(in AssembledFrame frame)
        {
            lock (_pictures)
            {
                if (_isDisposed || _decoder.Decode(frame.Bytes.Span) != Vp8Status.Ok) return false;
                _time = frame.Time;
                _decoded++;
                return true;
            }
        }
    }
}
