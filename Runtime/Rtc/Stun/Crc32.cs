#nullable enable
using System;

namespace Earshot.Rtc.Stun
{
    /// <summary>CRC-32 of ITU V.42, which FINGERPRINT is made of
    /// (https://www.rfc-editor.org/rfc/rfc8489#section-14.7).</summary>
    internal static class Crc32
    {
        private const uint ReversedPolynomial = 0xEDB88320;

        private static readonly uint[] Table = BuildTable();

        /// <summary>The checksum of some bytes.</summary>
        public static uint Of(ReadOnlySpan<byte> bytes)
        {
            uint crc = uint.MaxValue;
            foreach (byte octet in bytes) crc = Table[(byte)(crc ^ octet)] ^ (crc >> 8);
            return ~crc;
        }

        private static uint[] BuildTable()
        {
            var table = new uint[256];
            for (uint i = 0; i < table.Length; i++)
            {
                uint crc = i;
                for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ ReversedPolynomial : crc >> 1;
                table[i] = crc;
            }

            return table;
        }
    }
}
