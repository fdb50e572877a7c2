#nullable enable

namespace Earshot.Io.Crypto
{
    /// <summary>SubBytes and MixColumns of AES in one look-up a byte (FIPS 197 sections 5.1.1 and 5.1.3), for each of
    /// the four rows.</summary>
    internal static class AesTables
    {
        /// <summary>Four tables of 256 words: what a byte in row 0, 1, 2 or 3 adds to its column. The first holds
        /// 2s s s 3s of s = S-box(byte), the others the same turned right by 8, 16 and 24 bits.</summary>
        public static readonly uint[] Rounds = CreateRounds();

        /// <summary>The S-box on each byte of a word.</summary>
        public static uint Substitute(uint word) =>
            (uint)(SBox(word >> 24) << 24 | SBox(word >> 16) << 16 | SBox(word >> 8) << 8 | SBox(word));

        /// <summary>Doubles a byte in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1.</summary>
        public static byte MultiplyByX(byte value) => (byte)(value << 1 ^ (value >> 7) * 0x1B);

        private static byte SBox(uint lowestByte) => (byte)(Rounds[(byte)lowestByte] >> 8);

        private static uint[] CreateRounds()
        {
            var tables = new uint[4 * 256];
            AddEntries(tables, 0, 0x63);

            // 3 generates the multiplicative group, so the powers of 3 and of 1/3 meet every value and its inverse.
            byte power = 1;
            byte inverse = 1;
            do
            {
                power = (byte)(power ^ MultiplyByX(power));
                inverse = DivideByThree(inverse);
                int affine = inverse ^ Rotate(inverse, 1) ^ Rotate(inverse, 2) ^ Rotate(inverse, 3)
                    ^ Rotate(inverse, 4) ^ 0x63;
                AddEntries(tables, power, (byte)affine);
            }
            while (power != 1);

            return tables;
        }

        private static void AddEntries(uint[] tables, int value, byte s)
        {
            byte twice = MultiplyByX(s);
            uint entry = (uint)(twice << 24 | s << 16 | s << 8 | (twice ^ s));
            for (int row = 0; row < 4; row++)
            {
                tables[256 * row + value] = entry;
                entry = entry >> 8 | entry << 24;
            }
        }

        private static byte DivideByThree(byte value)
        {
            value ^= (byte)(value << 1);
            value ^= (byte)(value << 2);
            value ^= (byte)(value << 4);
            return (byte)(value ^ (value >> 7) * 0x09);
        }

        private static int Rotate(byte value, int bits) => (byte)(value << bits | value >> 8 - bits);
    }
}
