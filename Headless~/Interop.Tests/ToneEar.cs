using System;
using System.Diagnostics;
using System.Threading;
using Earshot.Audio.Opus;
using Earshot.Realtime;
using Earshot.Rtc.Wire;

namespace Earshot.Tests;

/// <summary>Decodes what comes, packet by packet as it comes, and tells how much of the last half second is a tone. No
/// jitter buffer: it is the packets that are under test.</summary>
internal sealed class ToneEar : ITrackSink, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IOpusDecoder _decoder = OpusLibrary.CreateDecoder();
    private readonly float[] _frame = new float[5760];
    private readonly float[] _heard = new float[OpusLibrary.SampleRate / 2];
    private long _samples;

    /// <inheritdoc/>
    public void OnRtp(Instant now, SeqNo seq, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
    {
        lock (_heard)
        {
            int length = _decoder.Decode(payload, _frame);
            for (int i = 0; i < length; i++) _heard[_samples++ % _heard.Length] = _frame[i];
        }
    }

    /// <summary>Waits until nearly all is that tone; in the end says how much of it is, 0 to 1.</summary>
    public double Hears(double hertz)
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            double share = ShareOf(hertz);
            if (share > 0.95 || clock.Elapsed > Patience) return share;
        }
    }

    public void Dispose()
    {
        lock (_heard) _decoder.Dispose();
    }

    private double ShareOf(double hertz)
    {
        lock (_heard)
        {
            if (_samples < _heard.Length) return 0;
            double energy = 0, re = 0, im = 0;
            for (int i = 0; i < _heard.Length; i++)
            {
                double angle = 2 * Math.PI * hertz * i / OpusLibrary.SampleRate;
                energy += _heard[i] * _heard[i];
                re += _heard[i] * Math.Cos(angle);
                im += _heard[i] * Math.Sin(angle);
            }

            return energy == 0 ? 0 : 2 * (re * re + im * im) / _heard.Length / energy;
        }
    }
}
