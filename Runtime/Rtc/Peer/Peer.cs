#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>A WebRTC peer connection without socket, clock or thread.
    /// The law: call one of the commands or handlers once; then call <see cref="TryPollTransmit"/> until it is false,
    /// then <see cref="TryPollEvent"/> until it is false; then sleep until <see cref="NextDeadline"/> and call
    /// <see cref="HandleTimeout"/>. One owner at a time.</summary>
    public sealed class Peer : IDisposable
    {
        public Peer(PeerConfig config) => throw new NotImplementedException();

        /// <summary>Where the connection stands.</summary>
        public PeerState State => throw new NotImplementedException();

        /// <summary>Why it closed; None while it has not.</summary>
        public CloseReason CloseReason => throw new NotImplementedException();

        /// <summary>A sentence on why it closed.</summary>
        public string CloseDetail => throw new NotImplementedException();

        /// <summary>Where the offer/answer exchange stands.</summary>
        public SignalingState SignalingState => throw new NotImplementedException();

        /// <summary>All media sections, in the order of the SDP, stopped ones included.</summary>
        public IReadOnlyList<Transceiver> Transceivers => throw new NotImplementedException();

        /// <summary>The local ICE username fragment, by which a server tells its peers' datagrams apart.</summary>
        public string LocalUfrag => throw new NotImplementedException();

        /// <summary>When <see cref="HandleTimeout"/> must be called at the latest.</summary>
        public Deadline NextDeadline => throw new NotImplementedException();

        /// <summary>How many datagrams or packets were dropped for a reason.</summary>
        public long Dropped(DropReason reason) => throw new NotImplementedException();

        /// <summary>Adds a media section, to be offered by the next <see cref="CreateOffer"/>. With
        /// <paramref name="codecs"/> null the configured ones are offered.</summary>
        public Transceiver AddTransceiver(
            MediaKind kind, Direction direction, string trackId, IReadOnlyList<Codec>? codecs = null) =>
            throw new NotImplementedException();

        /// <summary>The transceiver with that mid, or null.</summary>
        public Transceiver? Find(Mid mid) => throw new NotImplementedException();

        /// <summary>Changes what this side wants of a section; the next offer or answer says so.</summary>
        public void SetDirection(Transceiver transceiver, Direction direction) => throw new NotImplementedException();

        /// <summary>Stops a section for good; the next offer or answer carries it at port 0. Media stops now.</summary>
        public void Stop(Transceiver transceiver) => throw new NotImplementedException();

        /// <summary>Writes an offer and makes it the pending local description. Throws
        /// <see cref="InvalidOperationException"/> unless the state is stable.</summary>
        public string CreateOffer(Instant now) => throw new NotImplementedException();

        /// <summary>Takes the answer to our offer. False, with a sentence, when it cannot be applied; the state is
        /// then as before.</summary>
        public bool TrySetAnswer(Instant now, string sdp, out string error) => throw new NotImplementedException();

        /// <summary>Takes the other side's offer. False, with a sentence, when it cannot be applied; the state is then
        /// as before. New sections appear in <see cref="Transceivers"/> with direction RecvOnly, SendRecv or Inactive,
        /// whatever fits the offer, and may be changed or stopped before <see cref="CreateAnswer"/>.</summary>
        public bool TrySetOffer(Instant now, string sdp, out string error) => throw new NotImplementedException();

        /// <summary>Writes the answer to the other side's offer and applies both. Throws
        /// <see cref="InvalidOperationException"/> unless there is one.</summary>
        public string CreateAnswer(Instant now) => throw new NotImplementedException();

        /// <summary>Drops the pending offer, ours or theirs, and what only it had brought (RFC 8829 section 4.1.10.2).</summary>
        public void Rollback() => throw new NotImplementedException();

        /// <summary>Sends the next packet of a section's stream: the peer counts its sequence numbers. False when the
        /// section may not send now or there are no keys yet.</summary>
        public bool TrySend(Instant now, Mid mid, RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
            throw new NotImplementedException();

        /// <summary>Forwards a packet with a sequence number the caller maps, so that gaps stay gaps: the wire carries
        /// <paramref name="seq"/>'s low 16 bits. The payload type is the section's own.</summary>
        public bool TryForward(
            Instant now, Mid mid, SeqNo seq, RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
            throw new NotImplementedException();

        /// <summary>Asks the sender of a received section for a key frame (RTCP PLI).</summary>
        public bool TryRequestKeyFrame(Instant now, Mid mid) => throw new NotImplementedException();

        /// <summary>Takes a datagram that came to one of the local addresses; it is decrypted in place.</summary>
        public void HandleDatagram(
            Instant now, TransportAddress local, TransportAddress remote, Memory<byte> datagram) =>
            throw new NotImplementedException();

        /// <summary>Does what is due. Calling it early does no harm.</summary>
        public void HandleTimeout(Instant now) => throw new NotImplementedException();

        /// <summary>Takes the next datagram to send.</summary>
        public bool TryPollTransmit(Instant now, out Transmit transmit) => throw new NotImplementedException();

        /// <summary>Takes the next event.</summary>
        public bool TryPollEvent(Instant now, out PeerEvent happened) => throw new NotImplementedException();

        /// <summary>Queues RTCP BYE and close_notify, and ends; drain <see cref="TryPollTransmit"/> once more after it.</summary>
        public void Close(Instant now) => throw new NotImplementedException();

        /// <summary>Frees the handshake's thread and keys.</summary>
        public void Dispose() => throw new NotImplementedException();
    }
}
