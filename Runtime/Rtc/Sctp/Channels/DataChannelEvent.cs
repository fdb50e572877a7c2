#nullable enable
using System;

namespace Earshot.Rtc.Sctp
{
    /// <summary>Something that happened to a channel.</summary>
    public readonly struct DataChannelEvent
    {
        public readonly DataChannelEventKind Kind;

        public readonly DataChannel Channel;

        /// <summary>True when the message is a string, which the payload holds as UTF-8.</summary>
        public readonly bool IsText;

        /// <summary>The message, maybe empty; a window, valid until the next call.</summary>
        public readonly ReadOnlyMemory<byte> Payload;

        public DataChannelEvent(
            DataChannelEventKind kind, DataChannel channel, bool isText = false, ReadOnlyMemory<byte> payload = default)
        {
            Kind = kind;
            Channel = channel;
            IsText = isText;
            Payload = payload;
        }
    }
}
