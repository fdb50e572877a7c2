#nullable enable
using System;

namespace Earshot.Rtc.Wire
{
    /// <summary>A message authentication code of two parts joined.</summary>
    public interface IMac
    {
        /// <summary>Writes the first <c>tag.Length</c> bytes of the code of <paramref name="first"/> followed by
        /// <paramref name="second"/>.</summary>
        void Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> tag);
    }
}
