using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;

namespace Earshot.Benchmarks.Video;

/// <summary>vpxenc and vpxdec of the distribution's package vpx-tools: a process a turn, which reads and writes files;
/// its time counts from its start to its end.</summary>
internal sealed class VpxTools
{
    // Those of our encoder.
    private const string Settings =
        "--codec=vp8 --passes=1 --rt --cpu-used=-6 --lag-in-frames=0 --end-usage=cbr --min-q=2 --max-q=56 " +
        "--undershoot-pct=100 --overshoot-pct=15 --buf-initial-sz=500 --buf-optimal-sz=600 --buf-sz=1000 " +
        "--drop-frame=30 --error-resilient=0 --kf-min-dist=0 --kf-max-dist=3000 --static-thresh=1 --token-parts=0 " +
        "--max-intra-rate=900 --threads=1 --timebase=1/30 --quiet --ivf";

    private readonly string _source;
    private readonly string _encoded;
    private Clip? _clip;

    private VpxTools(string folder)
    {
        _source = Path.Combine(folder, "clip.y4m");
        _encoded = Path.Combine(folder, "clip.ivf");
    }

    /// <summary>Null, with a remark, where they are not.</summary>
    public static VpxTools? TryFind(Report report, string folder)
    {
        try
        {
            Run("vpxenc", "--help");
            return new VpxTools(folder);
        }
        catch (Win32Exception)
        {
            report.Remark("vpxenc is not on this machine: install the package vpx-tools.");
            return null;
        }
    }

    /// <summary>Takes a clip to work on.</summary>
    public void Load(Clip clip)
    {
        _clip = clip;
        clip.WriteTo(_source);
    }

    /// <summary>Encodes the clip; milliseconds a frame.</summary>
    public double Encode(int bitrate) =>
        Run("vpxenc", $"{Settings} --target-bitrate={bitrate / 1000} -o {_encoded} {_source}") / _clip!.Pictures.Length;

    /// <summary>What was encoded last.</summary>
    public List<Ivf.Frame> Encoded() => Ivf.Read(_encoded);

    /// <summary>Decodes frames; milliseconds a frame.</summary>
    public double Decode(List<Ivf.Frame> frames)
    {
        Ivf.Write(_encoded, _clip!, frames);
        return Run("vpxdec", $"--codec=vp8 --threads=1 --i420 -o /dev/null {_encoded}") / frames.Count;
    }

    private static double Run(string tool, string arguments)
    {
        double begin = CpuTime.OfChildren();
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 && arguments != "--help")
            throw new InvalidOperationException($"{tool} ended with {process.ExitCode}.");
        return CpuTime.OfChildren() - begin;
    }
}
