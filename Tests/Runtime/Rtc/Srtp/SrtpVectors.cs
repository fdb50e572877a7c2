#nullable enable
using System;

namespace Earshot.Tests
{
    /// <summary>Published packets and keys, and hex.</summary>
    public static class SrtpVectors
    {
        /// <summary>RFC 3711 appendix B.3.</summary>
        public static readonly byte[] MasterKey = Bytes("E1F97A0D3E018BE0D64FA32C06DE4139");

        /// <summary>RFC 3711 appendix B.3.</summary>
        public static readonly byte[] MasterSalt = Bytes("0EC675AD498AFEEBB6960B3AABE6");

        /// <summary>The bytes of hex digits; blanks are skipped.</summary>
        public static byte[] Bytes(string hex)
        {
            hex = hex.Replace(" ", "");
            var bytes = new byte[hex.Length / 2];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = Convert.ToByte(hex.Substring(2 * i, 2), 16);
            return bytes;
        }
    }
}
