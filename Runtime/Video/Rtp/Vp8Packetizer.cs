#nullable enable
using System;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Wire;

namespace Earshot.Video.Rtp
{
    /// <summary>Cuts frames into payloads of one size, as near as it goes, each below a limit
    /// (https://www.rfc-editor.org/rfc/rfc7741#section-4). Partitions are not told apart, as libwebrtc does not: a
    /// frame is of use when it is whole. One thread at a time uses it; it allocates nothing after the first.</summary>
    public sealed class Vp8Packetizer
    {
        /// <summary>A payload that fits a datagram of 1,200 bytes with all headers.</summary>
        public const int DefaultMaxPayload = 1_120;

        private readonly byte[] _payload;
        private ReadOnlyMemory<byte> _frame;
        private int _pictureId;
        private byte _baseLayer;
        private int _at;
        private int _left;

        /// <summary>Picture numbers begin anywhere, as <paramref name="random"/> has it.</summary>
        public Vp8Packetizer(IRandom random, int maxPayload = DefaultMaxPayload)
        {
            if (maxPayload <= Vp8Descriptor.WrittenLength)
                throw new ArgumentOutOfRangeException(nameof(maxPayload), maxPayload,
                    $"A payload has {Vp8Descriptor.WrittenLength} bytes before VP8's own; allow more.");
            _payload = new byte[maxPayload];
            Span<byte> first = stackalloc byte[3];
            random.Fill(first);
            _pictureId = (first[0] << 8 | first[1]) % Vp8Descriptor.PictureIds;
            _baseLayer = first[2];
        }

        /// <summary>Takes a frame, which must stay as it is until its last payload was polled. What is left of the one
        /// before is forgotten.</summary>
        public void HandleFrame(ReadOnlyMemory<byte> frame)
        {
            if (frame.IsEmpty) throw new ArgumentException("A frame that was left out has no packets.", nameof(frame));
            int room = _payload.Length - Vp8Descriptor.WrittenLength;
            _frame = frame;
            _at = 0;
            _left = (frame.Length + room - 1) / room;
            _pictureId = (_pictureId + 1) % Vp8Descriptor.PictureIds;
            _baseLayer++;
        }

        /// <summary>The frame's next payload, valid until the next call; its last is to carry RTP's marker.</summary>
        public bool TryPollPayload(out ReadOnlySpan<byte> payload, out bool isLast)
        {
            payload = default;
            isLast = false;
            if (_left == 0) return false;
            int length = (_frame.Length - _at + _left - 1) / _left;
            Vp8Descriptor.Write(_payload, _at == 0, _pictureId, _baseLayer);
            _frame.Span.Slice(_at, length).CopyTo(_payload.AsSpan(Vp8Descriptor.WrittenLength));
            _at += length;
            isLast = --_left == 0;
            payload = _payload.AsSpan(0, Vp8Descriptor.WrittenLength + length);
            return true;
        }
    }
}
