#nullable enable
using System;
using Earshot.Rtc.Sctp;

namespace Earshot.Realtime
{
    /// <summary>One data channel of an engine. Any thread.</summary>
    public interface IRtcDataChannel
    {
        /// <summary>Where it stands.</summary>
        DataChannelState State { get; }

        /// <summary>Bytes that wait for their first transmission.</summary>
        int BufferedAmount { get; }

        /// <summary>Queues one message, which is copied; text is UTF-8. False when the channel is not open or so much
        /// waits on it already that the sender should.</summary>
        bool TrySend(ReadOnlySpan<byte> payload, bool isText);

        /// <summary>Closes it once what waits on it has been sent.</summary>
        void Close();
    }
}
