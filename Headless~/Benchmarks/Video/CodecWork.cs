using System;
using System.Collections.Generic;
using Earshot.Rtc.Wire;
using Earshot.Video;
using Earshot.Video.Vp8;

namespace Earshot.Benchmarks.Video;

/// <summary>What Earshot does with a clip, in this process and on this thread.</summary>
internal sealed class CodecWork(Clip clip, int bitrate)
{
    private const int Tick = 3000;

    private readonly I420Frame _picture = new();

    /// <summary>What was encoded last.</summary>
    public List<Ivf.Frame> Frames { get; } = [];

    /// <summary>Bytes of garbage a frame, from the second frame on.</summary>
    public double EncodeAllocated { get; private set; }

    /// <summary>The same of decoding.</summary>
    public double DecodeAllocated { get; private set; }

    /// <summary>Encodes the clip from its beginning; milliseconds of this thread a frame.</summary>
    public double Encode()
    {
        var sizes = new ReadOnlyMemory<byte>[clip.Pictures.Length];
        byte[] kept = new byte[clip.Pictures.Length * 100_000];
        int at = 0;
        using IVp8Encoder encoder = Vp8Library.CreateEncoder(new Vp8Settings { Bitrate = bitrate });
        long allocated = 0;
        double begin = CpuTime.OfThread();
        for (int i = 0; i < clip.Pictures.Length; i++)
        {
            var time = new RtpTime((uint)(i * Tick));
            if (encoder.Encode(clip.Pictures[i], time, false, out ReadOnlyMemory<byte> frame) != Vp8Status.Ok)
                throw new InvalidOperationException("The encoder refused a picture.");
            frame.Span.CopyTo(kept.AsSpan(at));
            sizes[i] = kept.AsMemory(at, frame.Length);
            at += frame.Length;
            if (i == 0) allocated = GC.GetAllocatedBytesForCurrentThread();
        }

        EncodeAllocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)sizes.Length;
        double took = (CpuTime.OfThread() - begin) / clip.Pictures.Length;
        Frames.Clear();
        for (int i = 0; i < sizes.Length; i++)
            if (!sizes[i].IsEmpty) Frames.Add(new Ivf.Frame(i, sizes[i].ToArray()));
        return took;
    }

    /// <summary>Decodes what was encoded last, copying each picture; milliseconds of this thread a frame.</summary>
    public double Decode()
    {
        using IVp8Decoder decoder = Vp8Library.CreateDecoder();
        long allocated = 0;
        double begin = CpuTime.OfThread();
        for (int i = 0; i < Frames.Count; i++)
        {
            if (decoder.Decode(Frames[i].Bytes) != Vp8Status.Ok || !decoder.TryGetPicture(_picture))
                throw new InvalidOperationException("The decoder refused a frame.");
            if (i == 0) allocated = GC.GetAllocatedBytesForCurrentThread();
        }

        DecodeAllocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Frames.Count;
        return (CpuTime.OfThread() - begin) / Frames.Count;
    }
}
