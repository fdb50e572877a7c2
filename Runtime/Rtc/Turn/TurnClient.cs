#nullable enable
using System;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Turn
{
    /// <summary>One allocation on a TURN server (https://www.rfc-editor.org/rfc/rfc8656): asks for it, keeps it alive,
    /// and carries data to and from the peers it was permitted.
    /// <code>
    /// Allocating --granted--> Allocated --Close, lost--> Closed
    ///     |                                                ^
    ///     +--refused, no answer----------------------------+
    /// </code>
    /// Like all of Rtc it has no clock or socket: after each call drain <see cref="TryPollTransmit"/>, then sleep until
    /// <see cref="NextDeadline"/>. Requests are written when they are polled, so that it keeps none.</summary>
    public sealed class TurnClient
    {
        /// <summary>No more peers than a checklist has pairs.</summary>
        public const int MaxPeers = 64;

        /// <summary>Room that any message of ours needs beyond the data it carries.</summary>
        public const int RoomForHeaders = 64;

        /// <summary>Room for the longest request: a name, a realm and a nonce as long as they may be.</summary>
        public const int LongestRequest = 2304;

        private const byte Udp = 17;

        // A permission lives 5 minutes and a channel 10 (RFC 8656 sections 9 and 12); a ChannelBind renews both.
        private static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(4);
        private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(30);
        private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
        private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);

        private readonly IRandom _random;
        private readonly LongTermCredentials _credentials;
        private readonly TurnPeers _peers = new TurnPeers();
        private readonly TurnTransaction _allocation = new TurnTransaction();
        private readonly bool _isStream;
        private TimeSpan _wait = FirstWait;
        private Instant _refreshAt;
        private int _staleInARow;

        /// <summary>Begins to ask for an allocation.</summary>
        public TurnClient(Instant now, IRandom random, TurnServer server)
        {
            _random = random;
            Server = server;
            _isStream = server.Transport != TurnTransport.Udp;
            _credentials = new LongTermCredentials(server.Username, server.Password);
            Begin(now, _allocation, StunMethod.Allocate);
        }

        /// <summary>Whom it asks.</summary>
        public TurnServer Server { get; }

        /// <summary>Where it stands.</summary>
        public TurnState State { get; private set; }

        /// <summary>Why it closed; None when this side closed it.</summary>
        public TurnFailure Failure { get; private set; }

        /// <summary>Where peers reach us, once it is allocated.</summary>
        public TransportAddress Relayed { get; private set; }

        /// <summary>How the server sees us, once it is allocated.</summary>
        public TransportAddress Mapped { get; private set; }

        /// <summary>The server to turn to when <see cref="Failure"/> is TryAlternate.</summary>
        public TransportAddress AlternateServer { get; private set; }

        /// <summary>When <see cref="HandleTimeout"/> and <see cref="TryPollTransmit"/> have something to do.</summary>
        public Deadline NextDeadline
        {
            get
            {
                if (State != TurnState.Allocated) return _allocation.Deadline;
                Deadline own = _allocation.IsOutstanding
                    ? _allocation.Deadline : new Deadline(_refreshAt, DeadlineReason.TurnRefresh);
                return own.Soonest(_peers.NextDeadline);
            }
        }

        /// <summary>Lets a peer send to us. Data to it may follow at once: the server takes both in order.</summary>
        public void Permit(Instant now, TransportAddress address)
        {
            if (State != TurnState.Allocated || _peers.Find(address) != null || !_peers.HasRoom) return;
            Begin(now, _peers.Add(address).Transaction, StunMethod.CreatePermission);
        }

        /// <summary>Permits a peer and gives it a channel: it is the one media will go to.</summary>
        public void Bind(Instant now, TransportAddress address)
        {
            Permit(now, address);
            TurnPeer? peer = _peers.Find(address);
            if (peer == null || peer.IsForbidden || !_peers.TryNumber(peer)) return;
            Begin(now, peer.Transaction, StunMethod.ChannelBind);
        }

        /// <summary>Renews a peer's permission no more.</summary>
        public void Forget(TransportAddress address) => _peers.Remove(address);

        /// <summary>True unless the server has said that it relays nothing to a peer.</summary>
        public bool MayReach(TransportAddress address) => _peers.Find(address)?.IsForbidden != true;

        /// <summary>Packs data for a permitted peer into a message to the server, of at most
        /// <see cref="RoomForHeaders"/> bytes more.</summary>
        public bool TryWrap(TransportAddress address, ReadOnlySpan<byte> data, Span<byte> message, out int length)
        {
            length = 0;
            TurnPeer? peer = _peers.Find(address);
            if (State != TurnState.Allocated || peer == null) return false;
            if (peer.IsBound)
            {
                length = ChannelMessage.Write(message, peer.Channel, data, padded: _isStream);
                return true;
            }

            var id = TransactionId.From(_random);
            var indication = new StunWriter(message, StunClass.Indication, StunMethod.Send, id);
            indication.WriteXorAddress(StunAttribute.XorPeerAddress, address);
            indication.Write(StunAttribute.Data, data);
            length = indication.Length;
            return true;
        }

        /// <summary>Takes a message from the server. True when it carries data from a peer, which is a window into the
        /// message.</summary>
        public bool TryHandleMessage(
            Instant now, Memory<byte> message, out TransportAddress peer, out Memory<byte> data)
        {
            peer = default;
            data = default;
            if (State == TurnState.Closed || message.IsEmpty) return false;
            ReadOnlySpan<byte> bytes = message.Span;
            if (ChannelMessage.BeginsWith(bytes[0])) return TryTakeChannel(message, out peer, out data);
            if (!StunMessage.TryParse(bytes, out StunMessage stun) || !stun.HasNoWrongFingerprint) return false;
            if (stun.Class == StunClass.Success || stun.Class == StunClass.Error) HandleResponse(now, stun);
            if (stun.Class != StunClass.Indication || stun.Method != StunMethod.Data) return false;

            if (!stun.TryGetXorAddress(StunAttribute.XorPeerAddress, out peer)) return false;
            if (!stun.TryFind(StunAttribute.Data, out ReadOnlySpan<byte> value)) return false;
            bytes.Overlaps(value, out int offset);
            data = message.Slice(offset, value.Length);
            return value.Length > 0;
        }

        /// <summary>Does what is due. Calling it early does no harm.</summary>
        public void HandleTimeout(Instant now)
        {
            if (State == TurnState.Closed) return;
            if (_allocation.IsExhausted(now, _isStream))
            {
                Fail(TurnFailure.Unreachable);
                return;
            }

            if (State != TurnState.Allocated) return;
            if (!_allocation.IsOutstanding && now >= _refreshAt) Begin(now, _allocation, StunMethod.Refresh);
            foreach (TurnPeer peer in _peers.All) HandleTimeout(now, peer);
        }

        /// <summary>Writes the next request into a buffer of <see cref="LongestRequest"/> bytes.</summary>
        public bool TryPollTransmit(Instant now, Span<byte> buffer, out int length)
        {
            length = 0;
            if (IsDue(now, _allocation))
            {
                length = Write(now, _allocation, null, buffer);
                if (State == TurnState.Closed) _allocation.End();
                return true;
            }

            if (State == TurnState.Closed) return false;
            foreach (TurnPeer peer in _peers.All)
            {
                if (!IsDue(now, peer.Transaction)) continue;
                length = Write(now, peer.Transaction, peer, buffer);
                return true;
            }

            return false;
        }

        /// <summary>Notes that the connection to the server is gone.</summary>
        public void HandleDisconnect()
        {
            if (State != TurnState.Closed) Fail(TurnFailure.Unreachable);
        }

        /// <summary>Gives the allocation back: one more message is to be polled.</summary>
        public void Close(Instant now)
        {
            if (State == TurnState.Closed) return;
            if (State == TurnState.Allocated) Begin(now, _allocation, StunMethod.Refresh);
            else _allocation.End();
            State = TurnState.Closed;
        }

        private bool IsDue(Instant now, TurnTransaction transaction) =>
            transaction.IsOutstanding && now >= transaction.DueAt && !transaction.IsExhausted(now, _isStream);

        private bool TryTakeChannel(Memory<byte> message, out TransportAddress address, out Memory<byte> data)
        {
            address = default;
            data = default;
            if (!ChannelMessage.TryParse(message.Span, out int channel, out int length) || length == 0) return false;
            TurnPeer? peer = _peers.Find(channel);
            if (peer == null) return false;
            address = peer.Address;
            data = message.Slice(ChannelMessage.HeaderLength, length);
            return true;
        }

        private void HandleTimeout(Instant now, TurnPeer peer)
        {
            if (peer.Transaction.IsExhausted(now, _isStream))
            {
                peer.Transaction.End();
                peer.RenewAt = now + TryAgainAfter;
            }

            if (peer.Transaction.IsOutstanding || peer.IsForbidden || now < peer.RenewAt) return;
            Begin(now, peer.Transaction, peer.Channel != 0 ? StunMethod.ChannelBind : StunMethod.CreatePermission);
        }

        private void Begin(Instant now, TurnTransaction transaction, StunMethod method) =>
            transaction.Begin(now, method, TransactionId.From(_random), _wait);

        private int Write(Instant now, TurnTransaction transaction, TurnPeer? peer, Span<byte> buffer)
        {
            var request = new StunWriter(buffer, StunClass.Request, transaction.Method, transaction.Id);
            switch (transaction.Method)
            {
                case StunMethod.Allocate:
                    request.WriteUInt32(StunAttribute.RequestedTransport, Udp << 24);
                    break;
                case StunMethod.Refresh:
                    if (State == TurnState.Closed) request.WriteUInt32(StunAttribute.Lifetime, 0);
                    break;
                case StunMethod.ChannelBind:
                    request.WriteUInt32(StunAttribute.ChannelNumber, (uint)peer!.Channel << 16);
                    break;
            }

            if (peer != null) request.WriteXorAddress(StunAttribute.XorPeerAddress, peer.Address);
            _credentials.Sign(ref request);
            request.WriteFingerprint();
            transaction.NoteSent(now, _isStream);
            return request.Length;
        }

        private void HandleResponse(Instant now, in StunMessage response)
        {
            bool isOwn = _allocation.IsOutstanding && _allocation.Id == response.TransactionId;
            TurnPeer? peer = isOwn ? null : _peers.Find(response.TransactionId);
            TurnTransaction? transaction = isOwn ? _allocation : peer?.Transaction;
            if (transaction == null || transaction.Method != response.Method) return;
            if (response.Class == StunClass.Success && !_credentials.IsAuthentic(response)) return;

            transaction.End();
            if (transaction.IsUnambiguous) NoteRoundTrip(now - transaction.BeganAt);
            if (response.Class == StunClass.Error)
            {
                HandleRefusal(now, transaction, peer, response);
                return;
            }

            _staleInARow = 0;
            if (peer == null) HandleLifetime(now, response);
            else
            {
                peer.IsBound |= transaction.Method == StunMethod.ChannelBind;
                peer.RenewAt = now + RenewAfter;
            }
        }

        private void NoteRoundTrip(TimeSpan elapsed)
        {
            var wait = new TimeSpan(elapsed.Ticks * 3 / 2);
            _wait = wait > ShortestWait ? wait : ShortestWait;
        }

        /// <summary>An Allocate or a Refresh was granted.</summary>
        private void HandleLifetime(Instant now, in StunMessage response)
        {
            bool isSound = response.TryGetUInt32(StunAttribute.Lifetime, out uint seconds) && seconds > 0;
            if (State == TurnState.Allocating && isSound)
            {
                isSound = response.TryGetXorAddress(StunAttribute.XorRelayedAddress, out TransportAddress relayed) &&
                    !relayed.IsUnspecified;
                response.TryGetXorMappedAddress(out TransportAddress mapped);
                Relayed = relayed;
                Mapped = mapped;
            }

            if (!isSound)
            {
                Fail(TurnFailure.Refused);
                return;
            }

            // A minute before the end, as libwebrtc does; a life of two minutes or less is renewed in its middle.
            State = TurnState.Allocated;
            _refreshAt = now + TimeSpan.FromSeconds(seconds > 120 ? Math.Min(seconds, 86_400) - 60 : seconds / 2.0);
        }

        private void HandleRefusal(Instant now, TurnTransaction refused, TurnPeer? peer, in StunMessage response)
        {
            response.TryGetErrorCode(out StunErrorCode code);
            bool asksToSign = code == StunErrorCode.StaleNonce ||
                code == StunErrorCode.Unauthenticated && !_credentials.CanSign;
            if (asksToSign && ++_staleInARow <= 3 && _credentials.TryTake(response))
            {
                Begin(now, refused, refused.Method);
                return;
            }

            if (peer == null) Fail(FailureOf(code, response));
            else if (code == StunErrorCode.AllocationMismatch) Fail(TurnFailure.AllocationMismatch);
            else HandleRefusal(now, peer, code);
        }

        /// <summary>What it has it keeps; without a channel data goes in indications.</summary>
        private static void HandleRefusal(Instant now, TurnPeer peer, StunErrorCode code)
        {
            peer.IsForbidden = code == StunErrorCode.Forbidden;
            peer.IsBound = false;
            peer.Channel = 0;
            peer.RenewAt = now + TryAgainAfter;
        }

        private TurnFailure FailureOf(StunErrorCode code, in StunMessage response)
        {
            switch (code)
            {
                case StunErrorCode.TryAlternate when response.TryGetAlternateServer(out TransportAddress alternate):
                    AlternateServer = alternate;
                    return TurnFailure.TryAlternate;
                case StunErrorCode.Unauthenticated:
                case StunErrorCode.StaleNonce:
                case StunErrorCode.WrongCredentials:
                    return TurnFailure.WrongCredentials;
                case StunErrorCode.AllocationMismatch:
                    return TurnFailure.AllocationMismatch;
                case StunErrorCode.AllocationQuotaReached:
                    return TurnFailure.QuotaReached;
                case StunErrorCode.InsufficientCapacity:
                    return TurnFailure.NoCapacity;
                default:
                    return TurnFailure.Refused;
            }
        }

        private void Fail(TurnFailure failure)
        {
            State = TurnState.Closed;
            Failure = failure;
            _allocation.End();
        }
    }
}
