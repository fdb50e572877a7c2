#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Audio.Capture
{
    /// <summary>20 ms of a voice, ready to be sent.</summary>
    public readonly struct EncodedFrame
    {
        /// <summary>The Opus packet; valid until the next poll.</summary>
        public readonly ReadOnlyMemory<byte> Payload;

        /// <summary>When it was spoken, in ticks of 1/48,000 s.</summary>
        public readonly RtpTime Time;

        /// <summary>True for the first frame of a talk spurt (RFC 3551 section 4.1).</summary>
        public readonly bool Marker;

        /// <summary>How loud it is to those who hear it, 0 to 1 as <see cref="LevelMeter.Level"/>; 0 when
        /// muted.</summary>
        public readonly float Level;

        public EncodedFrame(ReadOnlyMemory<byte> payload, RtpTime time, bool marker, float level)
        {
            Payload = payload;
            Time = time;
            Marker = marker;
            Level = level;
        }
    }
}
