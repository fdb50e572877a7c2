#nullable enable
using System;
using System.Buffers.Binary;
using System.Text;

namespace Earshot.Rtc.Sctp
{
    // https://www.rfc-editor.org/rfc/rfc8832#section-5.1
    //
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  message = 3  | channel type  |            priority           |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |            retransmits, or milliseconds of life               |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |        bytes of label         |      bytes of protocol        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  label …  protocol …

    /// <summary>DATA_CHANNEL_OPEN, by which one side tells the other of a channel, and what ACK is.</summary>
    internal static class DcepOpen
    {
        /// <summary>The whole of DATA_CHANNEL_ACK.</summary>
        public const byte Ack = 2;

        /// <summary>The first byte of DATA_CHANNEL_OPEN.</summary>
        public const byte Open = 3;

        private const int Size = 12;
        private const byte Unordered = 0x80;
        private const byte Retransmits = 1;
        private const byte LifeTime = 2;
        private const ushort NormalPriority = 256;

        public static byte[] Write(DataChannel channel)
        {
            byte[] label = Encoding.UTF8.GetBytes(channel.Label);
            byte[] protocol = Encoding.UTF8.GetBytes(channel.Protocol);
            var message = new byte[Size + label.Length + protocol.Length];
            message[0] = Open;
            message[1] = (byte)(
                (channel.Ordered ? 0 : Unordered) |
                (channel.MaxRetransmits != null ? Retransmits : channel.MaxPacketLifeTime != null ? LifeTime : 0));
            double limit = channel.MaxRetransmits ?? channel.MaxPacketLifeTime?.TotalMilliseconds ?? 0;
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), NormalPriority);
            BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), (uint)limit);
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(8), (ushort)label.Length);
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(10), (ushort)protocol.Length);
            label.CopyTo(message, Size);
            protocol.CopyTo(message, Size + label.Length);
            return message;
        }

        /// <summary>Reads it; false when it is cut off or of an unknown type.</summary>
        public static bool TryParse(ReadOnlySpan<byte> message, out string label, out DataChannelInit init)
        {
            label = "";
            init = new DataChannelInit();
            if (message.Length < Size || message[0] != Open) return false;
            int type = message[1] & ~Unordered;
            uint limit = BinaryPrimitives.ReadUInt32BigEndian(message.Slice(4));
            int labelLength = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(8));
            int protocolLength = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(10));
            if (type > LifeTime || Size + labelLength + protocolLength > message.Length) return false;
            label = Encoding.UTF8.GetString(message.Slice(Size, labelLength));
            init.Protocol = Encoding.UTF8.GetString(message.Slice(Size + labelLength, protocolLength));
            init.Ordered = (message[1] & Unordered) == 0;
            if (type == Retransmits) init.MaxRetransmits = (int)Math.Min(limit, ushort.MaxValue);
            if (type == LifeTime) init.MaxPacketLifeTime = TimeSpan.FromMilliseconds(limit);
            return true;
        }
    }
}
