#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>Our relayed candidates (https://www.rfc-editor.org/rfc/rfc8445#section-5.1.1.2) and the way through
    /// them: what is sent from a relayed address is packed for its server, and what the server brings is
    /// unpacked.</summary>
    internal sealed class Relays
    {
        private const int MaxRelays = 8;
        private const int MaxDatagram = 2048;

        private readonly List<Relay> _relays = new List<Relay>();
        private readonly Queue<RelayLoss> _losses = new Queue<RelayLoss>();
        private readonly Queue<Relay> _allocated = new Queue<Relay>();
        private readonly byte[] _request = new byte[TurnClient.LongestRequest];
        private readonly byte[] _wrapped = new byte[MaxDatagram + TurnClient.RoomForHeaders];
        private readonly IRandom _random;

        public Relays(IRandom random) => _random = random;

        /// <summary>True when no first answer is waited for.</summary>
        public bool AreComplete
        {
            get
            {
                foreach (Relay relay in _relays)
                {
                    if (relay.Client.State == TurnState.Allocating) return false;
                }

                return true;
            }
        }

        public Deadline NextDeadline
        {
            get
            {
                Deadline soonest = Deadline.None;
                foreach (Relay relay in _relays) soonest = soonest.Soonest(relay.Client.NextDeadline);
                return soonest;
            }
        }

        /// <summary>Asks a server for an address.</summary>
        public void Add(Instant now, TransportAddress pipe, TurnServer server)
        {
            if (_relays.Count == MaxRelays) _losses.Enqueue(new RelayLoss(pipe, server, TurnFailure.Refused, default));
            else _relays.Add(new Relay(pipe, new TurnClient(now, _random, server)));
        }

        /// <summary>Wants no more of them; those in use stay until they are not.</summary>
        public void Retire()
        {
            foreach (Relay relay in _relays) relay.IsRetired = true;
        }

        /// <summary>Gives back the retired ones but that which is used.</summary>
        public void CloseRetired(Instant now, TransportAddress used)
        {
            foreach (Relay relay in _relays)
            {
                if (relay.IsRetired && (relay.Candidate == null || relay.Client.Relayed != used))
                    relay.Client.Close(now);
            }
        }

        /// <summary>Gives all back.</summary>
        public void Close(Instant now)
        {
            foreach (Relay relay in _relays) relay.Client.Close(now);
        }

        /// <summary>The transport to a server is gone.</summary>
        public void HandlePipeClosed(TransportAddress pipe)
        {
            foreach (Relay relay in _relays)
            {
                if (relay.Pipe == pipe) relay.Client.HandleDisconnect();
            }
        }

        /// <summary>Permits the other end of a pair to send to us, where the pair begins at a relay.</summary>
        public void Permit(Instant now, CandidatePair pair)
        {
            if (pair.Local.Kind == CandidateKind.Relayed)
                Find(pair.Local.Address)?.Client.Permit(now, pair.Remote.Address);
        }

        /// <summary>Gives the other end of a pair a channel: media goes there.</summary>
        public void Bind(Instant now, CandidatePair pair)
        {
            if (pair.Local.Kind == CandidateKind.Relayed)
                Find(pair.Local.Address)?.Client.Bind(now, pair.Remote.Address);
        }

        /// <summary>A pair is given up.</summary>
        public void Forget(CandidatePair pair)
        {
            if (pair.Local.Kind == CandidateKind.Relayed)
                Find(pair.Local.Address)?.Client.Forget(pair.Remote.Address);
        }

        /// <summary>True when those addresses are of a transport to a server: all that comes that way is the
        /// relay's.</summary>
        public bool Owns(TransportAddress pipe, TransportAddress server) => Find(pipe, server) != null;

        /// <summary>Takes a message from a server. True when it carries a datagram to a relayed address.</summary>
        public bool TryUnwrap(
            Instant now, TransportAddress pipe, TransportAddress server, Memory<byte> message,
            out TransportAddress relayed, out TransportAddress peer, out Memory<byte> datagram)
        {
            relayed = peer = default;
            datagram = default;
            Relay? relay = Find(pipe, server);
            if (relay == null) return false;
            bool carries = relay.Client.TryHandleMessage(now, message, out peer, out datagram);
            relayed = relay.Client.Relayed;
            bool isNews = relay.Candidate == null && relay.Client.State == TurnState.Allocated;
            if (!isNews) return carries;
            relay.Candidate = Candidate.Relayed(relayed, relay.Client.Mapped, relay.Client.Server);
            _allocated.Enqueue(relay);
            return carries;
        }

        /// <summary>Packs what is to leave from a relayed address; passes on what is not. False when it cannot be
        /// sent. The bytes are valid until the next call.</summary>
        public bool TryWrap(ref IceTransmit transmit)
        {
            if (_relays.Count == 0) return true;
            Relay? relay = Find(transmit.Local);
            if (relay == null) return true;
            if (transmit.Datagram.Count > MaxDatagram) return false;
            if (!relay.Client.TryWrap(transmit.Remote, transmit.Datagram, _wrapped, out int length)) return false;
            transmit = Via(relay, _wrapped, length);
            return true;
        }

        public void HandleTimeout(Instant now)
        {
            foreach (Relay relay in _relays) relay.Client.HandleTimeout(now);
        }

        /// <summary>Takes the next message to a server.</summary>
        public bool TryPollTransmit(Instant now, out IceTransmit transmit)
        {
            foreach (Relay relay in _relays)
            {
                if (!relay.Client.TryPollTransmit(now, _request, out int length)) continue;
                transmit = Via(relay, _request, length);
                return true;
            }

            transmit = default;
            return false;
        }

        /// <summary>Takes a candidate not known before.</summary>
        public bool TryTakeAllocated(out Candidate? candidate)
        {
            bool any = _allocated.Count > 0;
            candidate = any ? _allocated.Dequeue().Candidate : null;
            return any;
        }

        /// <summary>Takes out one that has ended and has nothing more to send.</summary>
        public bool TryTakeEnded(out Candidate? candidate)
        {
            candidate = null;
            for (int i = 0; i < _relays.Count; i++)
            {
                Relay relay = _relays[i];
                if (relay.Client.State != TurnState.Closed || relay.Client.NextDeadline.IsPending) continue;
                _relays.RemoveAt(i);
                TurnClient client = relay.Client;
                _losses.Enqueue(new RelayLoss(relay.Pipe, client.Server, client.Failure, client.AlternateServer));
                candidate = relay.Candidate;
                return true;
            }

            return false;
        }

        /// <summary>Takes the next loss.</summary>
        public bool TryPollLoss(out RelayLoss loss)
        {
            bool any = _losses.Count > 0;
            loss = any ? _losses.Dequeue() : default;
            return any;
        }

        private static IceTransmit Via(Relay relay, byte[] message, int length) =>
            new IceTransmit(relay.Pipe, relay.Client.Server.Address, new ArraySegment<byte>(message, 0, length));

        private Relay? Find(TransportAddress relayed)
        {
            foreach (Relay relay in _relays)
            {
                if (relay.Candidate != null && relay.Client.Relayed == relayed) return relay;
            }

            return null;
        }

        private Relay? Find(TransportAddress pipe, TransportAddress server)
        {
            foreach (Relay relay in _relays)
            {
                if (relay.Pipe == pipe && relay.Client.Server.Address == server) return relay;
            }

            return null;
        }
    }
}
