#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>Randomness that is the same on every run.</summary>
    public sealed class SeededRandom : IRandom
    {
        private readonly Random _random;

        public SeededRandom(int seed) => _random = new Random(seed);

        public void Fill(Span<byte> bytes) => _random.NextBytes(bytes);
    }
}
