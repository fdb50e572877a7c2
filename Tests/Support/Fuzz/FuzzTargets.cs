#nullable enable
using System;
using System.Collections.Generic;

namespace Earshot.Tests
{
    /// <summary>All that is fuzzed, from the parsers up to the whole peer.</summary>
    public static class FuzzTargets
    {
        public static IReadOnlyList<IFuzzTarget> All { get; } = new IFuzzTarget[]
        {
            new StunTarget(), new RtpTarget(), new RtcpTarget(), new SrtpTarget(), new SctpTarget(), new SdpTarget(),
            new Vp8Target(), new PeerTarget(),
        };

        /// <summary>What must hold of a parser's work.</summary>
        public static void Require(bool condition, string what)
        {
            if (!condition) throw new InvalidOperationException($"Broken: {what}.");
        }
    }
}
