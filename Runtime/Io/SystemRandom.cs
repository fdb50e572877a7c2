#nullable enable
using System;
using System.Security.Cryptography;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>The operating system's cryptographic randomness. Thread-safe.</summary>
    public sealed class SystemRandom : IRandom
    {
        /// <inheritdoc/>
        public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }
}
