#nullable enable
using System;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Has each packet of a stream carry the one before it once more (RFC 2198), so that a lost one costs
    /// nothing but its bytes twice.</summary>
    internal sealed class Redundancy
    {
        private readonly byte[] _before = new byte[RedPayload.LongestRepeated];
        private readonly byte[] _wrapped = new byte[TransmitQueue.SlotSize];
        private int _beforeLength;
        private RtpTime _beforeTime;

        /// <summary>The payload behind the one before it, which is left out where it is too old, too long or does not
        /// fit below <paramref name="most"/> bytes. Valid until the next call.</summary>
        public ReadOnlySpan<byte> Wrap(PayloadType codec, RtpTime time, ReadOnlySpan<byte> payload, int most)
        {
            Span<byte> wrapped = _wrapped;
            int back = time - _beforeTime;
            int heads = RedPayload.RepeatedHeaderLength + RedPayload.OwnHeaderLength;
            bool repeats = _beforeLength > 0 && back > 0 && back <= RedPayload.FurthestBack &&
                heads + _beforeLength + payload.Length <= most;
            int length = repeats ? RedPayload.WriteRepeatedHeader(wrapped, codec, back, _beforeLength) : 0;
            length += RedPayload.WriteOwnHeader(wrapped.Slice(length), codec);
            if (repeats)
            {
                _before.AsSpan(0, _beforeLength).CopyTo(wrapped.Slice(length));
                length += _beforeLength;
            }

            payload.CopyTo(wrapped.Slice(length));
            _beforeLength = payload.Length <= _before.Length ? payload.Length : 0;
            payload.Slice(0, _beforeLength).CopyTo(_before);
            _beforeTime = time;
            return wrapped.Slice(0, length + payload.Length);
        }
    }
}
