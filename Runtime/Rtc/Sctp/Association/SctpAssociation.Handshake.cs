#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    /// <summary>How it begins (RFC 9260 section 5), both sides at once as a rule.</summary>
    public sealed partial class SctpAssociation
    {
        // Answered without changing anything: all there is to know is in the cookie.
        private DropReason HandleInit(ReadOnlySpan<byte> value)
        {
            if (!InitChunk.TryParse(value, out InitChunk init)) return DropReason.Malformed;
            uint tag = _tag;
            uint firstTsn = _firstTsn;
            bool isNew = State == AssociationState.Closed || State >= AssociationState.Established;
            if (isNew)
            {
                ChooseTag();
                (tag, _tag) = (_tag, tag);
                (firstTsn, _firstTsn) = (_firstTsn, firstTsn);
            }

            uint former = State >= AssociationState.Established ? _tag : 0;
            var cookie = new StateCookie(tag, firstTsn, former, init);
            if (!_replies.TryPrepare(out Span<byte> packet)) return DropReason.Overflow;
            Span<byte> unknown = stackalloc byte[AssociationConfig.MaxPacket / 2];
            unknown = unknown.Slice(0, CopyUnknown(value.Slice(InitChunk.Size), unknown));
            var writer = new PacketWriter(packet, _port, init.Tag);
            int cookieSize = Parameter.HeaderSize + StateCookie.Size;
            InitChunk ours = OurInit(tag, firstTsn, init.AcceptsZeroChecksum);
            Span<byte> answer = writer.Add(ChunkType.InitAck, 0, ours.WrittenSize + cookieSize + unknown.Length);
            ours.WriteTo(answer);
            Span<byte> parameters = answer.Slice(ours.WrittenSize);
            Parameter.Write(parameters, Parameter.StateCookie, StateCookie.Size);
            cookie.WriteTo(parameters.Slice(Parameter.HeaderSize));
            unknown.CopyTo(parameters.Slice(cookieSize));
            _replies.Commit(writer.Finish(withChecksum: true));
            return DropReason.None;
        }

        // Each unknown parameter that wants to be reported, whole, inside one that says so.
        private static int CopyUnknown(ReadOnlySpan<byte> parameters, Span<byte> reports)
        {
            int length = 0;
            while (Parameter.TryTake(ref parameters, out Parameter parameter))
            {
                if (parameter.IsKnown) continue;
                int whole = Parameter.HeaderSize + parameter.Value.Length;
                int size = Parameter.HeaderSize + Chunk.Padded(whole);
                if (parameter.IsReportable && size <= reports.Length - length)
                {
                    Span<byte> report = reports.Slice(length, size);
                    Parameter.Write(report, Parameter.UnrecognizedParameter, whole);
                    Span<byte> copy = report.Slice(Parameter.HeaderSize);
                    BinaryPrimitives.WriteUInt16BigEndian(copy, parameter.Type);
                    BinaryPrimitives.WriteUInt16BigEndian(copy.Slice(2), (ushort)whole);
                    parameter.Value.CopyTo(copy.Slice(Parameter.HeaderSize));
                    length += size;
                }

                if (!parameter.IsSkippable) break;
            }

            return length;
        }

        private DropReason HandleInitAck(Instant now, ReadOnlySpan<byte> value)
        {
            if (State != AssociationState.CookieWait) return DropReason.SctpUnexpected;
            if (!InitChunk.TryParse(value, out InitChunk init)) return DropReason.Malformed;
            if (!InitChunk.TryFindCookie(value, out ReadOnlySpan<byte> cookie) || cookie.Length > MaxCookie)
                return DropReason.Malformed;
            cookie.CopyTo(_cookie);
            _cookieLength = cookie.Length;
            Begin(now, init);
            Become(AssociationState.CookieEchoed);
            _handshake.Start(now);
            return DropReason.None;
        }

        // RFC 9260 section 5.2.4 and its table of who knows which tag.
        private DropReason HandleCookieEcho(Instant now, uint tag, ReadOnlySpan<byte> value)
        {
            if (!StateCookie.TryParse(value, out StateCookie cookie)) return DropReason.Malformed;
            if (tag != cookie.Tag) return DropReason.SctpUnexpected;
            bool knowsOurs = State != AssociationState.Closed && cookie.Tag == _tag;
            bool knowsTheirs = _outgoing != null && cookie.Peer.Tag == _peer.Tag;
            if (State == AssociationState.ShutdownAckSent) _handshake.Start(now);
            else if (State == AssociationState.Closed) Accept(now, cookie);
            else if (knowsOurs && knowsTheirs) Reply(ChunkType.CookieAck, default);
            else if (knowsOurs && State < AssociationState.Established) Accept(now, cookie);
            else if (!knowsOurs && !knowsTheirs && cookie.FormerTag == _tag)
            {
                End();
                _queue.HandleRestart();
                _wasRestarted = true;
                Accept(now, cookie);
            }
            else return DropReason.SctpUnexpected;
            if (State == AssociationState.CookieEchoed) Establish();
            return DropReason.None;
        }

        private void Accept(Instant now, in StateCookie cookie)
        {
            _tag = cookie.Tag;
            _firstTsn = cookie.FirstTsn;
            Begin(now, cookie.Peer);
            Reply(ChunkType.CookieAck, default);
            Establish();
        }

        private void Establish()
        {
            Become(AssociationState.Established);
            _handshake.Stop();
        }
    }
}
