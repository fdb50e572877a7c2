using System;
using System.Diagnostics;
using Earshot.Audio.Opus;
using Earshot.Tests;

namespace Earshot.MonoBench;

/// <summary>Encodes 20 ms frames of a voice, or decodes them, one after the other, at an encoder's first
/// settings.</summary>
public sealed class OpusWork : IDisposable
{
    private const int Frame = OpusLibrary.FrameSamples;

    private static readonly float[] Voice = SyntheticVoice.Speak(4);

    private readonly IOpusEncoder _encoder;
    private readonly IOpusDecoder _decoder;
    private readonly bool _decodes;
    private readonly byte[] _payload = new byte[OpusPacket.MaxFrameBytes];
    private readonly float[] _pcm = new float[Frame];
    private int _at;

    public OpusWork(IOpusCodec codec, bool decodes)
    {
        if (!codec.TryLoad(out string error)) throw new InvalidOperationException(error);
        _encoder = codec.CreateEncoder(OpusApplication.Voip);
        _decoder = codec.CreateDecoder();
        _decodes = decodes;
    }

    /// <summary>The codecs there are in this build, by a word.</summary>
    public static IOpusCodec? Find(string word) => word switch
    {
        "libopus" => new LibOpusCodec(),
#if EARSHOT_CONCENTUS
        "concentus" => new ConcentusCodec(),
#endif
        _ => null,
    };

    /// <summary>The median of microseconds a frame, and the mean of bytes allocated for one.</summary>
    public (double Microseconds, double Bytes) Measure(int frames)
    {
        var times = new double[frames];
        long bytes = 0;
        for (int i = 0; i < frames; i++)
        {
            _at = (_at + Frame) % Voice.Length;
            Span<float> voice = Voice.AsSpan(_at, Frame);
            int length = _decodes ? _encoder.Encode(voice, _payload) : 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            long begin = Stopwatch.GetTimestamp();
            if (_decodes) _decoder.Decode(_payload.AsSpan(0, length), _pcm);
            else _encoder.Encode(voice, _payload);
            times[i] = (Stopwatch.GetTimestamp() - begin) * (1e6 / Stopwatch.Frequency);
            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Array.Sort(times);
        return (times[frames / 2], (double)bytes / frames);
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
    }
}
