#nullable enable
using System;

namespace Earshot.Rtc.Sctp
{
    /// <summary>How a message is to be delivered (RFC 8831 section 6.4). <c>default</c> is ordered and
    /// reliable.</summary>
    public readonly struct Reliability
    {
        // One more than the limit, so that default means none.
        private readonly int _maxTransmissions;

        /// <summary>True when the message need not wait for those before it.</summary>
        public readonly bool IsUnordered;

        /// <summary>How long after it was given to us it may still be sent; null for ever.</summary>
        public readonly TimeSpan? MaxLifeTime;

        /// <summary>How often a fragment may be sent again; null without limit.</summary>
        public int? MaxRetransmits => _maxTransmissions == 0 ? (int?)null : _maxTransmissions - 1;

        public Reliability(bool isUnordered, int? maxRetransmits = null, TimeSpan? maxLifeTime = null)
        {
            IsUnordered = isUnordered;
            _maxTransmissions = maxRetransmits + 1 ?? 0;
            MaxLifeTime = maxLifeTime;
        }

        /// <summary>How often a fragment may be sent in all.</summary>
        internal int MaxTransmissions => _maxTransmissions == 0 ? int.MaxValue : _maxTransmissions;
    }
}
