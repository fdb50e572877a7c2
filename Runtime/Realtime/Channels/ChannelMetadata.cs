#nullable enable
using System;
using Earshot.Realtime.Api;

namespace Earshot.Realtime
{
    /// <summary>What others need to subscribe to a data channel: its name, the session it is published on and what it
    /// promises. A value.</summary>
    public sealed class ChannelMetadata : IEquatable<ChannelMetadata>
    {
        /// <summary>The publisher's session.</summary>
        public SessionId SessionId { get; }

        /// <summary>The channel's name in that session.</summary>
        public DataChannelName Name { get; }

        /// <summary>What it promises.</summary>
        public ChannelReliability Reliability { get; }

        public ChannelMetadata(SessionId sessionId, DataChannelName name, ChannelReliability reliability)
        {
            SessionId = sessionId;
            Name = name;
            Reliability = reliability;
        }

        public bool Equals(ChannelMetadata? other) =>
            other != null && SessionId == other.SessionId && Name == other.Name &&
            Reliability.Equals(other.Reliability);

        public override bool Equals(object? obj) => Equals(obj as ChannelMetadata);

        public override int GetHashCode() => HashCode.Combine(SessionId, Name, Reliability);

        public override string ToString() => $"{SessionId}/{Name}";
    }
}
