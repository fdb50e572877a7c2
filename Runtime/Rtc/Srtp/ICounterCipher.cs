#nullable enable
using System;

namespace Earshot.Rtc.Srtp
{
    /// <summary>A keystream generator.</summary>
    public interface ICounterCipher
    {
        /// <summary>XORs the keystream that starts at the 16 byte counter block <paramref name="iv"/> into
        /// <paramref name="data"/> in place. The last four bytes of the block count.</summary>
        void Apply(ReadOnlySpan<byte> iv, Span<byte> data);
    }
}
