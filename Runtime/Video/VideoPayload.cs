#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Video
{
    /// <summary>What a packet of a film is to carry.</summary>
    public readonly ref struct VideoPayload
    {
        /// <summary>The layer; not given where there is no simulcast.</summary>
        public readonly Rid Rid;

        /// <summary>When the picture was taken, on the clock of 90 kHz.</summary>
        public readonly RtpTime Time;

        /// <summary>True for the last of its frame.</summary>
        public readonly bool Marker;

        /// <summary>The payload: a window, valid until the next is polled.</summary>
        public readonly ReadOnlySpan<byte> Bytes;

        public VideoPayload(Rid rid, RtpTime time, bool marker, ReadOnlySpan<byte> bytes)
        {
            Rid = rid;
            Time = time;
            Marker = marker;
            Bytes = bytes;
        }
    }
}
