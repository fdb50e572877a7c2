#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
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

        /// <summary>Every event but RTP and messages, in order.</summary>
        public List<PeerEvent> Events { get; } = new List<PeerEvent>();

        /// <summary>Every RTP packet, its payload copied.</summary>
        public List<ReceivedPacket> Packets { get; } = new List<ReceivedPacket>();

        /// <summary>Every message of a data channel, copied.</summary>
        public List<(DataChannel Channel, bool IsText, byte[] Payload)> Messages { get; } =
            new List<(DataChannel, bool, byte[])>();

        /// <summary>The data channels that have opened, in order.</summary>
        public List<DataChannel> Opened => ChannelsOf(PeerEventKind.DataChannelOpened);

        /// <summary>The data channels that have closed, in order.</summary>
        public List<DataChannel> Closed => ChannelsOf(PeerEventKind.DataChannelClosed);

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
                else if (happened.Kind == PeerEventKind.DataChannelMessage)
                    Messages.Add((happened.Channel!, happened.IsText, happened.Payload.ToArray()));
                else Events.Add(happened);
            }
        }

        public void Dispose() => Peer.Dispose();

        private List<DataChannel> ChannelsOf(PeerEventKind kind) =>
            Events.FindAll(happened => happened.Kind == kind).ConvertAll(happened => happened.Channel!);
    }
}
