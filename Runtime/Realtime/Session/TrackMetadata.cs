#nullable enable
using System;
using Earshot.Realtime.Api;

namespace Earshot.Realtime
{
    /// <summary>A track somebody else publishes: its name and the session it is published on.</summary>
    public readonly struct RemoteTrack : IEquatable<RemoteTrack>
    {
        /// <summary>The publisher's session.</summary>
        public SessionId SessionId { get; }

        /// <summary>The track's name in that session.</summary>
        public TrackName TrackName { get; }

        public RemoteTrack(SessionId sessionId, TrackName trackName)
        {
            SessionId = sessionId;
            TrackName = trackName;
        }

        public static bool operator ==(RemoteTrack a, RemoteTrack b) => a.Equals(b);

        public static bool operator !=(RemoteTrack a, RemoteTrack b) => !a.Equals(b);

        public bool Equals(RemoteTrack other) => SessionId == other.SessionId && TrackName == other.TrackName;

        public override bool Equals(object? obj) => obj is RemoteTrack other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(SessionId, TrackName);

        public override string ToString() => $"{SessionId}/{TrackName}";
    }
}
