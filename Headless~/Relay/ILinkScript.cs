using System;

namespace Earshot.Relay;

/// <summary>What becomes of certain datagrams was decided before: a recorded trace is replayed.</summary>
public interface ILinkScript
{
    /// <summary>False for a datagram it does not know. Otherwise it arrives at <paramref name="arrival"/> by
    /// <see cref="UdpRelay.Now"/>, at once when that has passed, or never when that is null. The relay's
    /// thread.</summary>
    bool TryFate(ReadOnlySpan<byte> datagram, out TimeSpan? arrival);
}
