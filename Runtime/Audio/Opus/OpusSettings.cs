#nullable enable
using System;

namespace Earshot.Audio.Opus
{
    /// <summary>What an encoder starts with, whichever codec it is of, and what it may be set to.</summary>
    internal static class OpusSettings
    {
        internal const int Bitrate = 40_000;
        internal const int ExpectedLossPercent = 10;
        internal const int Complexity = 9;

        internal static int CheckBitrate(int value) => InRange(value, 6_000, 510_000, nameof(Bitrate));

        internal static int CheckExpectedLossPercent(int value) => InRange(value, 0, 100, nameof(ExpectedLossPercent));

        internal static int CheckComplexity(int value) => InRange(value, 0, 10, nameof(Complexity));

        private static int InRange(int value, int least, int most, string name)
        {
            if (value >= least && value <= most) return value;
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {least} to {most}.");
        }
    }
}
