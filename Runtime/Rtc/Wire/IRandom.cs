#nullable enable
using System;

namespace Earshot.Rtc.Wire
{
    /// <summary>Where Rtc's randomness comes from: cryptographic in Io, seeded in tests.</summary>
    public interface IRandom
    {
        /// <summary>Fills the whole span.</summary>
        void Fill(Span<byte> bytes);
    }
}
