using System;

namespace Earshot.Tests;

/// <summary>An Opus packet, and its RTP timestamp without roll-over. Ordered by that, and two of the same time are the
/// same.</summary>
internal readonly record struct TonePacket(long Time, byte[] Payload) : IComparable<TonePacket>
{
    public int CompareTo(TonePacket other) => Time.CompareTo(other.Time);
}
