#nullable enable
using System;
using Earshot.Realtime.Api;

namespace Earshot.Realtime
{
    /// <summary>A track to pull.</summary>
    internal sealed class PullRequest
    {
        public readonly TrackMetadata Metadata;
        public readonly SimulcastPreference? Simulcast;

        /// <summary>Told of the track before its first packet can come; null to tell nobody.</summary>
        public readonly Action<RemoteTrack>? Mapped;

        public PullRequest(
            TrackMetadata metadata, SimulcastPreference? simulcast, Action<RemoteTrack>? mapped = null)
        {
            Metadata = metadata;
            Simulcast = simulcast;
            Mapped = mapped;
        }

        public TrackObject ToTrack() => new TrackObject
        {
            Location = TrackObject.Remote,
            SessionId = Metadata.SessionId,
            TrackName = Metadata.TrackName,
            Simulcast = Simulcast,
        };
    }
}
