#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>A connectivity check of the other side's that was found authentic and is answered.</summary>
    internal readonly ref struct BindingRequest
    {
        /// <summary>The address it came to.</summary>
        public readonly TransportAddress Local;

        /// <summary>The address it came from.</summary>
        public readonly TransportAddress Remote;

        /// <summary>The sender's ufrag: tells a check of another generation from one of this.</summary>
        public readonly ReadOnlySpan<byte> Ufrag;

        /// <summary>The priority of its source, should that be a candidate not heard of yet; 0 when absent.</summary>
        public readonly uint Priority;

        /// <summary>True when the sender nominates the pair.</summary>
        public readonly bool UseCandidate;

        public BindingRequest(
            TransportAddress local, TransportAddress remote, ReadOnlySpan<byte> ufrag, uint priority, bool useCandidate)
        {
            Local = local;
            Remote = remote;
            Ufrag = ufrag;
            Priority = priority;
            UseCandidate = useCandidate;
        }
    }
}
