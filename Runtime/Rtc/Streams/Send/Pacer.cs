#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>Spreads what is sent, so that a key frame does not overrun the queue of a slow link: a leaky bucket
    /// that lets go bursts of 5 ms at a rate well above the target, as libwebrtc does. It says when; what leaves first
    /// is the sender's.</summary>
    public sealed class Pacer
    {
        /// <summary>How much faster than the target packets may leave: a frame is larger than the average.</summary>
        public const double Haste = 2.5;

        private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(5);

        // Whoever drives it may wake late; what was missed meanwhile is made up for.
        private static readonly TimeSpan MostCredit = TimeSpan.FromMilliseconds(15);

        private Instant _paidUntil;
        private bool _isWaiting;

        /// <summary>In bit/s; 0 holds nothing back.</summary>
        public double Bitrate { get; set; }

        /// <summary>Bursts are as they come; a probe is not a burst but one packet after the other.</summary>
        public bool IsProbing { get; set; }

        /// <summary>When the next packet may leave.</summary>
        public Instant NextAt => _isWaiting ? _paidUntil : default;

        /// <summary>Nothing waits: what is not used now is lost.</summary>
        public void HandleIdle(Instant now)
        {
            if (_paidUntil < now) _paidUntil = now;
        }

        /// <summary>True when a packet may leave now.</summary>
        public bool MaySend(Instant now)
        {
            if (Bitrate <= 0) return true;
            if (_isWaiting && now < _paidUntil) return false;
            _isWaiting = false;
            return true;
        }

        /// <summary>A packet left.</summary>
        public void HandleSent(Instant now, int bytes)
        {
            if (Bitrate <= 0) return;
            if (_paidUntil < now - MostCredit) _paidUntil = now - MostCredit;
            _paidUntil += new TimeSpan((long)(bytes * 8 / Bitrate * TimeSpan.TicksPerSecond));
            _isWaiting = _paidUntil > now + (IsProbing ? TimeSpan.Zero : Burst);
        }
    }
}
