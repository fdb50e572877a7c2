#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>A datagram to send. Its bytes are the peer's own and stay valid until the peer's next call.</summary>
    public readonly struct Transmit
    {
        /// <summary>The socket to send from: one of <see cref="PeerConfig.LocalAddresses"/>.</summary>
        public readonly TransportAddress Local;

        /// <summary>Where to.</summary>
        public readonly TransportAddress Remote;

        /// <summary>What; <c>Array</c> is never null.</summary>
        public readonly ArraySegment<byte> Datagram;

        public Transmit(TransportAddress local, TransportAddress remote, ArraySegment<byte> datagram)
        {
            Local = local;
            Remote = remote;
            Datagram = datagram;
        }
    }
}
