#nullable enable
using System;

namespace Earshot.Rtc.Sctp
{
    /// <summary>A message as it came on a stream.</summary>
    public readonly struct ReceivedMessage
    {
        public readonly StreamId Stream;

        public readonly PayloadProtocol Protocol;

        /// <summary>A window, valid until the association's next call.</summary>
        public readonly ReadOnlyMemory<byte> Payload;

        public ReceivedMessage(StreamId stream, PayloadProtocol protocol, ReadOnlyMemory<byte> payload)
        {
            Stream = stream;
            Protocol = protocol;
            Payload = payload;
        }
    }
}
