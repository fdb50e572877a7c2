#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    /// <summary>One SCTP association over DTLS (https://www.rfc-editor.org/rfc/rfc9260,
    /// https://www.rfc-editor.org/rfc/rfc8261), without socket, clock or thread. In WebRTC nobody is the server: both
    /// sides begin, and their INITs cross.
    /// <code>
    ///           Start                 INIT-ACK                    COOKIE-ACK
    ///   closed ------> cookie-wait ------------> cookie-echoed ----------------> established
    ///      \________________ COOKIE-ECHO, as the other side began too ______________^
    /// </code>
    /// Call a command or handler once, then drain <see cref="TryPollTransmit"/> and the other polls. One owner at a
    /// time.</summary>
    public sealed partial class SctpAssociation
    {
        // The cookie comes back in one packet.
        private const int MaxCookie = AssociationConfig.MaxPacket - SctpPacket.HeaderSize - Chunk.HeaderSize;
        private const byte TagIsReflected = 1;

        private readonly AssociationConfig _config;
        private readonly IRandom _random;
        private readonly (ushort Local, ushort Remote) _port;
        private readonly FragmentPool _pool = new FragmentPool();
        private readonly SendQueue _queue;
        private readonly RetransmissionTimeout _timeout = new RetransmissionTimeout();
        private readonly StreamResets _resets;
        private readonly ReplyQueue _replies = new ReplyQueue();
        private readonly byte[] _cookie = new byte[MaxCookie];
        private readonly HandshakeTimer _handshake = new HandshakeTimer();
        private IncomingTransfer? _incoming;
        private OutgoingTransfer? _outgoing;
        private InitChunk _peer;
        private bool _hasAsked;
        private int _cookieLength;
        private uint _tag;
        private uint _firstTsn;
        private bool _wasRestarted;

        public SctpAssociation(AssociationConfig config, IRandom random)
        {
            _config = config;
            _random = random;
            _port = ((ushort)config.LocalPort, (ushort)config.RemotePort);
            _queue = new SendQueue(_pool);
            _resets = new StreamResets(_queue, _timeout);
        }

        /// <summary>Where it stands.</summary>
        public AssociationState State { get; private set; }

        /// <summary>True once the other side has ended it with ABORT, or a fault of it made this side do so.</summary>
        public bool IsAborted { get; private set; }

        /// <summary>When <see cref="HandleTimeout"/> must be called at the latest.</summary>
        public Deadline NextDeadline
        {
            get
            {
                Deadline deadline = _handshake.Deadline.Soonest(_resets.NextDeadline);
                if (_outgoing != null) deadline = deadline.Soonest(_outgoing.NextDeadline);
                return _incoming == null ? deadline : deadline.Soonest(_incoming.NextDeadline).Soonest(_heartbeat);
            }
        }

        /// <summary>How often nothing had arrived for a whole retransmission timeout.</summary>
        public long Timeouts => _outgoing?.Timeouts ?? 0;

        /// <summary>How many chunks have been sent again.</summary>
        public long Retransmissions => _outgoing?.Retransmissions ?? 0;

        /// <summary>Bytes that may be on their way.</summary>
        public int CongestionWindow => _outgoing?.Window ?? 0;

        /// <summary>Bytes on their way.</summary>
        public int Flight => _outgoing?.Flight ?? 0;

        /// <summary>The smoothed round-trip time; zero before the first.</summary>
        public TimeSpan RoundTripTime => _timeout.RoundTripTime;

        /// <summary>The highest stream number that may be used.</summary>
        public StreamId HighestStream => new StreamId((ushort)(_peer.IncomingStreams - 1));

        /// <summary>Begins. The other side may have begun already.</summary>
        public void Start(Instant now)
        {
            if (State != AssociationState.Closed) return;
            IsAborted = false;
            ChooseTag();
            Become(AssociationState.CookieWait);
            _handshake.Start(now);
        }

        /// <summary>Begins anew, since the transport below is another. What was on its way is lost, messages that wait
        /// go under the new association.</summary>
        public void Restart(Instant now)
        {
            End();
            _queue.HandleRestart();
            Start(now);
        }

        /// <summary>Takes a message in, which is copied; false when too much of the stream waits, or this side is
        /// ending. SCTP knows no empty messages.</summary>
        public bool TrySend(
            Instant now,
            StreamId stream,
            PayloadProtocol protocol,
            in Reliability reliability,
            ReadOnlySpan<byte> payload)
        {
            if (payload.IsEmpty)
                throw new ArgumentException("SCTP carries no empty message; send a byte that stands for it.");
            return State <= AssociationState.Established && !IsAborted &&
                _queue.TryAppend(now, stream, protocol, reliability, payload, _config.SendLimit);
        }

        /// <summary>Bytes of the stream that wait for their first transmission.</summary>
        public int BufferedAmount(StreamId stream) => _queue.Stream(stream).QueuedBytes;

        internal SendingStream QueueOf(StreamId stream) => _queue.Stream(stream);

        /// <summary>Resets the stream once all its messages have been sent, so that its number can be used
        /// again.</summary>
        public void ResetStream(StreamId stream) => _resets.Want(stream);

        /// <summary>Drops the stream's messages that have not begun to be sent.</summary>
        public void DropUnsent(StreamId stream) => _queue.DropUnsent(_queue.Stream(stream));

        /// <summary>Ends it once all that waits has arrived.</summary>
        public void Shutdown(Instant now)
        {
            if (State != AssociationState.Established) Abort();
            else Become(AssociationState.ShutdownPending);
            Advance(now);
        }

        /// <summary>Ends it at once and tells the other side.</summary>
        public void Abort()
        {
            if (_outgoing != null) ReplyAbort(ErrorCause.UserInitiatedAbort);
            End();
        }

        /// <summary>Does what is due. Calling it early does no harm.</summary>
        public void HandleTimeout(Instant now)
        {
            _handshake.HandleTimeout(now);
            _incoming?.HandleTimeout(now);
            _outgoing?.HandleTimeout(now);
            _resets.HandleTimeout(now);
            if (_incoming != null && _heartbeat.IsDue(now)) BeatHeart(now);
        }

        /// <summary>Takes the next packet to send into <paramref name="buffer"/>, which holds at least
        /// <see cref="AssociationConfig.MaxPacket"/> bytes.</summary>
        public bool TryPollTransmit(Instant now, Span<byte> buffer, out int length)
        {
            if (_replies.TryTake(buffer, out length)) return true;
            buffer = buffer.Slice(0, AssociationConfig.MaxPacket);
            switch (State)
            {
                case AssociationState.Closed:
                    return false;
                case AssociationState.CookieWait:
                    return _handshake.TryTakeDue(now) && WriteInit(buffer, out length);
                case AssociationState.CookieEchoed:
                    return _handshake.TryTakeDue(now) && WriteCookieEcho(now, buffer, out length);
                default:
                    return TryWriteTransfer(now, buffer, out length);
            }
        }

        /// <summary>Takes the next message that has come. Its payload is valid until the next call.</summary>
        public bool TryPollMessage(out ReceivedMessage message)
        {
            message = default;
            return _incoming != null && _incoming.TryTake(out message);
        }

        /// <summary>True once for each stream that the other side has reset.</summary>
        public bool TryPollIncomingReset(out StreamId stream) => _resets.TryPollIncoming(out stream);

        /// <summary>True once for each stream that is reset as <see cref="ResetStream"/> wanted.</summary>
        public bool TryPollOutgoingReset(out StreamId stream) => _resets.TryPollOutgoing(out stream);

        /// <summary>True once when the other side has begun anew (RFC 9260 section 5.2): what was on its way is
        /// lost.</summary>
        public bool TryPollRestarted()
        {
            bool wasRestarted = _wasRestarted;
            _wasRestarted = false;
            return wasRestarted;
        }

        private bool WriteInit(Span<byte> buffer, out int length)
        {
            var writer = new PacketWriter(buffer, _port, 0);
            // Some drop an INIT for a parameter they do not know, though RFC 9260 has them skip it (Pion's of 2022).
            InitChunk init = OurInit(_tag, _firstTsn, acceptsZeroChecksum: !_hasAsked);
            _hasAsked = true;
            init.WriteTo(writer.Add(ChunkType.Init, 0, init.WrittenSize));
            length = writer.Finish(withChecksum: true);
            return true;
        }

        // Messages ride along: half a round trip sooner there.
        private bool WriteCookieEcho(Instant now, Span<byte> buffer, out int length)
        {
            var writer = new PacketWriter(buffer, _port, _peer.Tag);
            writer.Add(ChunkType.CookieEcho, 0, _cookie.AsSpan(0, _cookieLength));
            _outgoing!.Write(now, ref writer);
            length = writer.Finish(withChecksum: true);
            return true;
        }

        private bool TryWriteTransfer(Instant now, Span<byte> buffer, out int length)
        {
            length = 0;
            bool mayWrite = _outgoing!.MayWrite(now);
            if (!mayWrite && !_incoming!.IsAckDue && !_resets.MayWrite && !_handshake.IsDue) return false;
            var writer = new PacketWriter(buffer, _port, _peer.Tag);
            if (_incoming!.IsAckDue || mayWrite && _incoming.IsAckPending) _incoming.WriteAck(ref writer);
            WriteShutdown(now, ref writer);
            _resets.Write(now, _outgoing.NextTsn, ref writer);
            if (mayWrite) _outgoing.Write(now, ref writer);
            if (writer.IsEmpty) return false;
            length = writer.Finish(withChecksum: !_peer.AcceptsZeroChecksum);
            return true;
        }

        private InitChunk OurInit(uint tag, uint firstTsn, bool acceptsZeroChecksum) => new InitChunk(
            tag, (uint)_config.ReceiveWindow, ushort.MaxValue, ushort.MaxValue, firstTsn, true, true,
            acceptsZeroChecksum);

        private void ChooseTag()
        {
            Span<byte> bytes = stackalloc byte[4];
            _random.Fill(bytes);
            _tag = BitConverter.ToUInt32(bytes) | 1; // 0 is no tag
            _hasAsked = false;
            _firstTsn = _config.FirstTsn ?? Tsn.Choose(_random).Wire;
        }

        // Both halves begin with what the INITs said; ours survives when it has begun by INIT-ACK already.
        private void Begin(Instant now, in InitChunk peer)
        {
            _peer = peer;
            _incoming = new IncomingTransfer(Tsn.First(peer.FirstTsn), _config);
            _outgoing ??= new OutgoingTransfer(_queue, _pool, _timeout, Tsn.First(_firstTsn), peer.Window);
            _outgoing.ForwardsTsn = peer.ForwardsTsn;
            _resets.Begin(_firstTsn, peer);
            _heartbeat = new Deadline(now + HeartbeatInterval, DeadlineReason.SctpHeartbeat);
        }

        private void End()
        {
            _outgoing?.Clear();
            _outgoing = null;
            _incoming = null;
            _handshake.Stop();
            Become(AssociationState.Closed);
        }

        private void Become(AssociationState state) => State = state;
    }
}
