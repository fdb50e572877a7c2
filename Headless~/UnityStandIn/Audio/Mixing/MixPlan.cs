#nullable enable
using System;

namespace UnityStandIn
{
    /// <summary>Who is mixed, and what is done with the sum: replaced as a whole when either changes.</summary>
    internal sealed class MixPlan
    {
        public MixPlan(SourceChannel[] channels, AudioFilter[]? listenerFilters)
        {
            Channels = channels;
            ListenerFilters = listenerFilters;
        }

        public static MixPlan Nothing { get; } = new MixPlan(Array.Empty<SourceChannel>(), null);

        public SourceChannel[] Channels { get; }

        /// <summary>Null when there is no listener: then nothing is heard.</summary>
        public AudioFilter[]? ListenerFilters { get; }
    }
}
