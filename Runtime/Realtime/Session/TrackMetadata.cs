#nullable enable
using System;
using Earshot.Realtime.Api;

namespace Earshot.Realtime
{
    /// <summary>What others need to pull a track: its name and the session it is published on. <c>default</c> is no
    /// track.</summary>
    public readonly struct TrackMetadata : IEquatable<TrackMetadata>
    {
        /// <summary>The publisher's session.</summary>
        public SessionId SessionId { get; }

        /// <summary>The track's name in that session.</summary>
        public TrackName TrackName { get; }

        public TrackMetadata(SessionId sessionId, TrackName trackName)
        {
            SessionId = sessionId;
            TrackName = trackName;
        }

        /// <summary>False for <c>default</c>.</summary>
        public bool IsGiven => TrackName.IsGiven;

        public static bool operator ==(TrackMetadata a, TrackMetadata b) => a.Equals(b);

        public static bool operator !=(TrackMetadata a, TrackMetadata b) => !a.Equals(b);

        public bool Equals(TrackMetadata other) => SessionId == other.SessionId && TrackName == other.TrackName;

        public override bool Equals(object? obj) => obj is TrackMetadata other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(SessionId, TrackName);

        public override string ToString() => $"{SessionId}/{TrackName}";
    }
}
