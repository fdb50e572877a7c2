using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Earshot.Audio.Opus;
using Earshot.Realtime;
using Earshot.Rtc.Wire;

namespace Earshot.Tests;

/// <summary>Keeps the packets of the last second, and tells how much of them is a tone. No jitter buffer: it is the
/// packets that are under test.</summary>
internal sealed class ToneEar : ITrackSink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Queue<TonePacket> _heard = [];
    private RtpTime _lastTime;
    private long _time;

    /// <summary>How many packets came.</summary>
    public long Packets { get; private set; }

    /// <inheritdoc/>
    public void OnRtp(Instant now, SeqNo seq, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
    {
        lock (_heard)
        {
            if (Packets++ > 0) _time += time - _lastTime;
            _lastTime = time;
            _heard.Enqueue(new TonePacket(_time, payload.ToArray()));
            while (_heard.Peek().Time < _time - OpusLibrary.SampleRate) _heard.Dequeue();
        }
    }

    /// <summary>Begins to listen anew.</summary>
    public void Forget()
    {
        lock (_heard) _heard.Clear();
    }

    /// <summary>Waits until that much of what has come since it began to listen, and in the last second, is that tone;
    /// in the end says how much of it is, 0 to 1.</summary>
    public double Hears(int hertz, double enough)
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            double share = Tone.ShareIn(Heard(), hertz);
            if (share > enough || clock.Elapsed > Patience) return share;
        }
    }

    private TonePacket[] Heard()
    {
        lock (_heard) return [.. _heard];
    }
}
