#nullable enable
using System;
using System.Globalization;

namespace Earshot.Tests
{
    /// <summary>Test vectors as RFCs print them.</summary>
    public static class Hex
    {
        /// <summary>The bytes of hexadecimal digits; blanks are passed over.</summary>
        public static byte[] Bytes(string digits)
        {
            string dense = digits.Replace(" ", "").Replace("\n", "");
            var bytes = new byte[dense.Length / 2];
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = byte.Parse(dense.Substring(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return bytes;
        }

        /// <summary>Lower-case digits without blanks.</summary>
        public static string Text(ReadOnlySpan<byte> bytes) =>
            BitConverter.ToString(bytes.ToArray()).Replace("-", "").ToLowerInvariant();
    }
}
