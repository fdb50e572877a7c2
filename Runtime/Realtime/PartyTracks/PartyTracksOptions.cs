#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;

namespace Earshot.Realtime
{
    /// <summary>How <see cref="PartyTracks"/> is to behave where the defaults do not fit.</summary>
    public sealed class PartyTracksOptions
    {
        /// <summary>Makes a media engine for each session.</summary>
        public Func<Task<IRtcPeer>> Engine { get; set; } = RtcPeer.CreateAsync;

        /// <summary>Asked for the bearer before each session; null to leave <see cref="RealtimeApi.Bearer"/> as it
        /// is. A failure is waited out like a lost session.</summary>
        public Func<CancellationToken, Task<ApiResult<string>>>? Bearer { get; set; }

        /// <summary>Told of a bearer that the SFU no longer accepts.</summary>
        public Action<string>? BearerRefused { get; set; }

        /// <summary>When to make the next session after one was lost, and to publish or pull again what
        /// failed.</summary>
        public RetrySchedule Reconnect { get; set; } = RetrySchedule.Reconnect;

        /// <summary>How each session behaves.</summary>
        public RealtimeSessionOptions Session { get; set; } = new RealtimeSessionOptions();
    }
}
