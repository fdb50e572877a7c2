#nullable enable
using System;

namespace Earshot.Rtc.Sctp
{
    /// <summary>A DATA chunk that came, its payload copied. Owned by whoever holds it: the gap store, a message under
    /// way, a message that is ready, or the pool.</summary>
    internal sealed class ReceivedFragment
    {
        /// <summary>Bytes of payload it can hold: no path of WebRTC carries longer datagrams.</summary>
        public const int Capacity = 1500;

        private readonly byte[] _bytes = new byte[Capacity];

        public FragmentHeader Header { get; private set; }

        public int Length { get; private set; }

        /// <summary>Bytes it counts for in the receive window: memory is bounded even where a sender cuts its messages
        /// into single bytes.</summary>
        public int Cost => Math.Max(Length, Capacity / 4);

        /// <summary>The message's next fragment, or the pool's next free one.</summary>
        public ReceivedFragment? Next { get; set; }

        public ReadOnlyMemory<byte> Payload => new ReadOnlyMemory<byte>(_bytes, 0, Length);

        public void Fill(in FragmentHeader header, ReadOnlySpan<byte> payload)
        {
            Header = header;
            Length = payload.Length;
            payload.CopyTo(_bytes);
        }
    }
}
