#nullable enable
using Earshot.Rtc.Sctp;

namespace Earshot.Rtc
{
    /// <summary>A data channel, by the W3C's names (https://www.w3.org/TR/webrtc-stats/#dcstats-dict*).</summary>
    public readonly struct DataChannelStats
    {
        /// <summary>The name its maker gave it.</summary>
        public readonly string Label;

        /// <summary>The subprotocol's name; empty for none.</summary>
        public readonly string Protocol;

        /// <summary>The stream's number; null until the connection has settled it.</summary>
        public readonly StreamId? DataChannelIdentifier;

        /// <summary>Where it stands.</summary>
        public readonly DataChannelState State;

        /// <summary>Messages taken in to be sent.</summary>
        public readonly long MessagesSent;

        /// <summary>Bytes of their payloads.</summary>
        public readonly long BytesSent;

        /// <summary>Messages received.</summary>
        public readonly long MessagesReceived;

        /// <summary>Bytes of their payloads.</summary>
        public readonly long BytesReceived;

        internal DataChannelStats(DataChannel channel)
        {
            Label = channel.Label;
            Protocol = channel.Protocol;
            DataChannelIdentifier = channel.Id;
            State = channel.State;
            MessagesSent = channel.MessagesSent;
            BytesSent = channel.BytesSent;
            MessagesReceived = channel.MessagesReceived;
            BytesReceived = channel.BytesReceived;
        }
    }
}
