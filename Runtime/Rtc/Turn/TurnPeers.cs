#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Turn
{
    /// <summary>The peers of an allocation. Few, and walked: no table beats a list of a handful.</summary>
    internal sealed class TurnPeers
    {
        private readonly List<TurnPeer> _peers = new List<TurnPeer>();
        private int _nextChannel = ChannelMessage.FirstChannel;

        /// <summary>False when there are as many as there may be.</summary>
        public bool HasRoom => _peers.Count < TurnClient.MaxPeers;

        /// <summary>All, as a list, so that walking it allocates nothing.</summary>
        public List<TurnPeer> All => _peers;

        /// <summary>When the first request for one of them is due.</summary>
        public Deadline NextDeadline
        {
            get
            {
                Deadline soonest = Deadline.None;
                foreach (TurnPeer peer in _peers)
                {
                    if (peer.Transaction.IsOutstanding) soonest = soonest.Soonest(peer.Transaction.Deadline);
                    else if (!peer.IsForbidden)
                        soonest = soonest.Soonest(new Deadline(peer.RenewAt, DeadlineReason.TurnRefresh));
                }

                return soonest;
            }
        }

        public TurnPeer Add(TransportAddress address)
        {
            var peer = new TurnPeer(address);
            _peers.Add(peer);
            return peer;
        }

        public void Remove(TransportAddress address)
        {
            TurnPeer? peer = Find(address);
            if (peer != null) _peers.Remove(peer);
        }

        /// <summary>Gives a peer a number of its own. A number is not used again: for five minutes after its end it
        /// might not be (RFC 8656 section 12).</summary>
        public bool TryNumber(TurnPeer peer)
        {
            if (peer.Channel != 0 || _nextChannel > ChannelMessage.LastChannel) return false;
            peer.Channel = _nextChannel++;
            return true;
        }

        public TurnPeer? Find(TransportAddress address)
        {
            foreach (TurnPeer peer in _peers)
            {
                if (peer.Address == address) return peer;
            }

            return null;
        }

        public TurnPeer? Find(int channel)
        {
            foreach (TurnPeer peer in _peers)
            {
                if (peer.Channel == channel) return peer;
            }

            return null;
        }

        /// <summary>The one whose request has that transaction, or null.</summary>
        public TurnPeer? Find(TransactionId id)
        {
            foreach (TurnPeer peer in _peers)
            {
                if (peer.Transaction.IsOutstanding && peer.Transaction.Id == id) return peer;
            }

            return null;
        }
    }
}
