#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>A STUN datagram to send. Its bytes are the agent's own and stay valid until the agent's next
    /// call.</summary>
    public readonly struct IceTransmit
    {
        /// <summary>The socket to send from: a host candidate's address.</summary>
        public readonly TransportAddress Local;

        /// <summary>Where to.</summary>
        public readonly TransportAddress Remote;

        /// <summary>What; <c>Array</c> is never null.</summary>
        public readonly ArraySegment<byte> Datagram;

        public IceTransmit(TransportAddress local, TransportAddress remote, ArraySegment<byte> datagram)
        {
            Local = local;
            Remote = remote;
            Datagram = datagram;
        }
    }
}
