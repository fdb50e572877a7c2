#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Earshot.Rtc.Sctp
{
    /// <summary>CRC32c, SCTP's checksum (https://www.rfc-editor.org/rfc/rfc9260#appendix-A), eight bytes a step with
    /// a table for each. The tables count on little-endian words, as all of Unity's platforms have them.</summary>
    public static class Crc32c
    {
        private const uint ReversedPolynomial = 0x82F63B78;
        private const int Step = 8;

        private static readonly uint[] Tables = BuildTables();

        /// <summary>The register before the first byte.</summary>
        public const uint Start = uint.MaxValue;

        /// <summary>Takes bytes in; the checksum is the complement of what the last call gave.</summary>
        public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
        {
            uint[] tables = Tables;
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
            for (int i = 0; i < words.Length; i++)
            {
                ulong word = words[i] ^ crc;
                crc = tables[0x700 + (byte)word] ^ tables[0x600 + (byte)(word >> 8)] ^
                    tables[0x500 + (byte)(word >> 16)] ^ tables[0x400 + (byte)(word >> 24)] ^
                    tables[0x300 + (byte)(word >> 32)] ^ tables[0x200 + (byte)(word >> 40)] ^
                    tables[0x100 + (byte)(word >> 48)] ^ tables[(byte)(word >> 56)];
            }

            for (int i = words.Length * Step; i < bytes.Length; i++)
                crc = tables[(byte)(crc ^ bytes[i])] ^ (crc >> 8);
            return crc;
        }

        // Table k holds the checksum of a byte with k zero bytes behind it.
        private static uint[] BuildTables()
        {
            var tables = new uint[Step * 256];
            for (uint i = 0; i < 256; i++)
            {
                uint crc = i;
                for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ ReversedPolynomial : crc >> 1;
                tables[i] = crc;
            }

            for (int i = 256; i < tables.Length; i++)
                tables[i] = tables[(byte)tables[i - 256]] ^ (tables[i - 256] >> 8);
            return tables;
        }
    }
}
