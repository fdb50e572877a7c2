#nullable enable
using System;
using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Earshot.Io
{
    /// <summary>The two DNS messages that resolving one name takes
    /// (https://www.rfc-editor.org/rfc/rfc1035#section-4, https://www.rfc-editor.org/rfc/rfc6762#section-18).
    /// <code>
    /// id 0 | flags | questions | answers | authorities | additionals     16 bits each
    /// question: name, type, class      answer: name, type, class, time to live (32 bits), length, value
    /// </code></summary>
    public static class MdnsMessage
    {
        private const int HeaderLength = 12;
        private const int MaxJumps = 8;
        private const ushort TypeA = 1;
        private const ushort TypeAaaa = 28;
        private const ushort ClassIn = 1;
        private const int ClassMask = 0x7FFF; // the top bit means "flush your cache"

        /// <summary>A query for the addresses of a name.</summary>
        public static byte[] Query(string name)
        {
            var message = new byte[HeaderLength + name.Length + 2 + 4];
            message[5] = 1;
            int at = HeaderLength;
            foreach (string label in name.Split('.'))
            {
                message[at++] = (byte)label.Length;
                at += Encoding.ASCII.GetBytes(label, 0, label.Length, message, at);
            }

            at++;
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at), TypeA);
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + 2), ClassIn);
            return message;
        }

        /// <summary>Finds an address of that name in a response. False when there is none, or it is
        /// malformed.</summary>
        public static bool TryFindAddress(ReadOnlySpan<byte> message, string name, out IPAddress? address)
        {
            address = null;
            if (message.Length < HeaderLength || (message[2] & 0x80) == 0) return false;
            int questions = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(4));
            int answers = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(6)) +
                BinaryPrimitives.ReadUInt16BigEndian(message.Slice(8)) +
                BinaryPrimitives.ReadUInt16BigEndian(message.Slice(10));
            int at = HeaderLength;
            for (int i = 0; i < questions; i++)
            {
                if (!TryReadName(message, ref at, out _) || (at += 4) > message.Length) return false;
            }

            for (int i = 0; i < answers; i++)
            {
                if (!TryReadName(message, ref at, out string owner) || at + 10 > message.Length) return false;
                int type = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(at));
                int @class = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(at + 2)) & ClassMask;
                int length = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(at + 8));
                at += 10;
                if (at + length > message.Length) return false;
                bool isAddress = type == TypeA && length == 4 || type == TypeAaaa && length == 16;
                if (isAddress && @class == ClassIn && string.Equals(owner, name, StringComparison.OrdinalIgnoreCase))
                {
                    address = new IPAddress(message.Slice(at, length));
                    return true;
                }

                at += length;
            }

            return false;
        }

        private static bool TryReadName(ReadOnlySpan<byte> message, ref int at, out string name)
        {
            var text = new StringBuilder();
            name = "";
            int end = -1;
            int jumps = 0;
            for (int from = at; ;)
            {
                if (from >= message.Length) return false;
                int length = message[from++];
                if (length == 0)
                {
                    at = end < 0 ? from : end;
                    name = text.ToString();
                    return true;
                }

                if (length >= 0xC0)
                {
                    if (from >= message.Length || ++jumps > MaxJumps) return false;
                    if (end < 0) end = from + 1;
                    from = (length & 0x3F) << 8 | message[from];
                    continue;
                }

                if (length > 63 || from + length > message.Length || text.Length > 255) return false;
                if (text.Length > 0) text.Append('.');
                foreach (byte letter in message.Slice(from, length)) text.Append((char)letter);
                from += length;
            }
        }
    }
}
