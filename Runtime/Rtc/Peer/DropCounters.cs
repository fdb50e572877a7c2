#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>One counter a <see cref="DropReason"/>.</summary>
    internal sealed class DropCounters
    {
        private readonly long[] _counts = new long[Enum.GetValues(typeof(DropReason)).Length];

        public long this[DropReason reason] => _counts[(int)reason];

        public void Count(DropReason reason) => _counts[(int)reason]++;
    }
}
