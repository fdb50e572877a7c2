#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtp
{
    /// <summary>A block of a <see cref="RedPayload"/>.</summary>
    public readonly struct RedBlock
    {
        /// <summary>What it is encoded with.</summary>
        public readonly PayloadType PayloadType;

        /// <summary>How many ticks before the packet's timestamp it begins; 0 for the packet's own.</summary>
        public readonly int TicksBack;

        /// <summary>Where it stands in the payload.</summary>
        public readonly int Start;

        /// <summary>Its bytes.</summary>
        public readonly int Length;

        internal RedBlock(PayloadType payloadType, int ticksBack, int start, int length)
        {
            PayloadType = payloadType;
            TicksBack = ticksBack;
            Start = start;
            Length = length;
        }
    }
}
