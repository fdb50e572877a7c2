#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Video.Rtp
{
    /// <summary>A frame that has come whole and may be decoded.</summary>
    public readonly struct AssembledFrame
    {
        /// <summary>When its picture was taken, on the sender's clock of 90 kHz.</summary>
        public readonly RtpTime Time;

        /// <summary>True when it builds on no other.</summary>
        public readonly bool IsKeyFrame;

        /// <summary>The frame: a window, valid until the next is polled.</summary>
        public readonly ReadOnlyMemory<byte> Bytes;

        public AssembledFrame(RtpTime time, bool isKeyFrame, ReadOnlyMemory<byte> bytes)
        {
            Time = time;
            IsKeyFrame = isKeyFrame;
            Bytes = bytes;
        }
    }
}
