#nullable enable
using Earshot.Realtime.Api;

namespace Earshot.Realtime
{
    /// <summary>A data channel to publish, or to subscribe to.</summary>
    internal sealed class ChannelRequest
    {
        private readonly bool _isRemote;
        private readonly bool _canReply;
        private readonly bool _waitForAck;

        /// <summary>With the publisher's session; of a channel of our own, without.</summary>
        public readonly ChannelMetadata Metadata;

        public readonly IDataChannelSink Sink;

        public ChannelRequest(
            ChannelMetadata metadata, IDataChannelSink sink, bool canReply = false, bool waitForAck = false)
        {
            Metadata = metadata;
            Sink = sink;
            _isRemote = metadata.SessionId.IsGiven;
            _canReply = canReply;
            _waitForAck = waitForAck;
        }

        public DataChannelObject ToChannel()
        {
            var channel = new DataChannelObject
            {
                Location = _isRemote ? TrackObject.Remote : TrackObject.Local,
                SessionId = Metadata.SessionId,
                DataChannelName = Metadata.Name,
                CanReply = _canReply ? true : (bool?)null,
                WaitForAck = _waitForAck ? true : (bool?)null,
            };
            Metadata.Reliability.WriteTo(channel);
            return channel;
        }
    }
}
