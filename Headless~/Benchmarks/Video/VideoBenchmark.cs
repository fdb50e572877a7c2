using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Video.Vp8;

namespace Earshot.Benchmarks.Video;

/// <summary>VP8 on one core, beside vpxenc and vpxdec on the same clip with the same settings.</summary>
public sealed class VideoBenchmark : IBenchmark
{
    private const int Rounds = 7;
    private const int Bitrate = 600_000;

    private static readonly (int Width, int Height)[] Sizes = [(320, 180), (640, 360), (1280, 720)];

    private static readonly int[] Bitrates = [150_000, 600_000, 1_200_000];

    public string Name => "video";

    public string Description => "VP8 a frame and what it looks like, beside vpxenc and vpxdec.";

    public Task MeasureAsync(Report report, CancellationToken stop)
    {
        if (!Vp8Library.TryLoad(out string error))
        {
            report.Remark(error);
            return Task.CompletedTask;
        }

        string folder = Directory.CreateTempSubdirectory("earshot-video-").FullName;
        try
        {
            VpxTools? tools = VpxTools.TryFind(report, folder);
            foreach ((int width, int height) in Sizes)
            {
                stop.ThrowIfCancellationRequested();
                report.Progress($"{width}x{height}");
                MeasureSpeed(report, new Clip(width, height, frames: 90), tools);
            }

            report.Progress("quality");
            MeasureQuality(report, new Clip(640, 360, frames: 300), tools);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return Task.CompletedTask;
    }

    private static void MeasureSpeed(Report report, Clip clip, VpxTools? tools)
    {
        tools?.Load(clip);
        var work = new CodecWork(clip, Bitrate);
        var encode = new Contest("CPU ms a frame");
        if (tools != null) encode.Enter("vpxenc", () => tools.Encode(Bitrate));
        encode.Enter("Earshot", work.Encode);
        report.Add(encode.Run($"encode {clip.Width}x{clip.Height} at 600 kbit/s", Rounds));

        List<Ivf.Frame> frames = work.Frames;
        var decode = new Contest("CPU ms a frame");
        if (tools != null) decode.Enter("vpxdec", () => tools.Decode(frames));
        decode.Enter("Earshot", work.Decode);
        report.Add(decode.Run($"decode {clip.Width}x{clip.Height}", Rounds));

        var rest = new Table($"Earshot at {clip.Width}x{clip.Height}, 30 pictures a second",
            "encode, % of a core", "decode, % of a core", "encode, bytes allocated a frame", "decode");
        rest.Add("Earshot", work.Encode() * 3, work.Decode() * 3, work.EncodeAllocated, work.DecodeAllocated);
        report.Add(rest);
    }

    private static void MeasureQuality(Report report, Clip clip, VpxTools? tools)
    {
        tools?.Load(clip);
        var table = new Table("what is seen of 640x360 against what was shown",
            "kbit/s", "PSNR, dB", "SSIM", "pictures left out of 300");
        foreach (int bitrate in Bitrates)
        {
            if (tools != null)
            {
                tools.Encode(bitrate);
                Add($"vpxenc at {bitrate / 1000} kbit/s", tools.Encoded());
            }

            var work = new CodecWork(clip, bitrate);
            work.Encode();
            Add($"Earshot at {bitrate / 1000} kbit/s", work.Frames);
        }

        report.Add(table);

        void Add(string name, List<Ivf.Frame> frames)
        {
            Likeness likeness = Likeness.Of(clip, frames);
            table.Add(name, likeness.Kilobits, likeness.Psnr, likeness.Ssim, clip.Pictures.Length - frames.Count);
        }
    }
}
