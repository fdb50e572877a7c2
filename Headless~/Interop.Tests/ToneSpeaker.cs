using System;
using System.Diagnostics;
using System.Threading;
using Earshot.Audio.Opus;
using Earshot.Rtc.Wire;

namespace Earshot.Tests;

/// <summary>Speaks a tone as Opus in real time, one 20 ms frame after the other, on a thread of its own.</summary>
internal sealed class ToneSpeaker : IDisposable
{
    /// <summary>Where the frames go; what it says is not heeded, as there may be no connection yet.</summary>
    public delegate bool SendFrame(RtpTime time, bool marker, ReadOnlySpan<byte> payload);

    private const int FrameMilliseconds = 20;

    private readonly IOpusEncoder _encoder = OpusLibrary.CreateEncoder(OpusApplication.Audio);
    private readonly Thread _thread;
    private readonly double _hertz;
    private readonly SendFrame _send;
    private volatile bool _ending;

    public ToneSpeaker(double hertz, SendFrame send)
    {
        _hertz = hertz;
        _send = send;
        _thread = new Thread(DriveFrames) { IsBackground = true, Name = $"{hertz} Hz" };
        _thread.Start();
    }

    public void Dispose()
    {
        _ending = true;
        _thread.Join();
        _encoder.Dispose();
    }

    private void DriveFrames()
    {
        var pcm = new float[OpusLibrary.FrameSamples];
        var payload = new byte[1275];
        uint said = 0;
        for (var clock = Stopwatch.StartNew(); !_ending; said += OpusLibrary.FrameSamples)
        {
            while (clock.ElapsedMilliseconds < said / OpusLibrary.FrameSamples * FrameMilliseconds) Thread.Sleep(1);
            for (int i = 0; i < pcm.Length; i++)
                pcm[i] = (float)(0.3 * Math.Sin(2 * Math.PI * _hertz * (said + i) / OpusLibrary.SampleRate));
            int length = _encoder.Encode(pcm, payload);
            _send(new RtpTime(said), said == 0, payload.AsSpan(0, length));
        }
    }
}
