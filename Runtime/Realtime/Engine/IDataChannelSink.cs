#nullable enable
using System;

namespace Earshot.Realtime
{
    /// <summary>Who hears a data channel. Told on a network thread, under the engine's lock: do not block; the only
    /// call allowed is to send on a channel.</summary>
    public interface IDataChannelSink
    {
        /// <summary>Messages may go.</summary>
        void OnOpened();

        /// <summary>A message came; <paramref name="payload"/> is valid during the call only. Text is UTF-8.</summary>
        void OnMessage(ReadOnlySpan<byte> payload, bool isText);

        /// <summary>It is closed, by whichever side, or with its connection.</summary>
        void OnClosed();
    }
}
