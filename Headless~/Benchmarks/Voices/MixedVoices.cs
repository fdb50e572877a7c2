using System;
using Earshot.Audio.Opus;
using Earshot.Audio.Playout;
using Earshot.Rtc.Wire;

namespace Earshot.Benchmarks.Voices;

/// <summary>Voices that arrive, are decoded and mixed, on virtual time and one thread, as fast as it goes: packets of
/// 20 ms, a pump every 2 ms, a card that asks for 256 samples.</summary>
internal sealed class MixedVoices
{
    private const int FrameMicroseconds = 20_000;
    private const int PumpMicroseconds = 2_000;
    private const int Block = 256;
    private const double BlockMicroseconds = Block / 0.048;

    private readonly byte[][] _packets;
    private readonly VoicePlayout[] _voices;
    private readonly float[] _block = new float[Block];
    private readonly float[] _mix = new float[Block];
    private long _now;
    private double _nextBlock;

    public MixedVoices(byte[][] packets, int voices)
    {
        _packets = packets;
        _voices = new VoicePlayout[voices];
        for (int i = 0; i < voices; i++) _voices[i] = new VoicePlayout(OpusLibrary.CreateDecoder());
    }

    /// <summary>False for voices that were culled: nobody asks for their sound.</summary>
    public bool Reads { get; init; } = true;

    /// <summary>Plays so many seconds.</summary>
    public Cost Play(int seconds)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long end = _now + seconds * 1_000_000L;
        for (; _now < end; _now += PumpMicroseconds)
        {
            // Packets of different voices come at different times.
            for (int i = 0; i < _voices.Length; i++)
                if ((_now + i * PumpMicroseconds) % FrameMicroseconds == 0) Insert(i);
            foreach (VoicePlayout voice in _voices) voice.Pump(new Instant(_now));
            for (; Reads && _nextBlock <= _now; _nextBlock += BlockMicroseconds) Mix();
        }

        double used = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return new Cost(used / seconds, (double)bytes / (seconds * 50 * _voices.Length));
    }

    private void Insert(int voice)
    {
        int frame = (int)((_now + voice * PumpMicroseconds) / FrameMicroseconds);
        _voices[voice].TryInsert(
            new Instant(_now), new SeqNo(frame), new RtpTime((uint)frame * 960),
            _packets[(frame + voice * 25) % _packets.Length]);
    }

    private void Mix()
    {
        Array.Clear(_mix);
        foreach (VoicePlayout voice in _voices)
        {
            voice.Read(_block);
            for (int i = 0; i < Block; i++) _mix[i] += _block[i] * 0.3f;
        }
    }
}
