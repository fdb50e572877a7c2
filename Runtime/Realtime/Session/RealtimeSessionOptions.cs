#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;

namespace Earshot.Realtime
{
    /// <summary>How a session is to behave where the defaults do not fit.</summary>
    public sealed class RealtimeSessionOptions
    {
        /// <summary>When to repeat requests that may succeed later.</summary>
        public RetrySchedule Retries { get; set; } = RetrySchedule.Pull;

        /// <summary>Gives STUN and TURN servers, such as <see cref="RealtimeApi.GetIceServersAsync"/>; null for none.
        /// An offer does not wait for them.</summary>
        public Func<CancellationToken, Task<ApiResult<IceServersResponse>>>? IceServers { get; set; }

        /// <summary>How long TURN credentials are used before new ones are fetched: well below their lifetime, which is
        /// a day where nobody said otherwise.</summary>
        public TimeSpan IceServersRefresh { get; set; } = TimeSpan.FromHours(12);

        /// <summary>How long nothing may come over a connected transport before the session counts as lost, although
        /// the path was asked for a sign of life. ICE alone would wait for 30 s.</summary>
        public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(6);

        /// <summary>The same, once the machine's addresses have changed.</summary>
        public TimeSpan SilenceAfterNetworkChange { get; set; } = TimeSpan.FromSeconds(1);

        /// <summary>Which session it is of those that replaced each other.</summary>
        internal int Generation { get; private set; } = 1;

        internal RealtimeSessionOptions For(int generation)
        {
            var copy = (RealtimeSessionOptions)MemberwiseClone();
            copy.Generation = generation;
            return copy;
        }
    }
}
