#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Rtp
{
    /// <summary>What precedes VP8 in a packet (https://www.rfc-editor.org/rfc/rfc7741#section-4.2). A forwarder writes
    /// other numbers over a picture's and its base layer's; a receiver needs where a frame begins.
    /// <code>
    ///   |X|R|N|S|R| PID |  (required)  N: no other picture builds on this one, S: a partition begins
    /// X |I|L|T|K|  RSV  |  (optional)
    /// I |M| PictureID   |  (optional, 7 bits, or 15 with M)
    /// L |   TL0PICIDX   |  (optional)
    /// T/K |TID|Y| KEYIDX|  (optional)
    /// </code></summary>
    public readonly struct Vp8Descriptor
    {
        /// <summary>Bytes that <see cref="Write"/> writes.</summary>
        public const int WrittenLength = 6;

        /// <summary>Pictures are numbered modulo so many.</summary>
        public const int PictureIds = 1 << 15;

        private readonly byte _pictureIdAt;
        private readonly byte _baseLayerAt;

        private Vp8Descriptor(bool beginsFrame, bool isLong, int pictureIdAt, int baseLayerAt, int length)
        {
            BeginsFrame = beginsFrame;
            HasLongPictureId = isLong;
            _pictureIdAt = (byte)pictureIdAt;
            _baseLayerAt = (byte)baseLayerAt;
            Length = length;
        }

        /// <summary>True for the first packet of a frame's first partition.</summary>
        public bool BeginsFrame { get; }

        /// <summary>True when there is a picture's number.</summary>
        public bool HasPictureId => _pictureIdAt != 0;

        /// <summary>True when that number has 15 bits instead of 7.</summary>
        public bool HasLongPictureId { get; }

        /// <summary>True when there is the number of the base layer's picture.</summary>
        public bool HasBaseLayer => _baseLayerAt != 0;

        /// <summary>Bytes before VP8's own.</summary>
        public int Length { get; }

        /// <summary>Reads it; false when the payload ends too early.</summary>
        public static bool TryParse(ReadOnlySpan<byte> payload, out Vp8Descriptor descriptor)
        {
            descriptor = default;
            if (payload.Length < 2) return false;
            bool isExtended = (payload[0] & 0x80) != 0;
            int flags = isExtended ? payload[1] : 0;
            int at = isExtended ? 2 : 1;
            int pictureIdAt = 0, baseLayerAt = 0;
            bool isLong = false;
            if ((flags & 0x80) != 0)
            {
                if (at >= payload.Length) return false;
                pictureIdAt = at;
                isLong = (payload[at] & 0x80) != 0;
                at += isLong ? 2 : 1;
            }

            if ((flags & 0x40) != 0) baseLayerAt = at++;
            if ((flags & 0x30) != 0) at++;
            descriptor = new Vp8Descriptor((payload[0] & 0x17) == 0x10, isLong, pictureIdAt, baseLayerAt, at);
            return at < payload.Length;
        }

        /// <summary>True when a packet begins a picture that needs no earlier one: its frame's first packet, whose VP8
        /// has bit 0 clear.</summary>
        public bool BeginsKeyFrame(ReadOnlySpan<byte> payload) => BeginsFrame && (payload[Length] & 0x01) == 0;

        /// <summary>The picture's number.</summary>
        public int PictureIdOf(ReadOnlySpan<byte> payload) => HasLongPictureId
            ? BinaryPrimitives.ReadUInt16BigEndian(payload.Slice(_pictureIdAt)) & 0x7FFF
            : payload[_pictureIdAt] & 0x7F;

        /// <summary>The base layer's number.</summary>
        public byte BaseLayerOf(ReadOnlySpan<byte> payload) => payload[_baseLayerAt];

        /// <summary>Writes other numbers over them, where there are any.</summary>
        public void Renumber(Span<byte> payload, int pictureId, byte baseLayer)
        {
            if (HasBaseLayer) payload[_baseLayerAt] = baseLayer;
            if (HasLongPictureId)
                BinaryPrimitives.WriteUInt16BigEndian(
                    payload.Slice(_pictureIdAt), (ushort)(0x8000 | pictureId & 0x7FFF));
            else if (HasPictureId) payload[_pictureIdAt] = (byte)(pictureId & 0x7F);
        }

        /// <summary>Writes one with a number of 15 bits and the base layer's, for a picture of that layer.</summary>
        public static void Write(Span<byte> payload, bool beginsFrame, int pictureId, byte baseLayer)
        {
            payload[0] = (byte)(beginsFrame ? 0x90 : 0x80);
            payload[1] = 0xE0;
            BinaryPrimitives.WriteUInt16BigEndian(payload.Slice(2), (ushort)(0x8000 | pictureId & 0x7FFF));
            payload[4] = baseLayer;
            payload[5] = 0x20; // TID 0, and Y: it builds on pictures of the base layer only
        }
    }
}
