#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Streams;

namespace Earshot.Rtc
{
    /// <summary>The header extensions of a received packet, each read when it is asked for. A window into the datagram
    /// that was handled, valid until the peer's next call.</summary>
    public readonly struct PacketExtensions
    {
        private readonly ReadOnlyMemory<byte> _packet;
        private readonly RtpHeader _header;
        private readonly HeaderExtensionIds _ids;

        internal PacketExtensions(ReadOnlyMemory<byte> packet, in RtpHeader header, HeaderExtensionIds ids)
        {
            _packet = packet;
            _header = header;
            _ids = ids;
        }

        /// <summary>How loud its sender says it is; false when it does not say.</summary>
        public bool TryGetAudioLevel(out AudioLevel level)
        {
            level = default;
            return TryFind(_ids?.AudioLevel, out ReadOnlySpan<byte> value) && AudioLevel.TryParse(value, out level);
        }

        /// <summary>How to turn the picture; Chrome says it on the last packet of a key frame and where it
        /// changes.</summary>
        public bool TryGetVideoOrientation(out VideoOrientation orientation)
        {
            orientation = default;
            return TryFind(_ids?.VideoOrientation, out ReadOnlySpan<byte> value) &&
                VideoOrientation.TryParse(value, out orientation);
        }

        /// <summary>When it left its sender.</summary>
        public bool TryGetAbsSendTime(out AbsSendTime time)
        {
            time = default;
            return TryFind(_ids?.AbsSendTime, out ReadOnlySpan<byte> value) && AbsSendTime.TryParse(value, out time);
        }

        /// <summary>The least and greatest delay its sender wants before it is played.</summary>
        public bool TryGetPlayoutDelay(out PlayoutDelay delay)
        {
            delay = default;
            return TryFind(_ids?.PlayoutDelay, out ReadOnlySpan<byte> value) && PlayoutDelay.TryParse(value, out delay);
        }

        /// <summary>What a forwarder passes on of them, under the other peer's numbers.</summary>
        public SendOptions ToSendOptions() => new SendOptions(
            TryGetAudioLevel(out AudioLevel level) ? level : (AudioLevel?)null,
            TryGetVideoOrientation(out VideoOrientation orientation) ? orientation : (VideoOrientation?)null,
            TryGetPlayoutDelay(out PlayoutDelay delay) ? delay : (PlayoutDelay?)null);

        internal bool TryGetTransportSeq(out ushort transportSeq)
        {
            transportSeq = 0;
            bool isThere = TryFind(_ids?.TransportCc, out ReadOnlySpan<byte> value) && value.Length >= 2;
            if (isThere) transportSeq = BinaryPrimitives.ReadUInt16BigEndian(value);
            return isThere;
        }

        private bool TryFind(int? id, out ReadOnlySpan<byte> value) =>
            _header.TryGetExtension(_packet.Span, id ?? 0, out value);
    }
}
