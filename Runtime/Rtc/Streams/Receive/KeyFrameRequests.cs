#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>Requests for key frames of one stream, at most one each <see cref="Interval"/>: Chrome answers no
    /// faster, and a key frame is the costliest thing a viewer can ask for. One asked for too early goes out when the
    /// interval ends.</summary>
    public sealed class KeyFrameRequests
    {
        /// <summary>The least time between two.</summary>
        public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

        private Instant _last;

        /// <summary>Requests sent.</summary>
        public long Sent { get; private set; }

        /// <summary>The number of the request taken last, for FIR: each has another.</summary>
        public byte CommandSeq => (byte)Sent;

        /// <summary>When one is to be sent.</summary>
        public Deadline NextDeadline { get; private set; }

        /// <summary>Wants a key frame.</summary>
        public void Ask(Instant now)
        {
            if (NextDeadline.IsPending) return;
            Instant due = Sent > 0 && _last + Interval > now ? _last + Interval : now;
            NextDeadline = new Deadline(due, DeadlineReason.KeyFrameRequest);
        }

        /// <summary>True when a request is to be sent now.</summary>
        public bool TryTake(Instant now)
        {
            if (!NextDeadline.IsDue(now)) return false;
            NextDeadline = Deadline.None;
            _last = now;
            Sent++;
            return true;
        }
    }
}
