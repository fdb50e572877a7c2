#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>A track this session pulls; its packets go to the sink it was pulled with.</summary>
    public sealed class PulledTrack
    {
        /// <summary>What is pulled.</summary>
        public RemoteTrack Remote { get; }

        /// <summary>The section of this session that carries it.</summary>
        public Mid Mid { get; }

        internal PulledTrack(RemoteTrack remote, Mid mid)
        {
            Remote = remote;
            Mid = mid;
        }
    }
}
