#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>How a published track is sent: the only encoding, or one layer of a simulcast (the W3C's
    /// RTCRtpEncodingParameters). A value.</summary>
    public sealed class TrackEncoding
    {
        /// <summary>One encoding without a name or a limit, as sound has.</summary>
        public static readonly IReadOnlyList<TrackEncoding> Single = new[] { new TrackEncoding() };

        /// <summary>The layer's name, or not given for the only encoding. Where the SFU may choose a layer itself
        /// ("asciibetical"), a is the best.</summary>
        public Rid Rid { get; }

        /// <summary>The most it may send, in bit/s; null without limit.</summary>
        public long? MaxBitrate { get; }

        /// <summary>By how much each side of the picture shrinks, 1 for not at all.</summary>
        public double ScaleResolutionDownBy { get; }

        /// <summary>False pauses it.</summary>
        public bool IsActive { get; }

        public TrackEncoding(
            Rid rid = default, long? maxBitrate = null, double scaleResolutionDownBy = 1, bool isActive = true)
        {
            if (scaleResolutionDownBy < 1)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(scaleResolutionDownBy), scaleResolutionDownBy, "A picture is scaled down by 1 or more.");
            }

            Rid = rid;
            MaxBitrate = maxBitrate;
            ScaleResolutionDownBy = scaleResolutionDownBy;
            IsActive = isActive;
        }
    }
}
