#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>One side of a <see cref="PeerPair"/>: a peer, its address, and what it told.</summary>
    public sealed class Endpoint : IDisposable
    {
        public Peer Peer { get; }

        public TransportAddress Address { get; }

        /// <summary>Until when the link to it has datagrams to carry.</summary>
        public Instant BusyUntil { get; set; }

        /// <summary>Every event but RTP, in order.</summary>
        public List<PeerEvent> Events { get; } = new List<PeerEvent>();

        /// <summary>Every RTP packet, its payload copied.</summary>
        public List<ReceivedPacket> Packets { get; } = new List<ReceivedPacket>();

        public Endpoint(Peer peer, TransportAddress address)
        {
            Peer = peer;
            Address = address;
        }

        /// <summary>Takes all events the peer has.</summary>
        public void TakeEvents(Instant now)
        {
            while (Peer.TryPollEvent(now, out PeerEvent happened))
            {
                if (happened.Kind == PeerEventKind.Rtp) Packets.Add(new ReceivedPacket(happened));
                else Events.Add(happened);
            }
        }

        public void Dispose() => Peer.Dispose();
    }
}
