#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Sctp
{
    /// <summary>What INIT-ACK gives the other side to keep and to bring back in COOKIE-ECHO
    /// (https://www.rfc-editor.org/rfc/rfc9260#section-5.1.3). It is not signed: DTLS has told who the other side is,
    /// and with a false cookie it could fool only itself.</summary>
    internal readonly struct StateCookie
    {
        public const int Size = 8 + 12 + InitChunk.Size + 4;

        private const ulong Mark = 0x4561_7273_686F_7431; // "Earshot1"

        /// <summary>Our tag in the association to be.</summary>
        public readonly uint Tag;

        /// <summary>Our first TSN in it.</summary>
        public readonly uint FirstTsn;

        /// <summary>Our tag in the association there was when INIT came, 0 for none (tie-tag, section 5.2.2).</summary>
        public readonly uint FormerTag;

        /// <summary>What the other side's INIT said.</summary>
        public readonly InitChunk Peer;

        public StateCookie(uint tag, uint firstTsn, uint formerTag, in InitChunk peer)
        {
            Tag = tag;
            FirstTsn = firstTsn;
            FormerTag = formerTag;
            Peer = peer;
        }

        public static bool TryParse(ReadOnlySpan<byte> bytes, out StateCookie cookie)
        {
            cookie = default;
            if (bytes.Length != Size || BinaryPrimitives.ReadUInt64BigEndian(bytes) != Mark) return false;
            ReadOnlySpan<byte> peer = bytes.Slice(20);
            byte flags = bytes[Size - 1];
            var init = new InitChunk(
                BinaryPrimitives.ReadUInt32BigEndian(peer),
                BinaryPrimitives.ReadUInt32BigEndian(peer.Slice(4)),
                BinaryPrimitives.ReadUInt16BigEndian(peer.Slice(8)),
                BinaryPrimitives.ReadUInt16BigEndian(peer.Slice(10)),
                BinaryPrimitives.ReadUInt32BigEndian(peer.Slice(12)),
                (flags & 1) != 0,
                (flags & 2) != 0,
                (flags & 4) != 0);
            cookie = new StateCookie(
                BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(8)),
                BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(12)),
                BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(16)),
                init);
            return true;
        }

        public void WriteTo(Span<byte> bytes)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, Mark);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(8), Tag);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(12), FirstTsn);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(16), FormerTag);
            Span<byte> peer = bytes.Slice(20);
            BinaryPrimitives.WriteUInt32BigEndian(peer, Peer.Tag);
            BinaryPrimitives.WriteUInt32BigEndian(peer.Slice(4), Peer.Window);
            BinaryPrimitives.WriteUInt16BigEndian(peer.Slice(8), Peer.OutgoingStreams);
            BinaryPrimitives.WriteUInt16BigEndian(peer.Slice(10), Peer.IncomingStreams);
            BinaryPrimitives.WriteUInt32BigEndian(peer.Slice(12), Peer.FirstTsn);
            int flags = (Peer.ForwardsTsn ? 1 : 0) | (Peer.Reconfigures ? 2 : 0) | (Peer.AcceptsZeroChecksum ? 4 : 0);
            BinaryPrimitives.WriteUInt32BigEndian(peer.Slice(InitChunk.Size), (uint)flags);
        }
    }
}
