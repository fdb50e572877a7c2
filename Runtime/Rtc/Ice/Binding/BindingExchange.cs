#nullable enable
using System;
using System.Text;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>The wire half of an agent: writes Binding requests and responses, and judges those that come
    /// (https://www.rfc-editor.org/rfc/rfc8445#section-7). A request is signed with the recipient's password, a
    /// response with the same one.
    /// Requests that fail authentication are dropped without the 400 or 401 of RFC 8489: who cannot sign is told
    /// nothing, and no spoofed source is answered.</summary>
    internal sealed class BindingExchange
    {
        private readonly IRandom _random;
        private readonly byte[] _localUfrag;
        private readonly StunIntegrity _localKey;
        private readonly ulong _tieBreaker;
        private readonly Outbox _outbox = new Outbox();
        private readonly ushort[] _unknown = new ushort[8];
        private byte[] _remoteUfrag = Array.Empty<byte>();
        private StunIntegrity? _remoteKey;

        public BindingExchange(IRandom random, IceCredentials local)
        {
            _random = random;
            _localUfrag = Encoding.ASCII.GetBytes(local.Ufrag);
            _localKey = new StunIntegrity(local.Password);
            Span<byte> tieBreaker = stackalloc byte[sizeof(ulong)];
            random.Fill(tieBreaker);
            _tieBreaker = BitConverter.ToUInt64(tieBreaker);
        }

        /// <summary>The role our messages claim.</summary>
        public IceRole Role { get; set; }

        /// <summary>False until <see cref="SetRemote"/>: requests cannot be signed before.</summary>
        public bool KnowsRemote => _remoteKey != null;

        /// <summary>False while the outbox is full; nothing can then be sent or answered.</summary>
        public bool HasRoom => _outbox.HasRoom;

        /// <summary>Takes the other side's credentials, new or changed.</summary>
        public void SetRemote(IceCredentials remote)
        {
            _remoteUfrag = Encoding.ASCII.GetBytes(remote.Ufrag);
            _remoteKey = new StunIntegrity(remote.Password);
        }

        /// <summary>True when a ufrag is the one the other side signalled.</summary>
        public bool IsRemoteUfrag(ReadOnlySpan<byte> ufrag) => KnowsRemote && ufrag.SequenceEqual(_remoteUfrag);

        /// <summary>True when a request names our ufrag.</summary>
        public bool IsForUs(in StunMessage request, out ReadOnlySpan<byte> sender) =>
            request.TryGetUfrags(out ReadOnlySpan<byte> recipient, out sender) && recipient.SequenceEqual(_localUfrag);

        /// <summary>True when a request is meant for us and signed with our password.</summary>
        public bool TryAuthenticate(in StunMessage request, out ReadOnlySpan<byte> remoteUfrag, out DropReason dropped)
        {
            dropped = !IsForUs(request, out remoteUfrag) ? DropReason.StunUnknownUser
                : !request.IsSignedWith(_localKey) ? DropReason.StunBadIntegrity
                : DropReason.None;
            return dropped == DropReason.None;
        }

        /// <summary>True when a response is signed with the other side's password.</summary>
        public bool IsAuthentic(in StunMessage response) => _remoteKey != null && response.IsSignedWith(_remoteKey);

        /// <summary>Sends a check over a pair and returns its transaction; only while there is room and the other
        /// side is known.</summary>
        public TransactionId SendRequest(CandidatePair pair, bool useCandidate)
        {
            TransactionId id = TransactionId.From(_random);
            SendRequest(pair, id, Role, useCandidate);
            return id;
        }

        /// <summary>Sends a pair's outstanding check again, unchanged.</summary>
        public void RepeatRequest(CandidatePair pair) =>
            SendRequest(pair, pair.Check.Id, pair.Check.Role, pair.Check.UseCandidate);

        /// <summary>Answers a request with its source address.</summary>
        public void Grant(in StunMessage request, TransportAddress local, TransportAddress remote)
        {
            var response = new StunWriter(_outbox.Buffer, StunClass.Success, StunMethod.Binding, request.TransactionId);
            response.WriteXorMappedAddress(remote);
            Send(response, _localKey, local, remote);
        }

        /// <summary>Refuses a request with attributes that must be understood and are not; false if it has
        /// none.</summary>
        public bool RefusesUnknown(in StunMessage request, TransportAddress local, TransportAddress remote)
        {
            int count = request.ListNotUnderstood(_unknown);
            if (count == 0) return false;

            var response = new StunWriter(_outbox.Buffer, StunClass.Error, StunMethod.Binding, request.TransactionId);
            response.WriteErrorCode(StunErrorCode.UnknownAttribute, "Unknown Attribute");
            response.WriteUnknownAttributes(_unknown.AsSpan(0, count));
            Send(response, _localKey, local, remote);
            return true;
        }

        /// <summary>Settles a conflict of roles (RFC 8445 section 7.3.1.1): the greater tie-breaker controls. Either
        /// our role changes, or the request is refused with 487 and true is returned. A lite agent does
        /// not change.</summary>
        public bool RefusesRole(in StunMessage request, bool isLite, TransportAddress local, TransportAddress remote)
        {
            StunAttribute ours =
                Role == IceRole.Controlling ? StunAttribute.IceControlling : StunAttribute.IceControlled;
            if (!request.TryGetTieBreaker(ours, out ulong theirs)) return false;

            IceRole fair = _tieBreaker >= theirs ? IceRole.Controlling : IceRole.Controlled;
            if (Role != fair && !isLite)
            {
                Role = fair;
                return false;
            }

            var response = new StunWriter(_outbox.Buffer, StunClass.Error, StunMethod.Binding, request.TransactionId);
            response.WriteErrorCode(StunErrorCode.RoleConflict, "Role Conflict");
            Send(response, _localKey, local, remote);
            return true;
        }

        /// <summary>Takes the next datagram to send.</summary>
        public bool TryPollTransmit(out IceTransmit transmit) => _outbox.TryPoll(out transmit);

        /// <summary>Drops what waits to be sent.</summary>
        public void Close() => _outbox.Clear();

        private void SendRequest(CandidatePair pair, TransactionId id, IceRole role, bool useCandidate)
        {
            var request = new StunWriter(_outbox.Buffer, StunClass.Request, StunMethod.Binding, id);
            request.WriteUsername(_remoteUfrag, _localUfrag);
            request.WriteUInt32(StunAttribute.Priority, pair.Local.PeerReflexivePriority);
            request.WriteUInt64(
                role == IceRole.Controlling ? StunAttribute.IceControlling : StunAttribute.IceControlled, _tieBreaker);
            if (useCandidate) request.WriteFlag(StunAttribute.UseCandidate);
            Send(request, _remoteKey!, pair.Local.Address, pair.Remote.Address);
        }

        private void Send(StunWriter message, StunIntegrity key, TransportAddress local, TransportAddress remote)
        {
            message.WriteIntegrity(key);
            message.WriteFingerprint();
            _outbox.Add(local, remote, message.Length);
        }
    }
}
