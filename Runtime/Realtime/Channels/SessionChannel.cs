#nullable enable
using System;

namespace Earshot.Realtime
{
    /// <summary>A data channel that one session publishes or subscribes to. A publisher's messages go to all who
    /// subscribe; a subscriber's go to the publisher, if it may reply. Any thread.</summary>
    public sealed class SessionChannel
    {
        private readonly IRtcDataChannel _channel;

        /// <summary>Where it comes from; of a channel of our own, our session.</summary>
        public ChannelMetadata Metadata { get; }

        /// <summary>The stream on this session's connection; other sessions have other numbers.</summary>
        public int Id { get; }

        internal SessionChannel(IRtcDataChannel channel, ChannelMetadata metadata, int id)
        {
            _channel = channel;
            Metadata = metadata;
            Id = id;
        }

        /// <summary>Bytes that wait for their first transmission.</summary>
        public int BufferedAmount => _channel.BufferedAmount;

        /// <summary>Sends one message, which is copied; text is UTF-8. False when the channel is not open or too much
        /// waits. Throws <see cref="ArgumentException"/> when it is longer than the SFU takes (262,144
        /// bytes).</summary>
        public bool TrySend(ReadOnlySpan<byte> payload, bool isText = false) => _channel.TrySend(payload, isText);

        internal void Close() => _channel.Close();
    }
}
