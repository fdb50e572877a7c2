using System;
using System.Diagnostics;
using System.Threading;
using Earshot.Audio.Opus;
using Earshot.Rtc.Wire;

namespace Earshot.Tests;

/// <summary>Speaks tones as Opus in real time, a frame of each every 20 ms, on one thread.</summary>
internal sealed class Choir : IDisposable
{
    /// <summary>Where the frames go; what it says is not heeded, as there may be no connection yet.</summary>
    public delegate bool SendFrame(RtpTime time, bool marker, ReadOnlySpan<byte> payload);

    private const int FrameMilliseconds = 1000 / Tone.FramesPerSecond;

    private readonly Thread _thread;
    private volatile Voice[] _voices = [];
    private volatile bool _ending;

    public Choir()
    {
        _thread = new Thread(DriveFrames) { IsBackground = true, Name = "Choir" };
        _thread.Start();
    }

    /// <summary>Lets one more tone sound, until the end.</summary>
    public void Add(int hertz, SendFrame send) => _voices = [.. _voices, new Voice(Tone.Frames(hertz), send)];

    public void Dispose()
    {
        _ending = true;
        _thread.Join();
    }

    private void DriveFrames()
    {
        var clock = Stopwatch.StartNew();
        for (int said = 0; !_ending; said++)
        {
            while (clock.ElapsedMilliseconds < said * FrameMilliseconds) Thread.Sleep(1);
            foreach (Voice voice in _voices)
            {
                var time = new RtpTime((uint)(said * OpusLibrary.FrameSamples));
                voice.Send(time, false, voice.Frames[said % Tone.FramesPerSecond]);
            }
        }
    }

    private sealed record Voice(byte[][] Frames, SendFrame Send);
}
