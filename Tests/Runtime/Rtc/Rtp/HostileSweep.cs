#nullable enable
using System;

namespace Earshot.Tests
{
    /// <summary>What a hostile network makes of a good packet: every truncation, and every bit flipped in
    /// turn.</summary>
    public static class HostileSweep
    {
        /// <summary>Calls <paramref name="handle"/> with each variant, in an array of exactly its length.</summary>
        public static void Run(byte[] seed, Action<byte[]> handle)
        {
            for (int length = 0; length <= seed.Length; length++) handle(seed.AsSpan(0, length).ToArray());

            for (int bit = 0; bit < 8 * seed.Length; bit++)
            {
                var flipped = (byte[])seed.Clone();
                flipped[bit / 8] ^= (byte)(1 << bit % 8);
                handle(flipped);
            }
        }
    }
}
