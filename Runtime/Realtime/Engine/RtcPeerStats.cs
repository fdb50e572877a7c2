#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>What an engine counts of its transport. A copy.</summary>
    public readonly struct RtcPeerStats
    {
        /// <summary>Datagrams received, of whatever protocol: while it grows, the path is alive.</summary>
        public long PacketsReceived { get; }

        /// <summary>Datagrams sent.</summary>
        public long PacketsSent { get; }

        /// <summary>The round trip to the SFU's nearest machine; zero while unknown.</summary>
        public TimeSpan RoundTrip { get; }

        /// <summary>What congestion control allows to be sent, in bit/s; 0 where nothing measures the path.</summary>
        public double AvailableOutgoingBitrate { get; }

        /// <summary>Our end of the path in use; unspecified while there is none.</summary>
        public TransportAddress LocalAddress { get; }

        /// <summary>The SFU's end of it.</summary>
        public TransportAddress RemoteAddress { get; }

        public RtcPeerStats(
            long packetsReceived,
            long packetsSent,
            TimeSpan roundTrip,
            double availableOutgoingBitrate,
            TransportAddress localAddress,
            TransportAddress remoteAddress)
        {
            PacketsReceived = packetsReceived;
            PacketsSent = packetsSent;
            RoundTrip = roundTrip;
            AvailableOutgoingBitrate = availableOutgoingBitrate;
            LocalAddress = localAddress;
            RemoteAddress = remoteAddress;
        }
    }
}
