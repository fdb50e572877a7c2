#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    /// <summary>What comes: packets and their chunks.</summary>
    public sealed partial class SctpAssociation
    {
        private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(30);

        private Deadline _heartbeat;
        private Instant? _heartbeatSent;

        /// <summary>Takes a packet that DTLS has opened; says why when it is dropped.</summary>
        public DropReason HandlePacket(Instant now, ReadOnlySpan<byte> bytes)
        {
            if (!SctpPacket.TryParse(bytes, acceptsZero: true, out SctpPacket packet)) return DropReason.Malformed;
            if (packet.SourcePort != _port.Remote || packet.DestinationPort != _port.Local || !IsForUs(packet))
                return DropReason.SctpUnexpected;
            if (State == AssociationState.Closed && packet.Chunks[0] == (byte)ChunkType.ShutdownAck)
                return EndAgain(packet.VerificationTag);
            DropReason dropped = DropReason.None;
            ReadOnlySpan<byte> rest = packet.Chunks;
            while (rest.Length > 0 && dropped == DropReason.None)
            {
                if (!Chunk.TryTake(ref rest, out Chunk chunk)) dropped = DropReason.Malformed;
                else dropped = HandleChunk(now, packet.VerificationTag, chunk, ref rest);
            }

            _incoming?.EndPacket(now);
            Advance(now);
            return dropped;
        }

        // RFC 9260 section 8.5.1.
        private bool IsForUs(in SctpPacket packet)
        {
            var first = (ChunkType)packet.Chunks[0];
            if (first == ChunkType.Init) return packet.VerificationTag == 0;
            if (first == ChunkType.CookieEcho) return true; // the cookie tells
            if (State == AssociationState.Closed) return first == ChunkType.ShutdownAck;
            bool mayReflect = first == ChunkType.Abort || first == ChunkType.ShutdownComplete;
            bool isReflected = mayReflect && (packet.Chunks[1] & TagIsReflected) != 0;
            return packet.VerificationTag == (isReflected ? _peer.Tag : _tag);
        }

        private DropReason HandleChunk(Instant now, uint tag, in Chunk chunk, ref ReadOnlySpan<byte> rest)
        {
            switch (chunk.Type)
            {
                case ChunkType.Init:
                    rest = default;
                    return HandleInit(chunk.Value);
                case ChunkType.InitAck:
                    rest = default;
                    return HandleInitAck(now, chunk.Value);
                case ChunkType.CookieEcho:
                    return HandleCookieEcho(now, tag, chunk.Value);
                case ChunkType.CookieAck:
                    if (State == AssociationState.CookieEchoed) Establish();
                    return DropReason.None;
                case ChunkType.Abort:
                    rest = default;
                    IsAborted = true;
                    End();
                    return DropReason.None;
                case ChunkType.Shutdown:
                case ChunkType.ShutdownAck:
                case ChunkType.ShutdownComplete:
                    return HandleShutdown(now, chunk);
                case ChunkType.Error:
                    return DropReason.None;
                default:
                    return _incoming == null || _outgoing == null
                        ? DropReason.SctpUnexpected
                        : HandleTransfer(now, chunk, _incoming, _outgoing, ref rest);
            }
        }

        private DropReason HandleTransfer(
            Instant now,
            in Chunk chunk,
            IncomingTransfer incoming,
            OutgoingTransfer outgoing,
            ref ReadOnlySpan<byte> rest)
        {
            bool isSound = true;
            switch (chunk.Type)
            {
                case ChunkType.Data:
                    isSound = FragmentHeader.TryParse(chunk, out FragmentHeader header, out ReadOnlySpan<byte> payload);
                    if (isSound) incoming.HandleFragment(header, payload);
                    break;
                case ChunkType.Sack:
                    isSound = SackChunk.TryParse(chunk.Value, out SackChunk sack);
                    if (isSound) outgoing.TryHandleSack(now, sack);
                    break;
                case ChunkType.ForwardTsn:
                    isSound = ForwardTsnChunk.TryParse(chunk.Value, out ForwardTsnChunk forward);
                    if (isSound) incoming.HandleForward(forward);
                    break;
                case ChunkType.Reconfiguration:
                    isSound = _resets.TryHandle(chunk.Value, incoming);
                    break;
                case ChunkType.Heartbeat:
                    Reply(ChunkType.HeartbeatAck, chunk.Value);
                    break;
                case ChunkType.HeartbeatAck:
                    HandleHeartbeatAck(now, chunk.Value);
                    break;
                default:
                    if (chunk.IsReportable) ReplyUnrecognized(chunk);
                    if (!chunk.IsSkippable) rest = default;
                    break;
            }

            _heartbeat = new Deadline(now + HeartbeatInterval, DeadlineReason.SctpHeartbeat);
            return isSound ? DropReason.None : DropReason.Malformed;
        }

        // What has come may let something else happen.
        private void Advance(Instant now)
        {
            if (_incoming == null || _outgoing == null) return;
            _resets.Advance(_incoming);
            if (_incoming.IsTooLong)
            {
                ReplyAbort(ErrorCause.ProtocolViolation);
                IsAborted = true;
                End();
            }
            else if (_outgoing.IsDone && State == AssociationState.ShutdownPending)
            {
                Become(AssociationState.ShutdownSent);
                _handshake.Start(now);
            }
            else if (_outgoing.IsDone && State == AssociationState.ShutdownReceived)
            {
                Become(AssociationState.ShutdownAckSent);
                _handshake.Start(now);
            }
        }

        private DropReason HandleShutdown(Instant now, in Chunk chunk)
        {
            if (chunk.Type == ChunkType.Shutdown)
            {
                if (chunk.Value.Length < 4) return DropReason.Malformed;
                if (_outgoing == null || State < AssociationState.Established) return DropReason.SctpUnexpected;
                _outgoing.HandleShutdown(now, BinaryPrimitives.ReadUInt32BigEndian(chunk.Value));
                if (State <= AssociationState.ShutdownSent) Become(AssociationState.ShutdownReceived);
                return DropReason.None;
            }

            if (State < AssociationState.ShutdownSent) return DropReason.SctpUnexpected;
            if (chunk.Type == ChunkType.ShutdownAck) Reply(ChunkType.ShutdownComplete, default);
            End();
            return DropReason.None;
        }

        // Our last word was lost, and the association with it (RFC 9260 section 8.4).
        private DropReason EndAgain(uint tag)
        {
            if (!_replies.TryPrepare(out Span<byte> packet)) return DropReason.Overflow;
            var writer = new PacketWriter(packet, _port, tag);
            writer.Add(ChunkType.ShutdownComplete, TagIsReflected, 0);
            _replies.Commit(writer.Finish(withChecksum: true));
            return DropReason.None;
        }

        private void WriteShutdown(Instant now, ref PacketWriter writer)
        {
            bool isLast = State == AssociationState.ShutdownSent || State == AssociationState.ShutdownAckSent;
            if (!isLast || !_handshake.TryTakeDue(now)) return;
            if (State == AssociationState.ShutdownAckSent) writer.Add(ChunkType.ShutdownAck, 0, 0);
            else BinaryPrimitives.WriteUInt32BigEndian(
                writer.Add(ChunkType.Shutdown, 0, 4), _incoming!.Cumulative.Wire);
        }

        private void BeatHeart(Instant now)
        {
            _heartbeat = new Deadline(now + HeartbeatInterval, DeadlineReason.SctpHeartbeat);
            _heartbeatSent = now;
            Span<byte> value = stackalloc byte[Parameter.HeaderSize + 8];
            Parameter.Write(value, 1, 8);
            BinaryPrimitives.WriteInt64BigEndian(value.Slice(Parameter.HeaderSize), now.Microseconds);
            Reply(ChunkType.Heartbeat, value);
        }

        private void HandleHeartbeatAck(Instant now, ReadOnlySpan<byte> value)
        {
            if (value.Length != Parameter.HeaderSize + 8) return;
            var sent = new Instant(BinaryPrimitives.ReadInt64BigEndian(value.Slice(Parameter.HeaderSize)));
            if (sent != _heartbeatSent) return;
            _heartbeatSent = null;
            _timeout.Measure(now - sent);
        }

        private void Reply(ChunkType type, ReadOnlySpan<byte> value)
        {
            if (value.Length > MaxCookie || !_replies.TryPrepare(out Span<byte> packet)) return;
            var writer = new PacketWriter(packet, _port, _peer.Tag);
            writer.Add(type, 0, value);
            _replies.Commit(writer.Finish(withChecksum: true));
        }

        private void ReplyAbort(ErrorCause cause)
        {
            Span<byte> value = stackalloc byte[Parameter.HeaderSize];
            Parameter.Write(value, (ushort)cause, 0);
            Reply(ChunkType.Abort, value);
        }

        // The cause holds the whole chunk.
        private void ReplyUnrecognized(in Chunk chunk)
        {
            int length = Chunk.HeaderSize + chunk.Value.Length;
            Span<byte> value = stackalloc byte[AssociationConfig.MaxPacket];
            if (Parameter.HeaderSize + Chunk.Padded(length) > MaxCookie) return;
            int size = Parameter.Write(value, (ushort)ErrorCause.UnrecognizedChunkType, length);
            Span<byte> copy = value.Slice(Parameter.HeaderSize);
            copy[0] = (byte)chunk.Type;
            copy[1] = chunk.Flags;
            BinaryPrimitives.WriteUInt16BigEndian(copy.Slice(2), (ushort)length);
            chunk.Value.CopyTo(copy.Slice(Chunk.HeaderSize));
            Reply(ChunkType.Error, value.Slice(0, size));
        }
    }
}
