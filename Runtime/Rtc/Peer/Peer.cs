#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>A WebRTC peer connection without socket, clock or thread.
    /// The law: call one of the commands or handlers once; then call <see cref="TryPollTransmit"/> until it is false,
    /// then <see cref="TryPollEvent"/> until it is false; then sleep until <see cref="NextDeadline"/> and call
    /// <see cref="HandleTimeout"/>. One owner at a time.</summary>
    public sealed partial class Peer : IDisposable
    {
        private readonly PeerConfig _config;
        private readonly DropCounters _dropped = new DropCounters();
        private readonly SecureTransport _transport;
        private readonly Negotiation _negotiation;
        private readonly RtpSession _media;
        private bool _stateIsNews;

        /// <summary>A peer that waits for its first offer.</summary>
        public Peer(PeerConfig config)
        {
            _config = config;
            _transport = new SecureTransport(config, _dropped);
            var writer = new DescriptionWriter(config, _transport.Ice);
            _negotiation = new Negotiation(config, writer);
            _media = new RtpSession(config, writer.Cname, _dropped);
            _data = new DataChannelSession(config.Random);
        }

        /// <summary>Where the connection stands.</summary>
        public PeerState State { get; private set; }

        /// <summary>Why it closed; None while it has not.</summary>
        public CloseReason CloseReason { get; private set; }

        /// <summary>A sentence on why it closed; empty while it has not.</summary>
        public string CloseDetail { get; private set; } = "";

        /// <summary>Where the offer/answer exchange stands.</summary>
        public SignalingState SignalingState => _negotiation.State;

        /// <summary>All media sections, in the order they came to be; stopped ones too, until another takes their
        /// place.</summary>
        public IReadOnlyList<Transceiver> Transceivers => _negotiation.Transceivers;

        /// <summary>The local ICE username fragment, by which a server tells its peers' datagrams apart.</summary>
        public string LocalUfrag => _transport.Ice.Local.Ufrag;

        /// <summary>Candidates, servers and addresses. Its calls are calls to the peer: drain after them.</summary>
        public IceTransport Ice => _transport.Face;

        /// <summary>When <see cref="HandleTimeout"/> must be called at the latest.</summary>
        public Deadline NextDeadline =>
            State == PeerState.Closed
                ? Deadline.None
                : _transport.NextDeadline.Soonest(_media.NextDeadline).Soonest(_data.NextDeadline);

        /// <summary>How many datagrams or packets were dropped for a reason.</summary>
        public long Dropped(DropReason reason) => _dropped[reason];

        /// <summary>Adds a media section, to be offered by the next <see cref="CreateOffer"/>. With
        /// <paramref name="codecs"/> null the configured ones are offered; several <paramref name="encodings"/>, each
        /// with a rid, are offered as simulcast, which the answer may narrow. Throws <see cref="ArgumentException"/>
        /// when a section that is not stopped has that <paramref name="trackId"/>.</summary>
        public Transceiver AddTransceiver(
            MediaKind kind,
            Direction direction,
            string trackId,
            IReadOnlyList<Codec>? codecs = null,
            IReadOnlyList<SendEncoding>? encodings = null) =>
            _negotiation.AddTransceiver(kind, direction, trackId, codecs, encodings);

        /// <summary>The transceiver with that mid, or null.</summary>
        public Transceiver? Find(Mid mid)
        {
            IReadOnlyList<Transceiver> transceivers = Transceivers;
            for (int i = transceivers.Count - 1; i >= 0; i--) // a mid may be used again
                if (transceivers[i].Mid == mid) return transceivers[i];
            return null;
        }

        /// <summary>Changes what this side wants of a section; the next offer or answer says so.</summary>
        public void SetDirection(Transceiver transceiver, Direction direction) => transceiver.Direction = direction;

        /// <summary>Narrows or orders the codecs this side is ready for on a section, best first; the next offer or
        /// answer says so.</summary>
        public void SetCodecs(Transceiver transceiver, IReadOnlyList<Codec> codecs) => transceiver.Codecs = codecs;

        /// <summary>Stops a section for good; the next offer or answer carries it at port 0. Media stops now.</summary>
        public void Stop(Transceiver transceiver)
        {
            transceiver.IsStopped = true;
            transceiver.CurrentDirection = Direction.Inactive;
            _media.Configure(_negotiation.Transceivers, _negotiation.ExtensionIds);
        }

        /// <summary>Writes an offer and makes it the pending local description; with <paramref name="iceRestart"/> one
        /// that asks for a new path, while media goes on over the old. Throws
        /// <see cref="InvalidOperationException"/> unless the state is stable.</summary>
        public string CreateOffer(Instant now, bool iceRestart = false)
        {
            if (iceRestart && SignalingState == SignalingState.Stable) _transport.Ice.Restart();
            string offer = _negotiation.CreateOffer(out Mid tagged);
            _transport.NoteTag(now, tagged);
            return offer;
        }

        /// <summary>Takes the answer to our offer. False, with a sentence, when it cannot be applied; the state is
        /// then as before.</summary>
        public bool TrySetAnswer(Instant now, string sdp, out string error)
        {
            if (!_negotiation.TrySetAnswer(sdp, out RemoteTransport? remote, out error)) return false;
            DtlsRole role = remote?.Setup == SetupRole.Active ? DtlsRole.Server : DtlsRole.Client;
            Connect(now, remote, role, isOfferer: true);
            return true;
        }

        /// <summary>Takes the other side's offer. False, with a sentence, when it cannot be applied; the state is then
        /// as before. An offer of ours that waits for its answer is rolled back for it: to be the impolite one of two
        /// peers is not to call this then. New sections appear in <see cref="Transceivers"/> as RecvOnly, and may be
        /// turned or stopped before <see cref="CreateAnswer"/>.</summary>
        public bool TrySetOffer(Instant now, string sdp, out string error)
        {
            bool meetsOurs = SignalingState == SignalingState.HaveLocalOffer;
            bool isTaken = _negotiation.TrySetOffer(sdp, out error);
            if (isTaken && meetsOurs) _transport.Ice.CancelRestart();
            return isTaken;
        }

        /// <summary>Writes the answer to the other side's offer and applies both. Throws
        /// <see cref="InvalidOperationException"/> unless there is one.</summary>
        public string CreateAnswer(Instant now) => _negotiation.CreateAnswer(remote =>
        {
            // An SFU waits to be spoken to; whoever may choose speaks first, which saves half a round trip.
            bool mayChoose = remote?.Setup != SetupRole.Active && remote?.Setup != SetupRole.Passive;
            bool waits = mayChoose ? _config.IceLite : remote?.Setup == SetupRole.Active;
            Connect(now, remote, waits ? DtlsRole.Server : DtlsRole.Client, isOfferer: false);
            return _transport.Role;
        });

        /// <summary>Drops the pending offer, ours or theirs, and what only it had brought (RFC 8829 section
        /// 4.1.10.2).</summary>
        public void Rollback()
        {
            if (SignalingState == SignalingState.HaveLocalOffer) _transport.Ice.CancelRestart();
            _negotiation.Rollback();
        }

        /// <summary>How much congestion control allows to be sent, all sections together, in bit/s; null where nothing
        /// that measures the path is agreed. Each encoding has its share of it:
        /// <see cref="SendEncoding.TargetBitrate"/>.</summary>
        public long? TargetBitrate => _media.TargetBitrate;

        /// <summary>Tells the other side how much it may send, in bit/s and all sections together; null lifts a limit
        /// given before. Heeded by sections that agreed to <c>goog-remb</c>; no other is told.</summary>
        public void SetReceiveBandwidth(Instant now, long? bitrate)
        {
            if (bitrate <= 0)
                throw new ArgumentOutOfRangeException(
                    nameof(bitrate), bitrate, "A limit is above 0; turn the direction of a section to hear nothing.");
            _media.ReceiveCeiling = bitrate;
            if (State == PeerState.Connected) _media.HandleTimeout(now, _transport.Srtp!);
        }

        /// <summary>Sends the next packet of a section's stream: the peer counts its sequence numbers. False when the
        /// section may not send now or there are no keys yet.</summary>
        public bool TrySend(
            Instant now,
            Mid mid,
            RtpTime time,
            bool marker,
            ReadOnlySpan<byte> payload,
            in SendOptions options = default) =>
            TrySend(now, mid, default, time, marker, payload, options);

        /// <summary>Sends the next packet of a simulcast layer, which is also false while it is paused, by its owner or
        /// for want of bandwidth.</summary>
        public bool TrySend(
            Instant now,
            Mid mid,
            Rid rid,
            RtpTime time,
            bool marker,
            ReadOnlySpan<byte> payload,
            in SendOptions options = default) =>
            State == PeerState.Connected &&
            _media.TrySend(now, _transport.Srtp!, mid, rid, null, time, marker, payload, options);

        /// <summary>Forwards a packet with a sequence number the caller maps, so that gaps stay gaps: the wire carries
        /// <paramref name="seq"/>'s low 16 bits. The payload type and the header extensions' numbers are the section's
        /// own.</summary>
        public bool TryForward(
            Instant now,
            Mid mid,
            SeqNo seq,
            RtpTime time,
            bool marker,
            ReadOnlySpan<byte> payload,
            in SendOptions options = default) =>
            State == PeerState.Connected &&
            _media.TrySend(now, _transport.Srtp!, mid, default, seq, time, marker, payload, options);

        /// <summary>Asks the sender of a received section for a key frame (RTCP PLI, or FIR where that alone is agreed)
        /// of one simulcast layer, or of the stream that spoke last. One asked for within 300 ms of the last goes out
        /// when they are over. False when nothing has come of it yet.</summary>
        public bool TryRequestKeyFrame(Instant now, Mid mid, Rid rid = default) =>
            State == PeerState.Connected && _media.TryRequestKeyFrame(now, _transport.Srtp!, mid, rid);

        /// <summary>How a received stream's timestamps stand to its sender's clock, by which audio and video of one
        /// sender are played together. False before its first sender report.</summary>
        public bool TryGetSenderClock(Ssrc ssrc, out SenderClock clock) => _media.TryGetSenderClock(ssrc, out clock);

        /// <summary>Takes a datagram that came to one of the local addresses; it is decrypted in place.</summary>
        public void HandleDatagram(
            Instant now, TransportAddress local, TransportAddress remote, Memory<byte> datagram)
        {
            if (State == PeerState.Closed) return;
            _counters.CountReceived(datagram.Length);
            bool isWrapped = _transport.Ice.IsFromRelay(local, remote);
            if (isWrapped && !_transport.Ice.TryUnwrap(
                    now, local, remote, datagram, out local, out remote, out datagram)) return;
            switch (DatagramDemux.Classify(datagram.Span))
            {
                case DatagramClass.Stun:
                    _transport.HandleStun(now, local, remote, datagram.Span);
                    _media.HandleRoundTrip(_transport.Ice.RoundTrip);
                    break;
                case DatagramClass.Dtls:
                    if (datagram.Span[0] != (byte)DtlsContentType.ApplicationData)
                        _transport.HandleDtls(now, local, remote, datagram.Span);
                    else _transport.HandleApplication(now, local, remote, datagram.Span, _data);
                    break;
                case DatagramClass.Srtp:
                    if (MayCarryMedia(local, remote)) _media.HandleRtp(now, _transport.Srtp!, datagram);
                    break;
                case DatagramClass.Srtcp:
                    if (MayCarryMedia(local, remote)) _media.HandleRtcp(now, _transport.Srtp!, datagram.Span);
                    break;
                default:
                    _dropped.Count(DropReason.NotDemuxed);
                    break;
            }

            Advance(now);
        }

        /// <summary>Does what is due. Calling it early does no harm.</summary>
        public void HandleTimeout(Instant now)
        {
            if (State == PeerState.Closed) return;
            _transport.HandleTimeout(now);
            _data.HandleTimeout(now);
            if (State == PeerState.Connected) _media.HandleTimeout(now, _transport.Srtp!);
            Advance(now);
        }

        /// <summary>Takes the next datagram to send.</summary>
        public bool TryPollTransmit(Instant now, out Transmit transmit)
        {
            Advance(now);
            while (TryPollUnwrapped(now, out transmit))
            {
                if (!_transport.TryWrap(ref transmit)) continue;
                _counters.CountSent(transmit.Datagram.Count);
                return true;
            }

            return false;
        }

        /// <summary>Takes the next event.</summary>
        public bool TryPollEvent(Instant now, out PeerEvent happened)
        {
            Advance(now);
            if (_stateIsNews)
            {
                _stateIsNews = false;
                happened = new PeerEvent { Kind = PeerEventKind.StateChanged };
                return true;
            }

            return _transport.TryPollEvent(out happened) || _media.TryPollEvent(out happened) ||
                TryPollDataEvent(now, out happened);
        }

        /// <summary>Queues RTCP BYE and close_notify, and ends; drain <see cref="TryPollTransmit"/> once more after
        /// it.</summary>
        public void Close(Instant now)
        {
            if (State == PeerState.Closed) return;
            if (State == PeerState.Connected) _media.SayBye(_transport.Srtp!);
            _transport.Close();
            Become(PeerState.Closed, CloseReason.LocalClose, "This side closed the connection.");
        }

        /// <summary>Frees the handshake's thread and keys.</summary>
        public void Dispose() => _transport.Dispose();

        private bool TryPollUnwrapped(Instant now, out Transmit transmit)
        {
            // Media goes first: a BYE must leave before the close_notify that makes the other side deaf to it.
            bool hasPath = _transport.Ice.TryGetSelected(out TransportAddress local, out TransportAddress remote);
            while (_media.TryPollTransmit(out ArraySegment<byte> datagram))
            {
                if (!hasPath) continue; // by the time there is one, it is too late
                transmit = new Transmit(local, remote, datagram);
                return true;
            }

            return _transport.TryPollTransmit(now, _data, out transmit);
        }

        private void Connect(Instant now, RemoteTransport? remote, DtlsRole role, bool isOfferer)
        {
            _media.Configure(_negotiation.Transceivers, _negotiation.ExtensionIds);
            if (_negotiation.IsWithoutData) _data.CloseAll();
            if (remote == null) return;
            if (State == PeerState.New) Become(PeerState.Connecting, CloseReason.None, "");
            _transport.Describe(now, remote, role, isOfferer);
            FollowDataSection(now);
        }

        private bool MayCarryMedia(TransportAddress local, TransportAddress remote)
        {
            if (_transport.Srtp == null) _dropped.Count(DropReason.NoKeys);
            else if (!_transport.Ice.IsValidated(local, remote)) _dropped.Count(DropReason.AddressNotValidated);
            else return true;
            return false;
        }

        private void Advance(Instant now)
        {
            if (State == PeerState.Closed || State == PeerState.New) return;
            _transport.Advance(now);
            _data.AwaitsRestart = _transport.AwaitsSuccessor;
            if (_transport.TryPollRekeyed())
            {
                _media.HandleRekey();
                _data.Restart(now);
            }

            if (_transport.Failure != CloseReason.None)
                Become(PeerState.Closed, _transport.Failure, _transport.FailureDetail);
            else if (State == PeerState.Connecting && _transport.Srtp != null)
            {
                Become(PeerState.Connected, CloseReason.None, "");
                _media.Begin(now);
                FollowDataSection(now);
            }

            _transport.FlushApplication(now, _data);
        }

        private void Become(PeerState state, CloseReason reason, string detail)
        {
            Debug.Assert(State != PeerState.Closed, "There is no way back from closed.");
            State = state;
            CloseReason = reason;
            CloseDetail = detail;
            _stateIsNews = true;
            if (state == PeerState.Closed) _data.CloseAll();
        }
    }
}
