using System;

namespace Earshot.Benchmarks.Playout;

/// <summary>What a network did to the packets of one voice, decided beforehand, so that all contestants meet the
/// same.</summary>
/// <param name="Name">What the row is called.</param>
/// <param name="Delays">How late each packet came, beyond what the network takes at least; null when it was lost.
/// </param>
/// <param name="SenderPpm">How much faster than the receiver's the sender's clock runs, in parts per million.</param>
internal sealed record PacketTrace(string Name, TimeSpan?[] Delays, double SenderPpm = 0)
{
    /// <summary>When a packet of so many samples arrives, counted from the first sample's being said; null when it does
    /// not.</summary>
    public TimeSpan? ArrivalOf(int packet, int frameSamples) =>
        TimeSpan.FromSeconds((packet + 1) * frameSamples / 48000.0 / (1 + SenderPpm * 1e-6)) + Delays[packet];
}
