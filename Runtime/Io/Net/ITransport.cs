#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>Something datagrams leave by and come from, by blocking calls: a socket of our own, or a way to a TURN
    /// server. One thread receives; any thread sends, one at a time.</summary>
    internal interface ITransport : IDisposable
    {
        /// <summary>The address it begins at.</summary>
        TransportAddress Local { get; }

        /// <summary>True once nothing more will come: it broke, or was closed.</summary>
        bool IsClosed { get; }

        /// <summary>Waits for a datagram, at most so long. False when none came.</summary>
        bool TryReceive(byte[] buffer, TimeSpan timeout, out int length, out TransportAddress from);

        /// <summary>Sends a datagram without blocking; false when it was not taken.</summary>
        bool TrySend(in TransportAddress to, ArraySegment<byte> datagram);

        /// <summary>Ends it: a thread that waits in <see cref="TryReceive"/> comes back soon, and it is then to be
        /// disposed of. Any thread.</summary>
        void Close();
    }
}
