using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Earshot.Mono;
using Earshot.MonoBench;
using Earshot.Rtc.Dtls;

namespace Earshot.Benchmarks;

/// <summary>The same work on Mono, in a process that waits for its turns.</summary>
internal sealed class MonoProcess : IDisposable
{
    private static readonly string[] Assemblies =
    [
        "Earshot.MonoBench.dll", "Earshot.Audio.dll", "Earshot.Io.dll", "Earshot.Rtc.dll", "Earshot.Stage.dll",
        "BouncyCastle.Cryptography.dll",
    ];

    // What not every build or machine has.
    private static readonly string[] Extras = ["Concentus.dll", "libopus.so", "libopus.dylib"];

    private readonly Process _process;
    private readonly string _folder;

    private MonoProcess(Process process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>Null, with a remark, where there is no Mono.</summary>
    public static MonoProcess? TryStart(Report report)
    {
        string folder = Directory.CreateTempSubdirectory("earshot-bench-").FullName;
        foreach (string file in Assemblies)
            InModifier.Strip(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(folder, file));
        foreach (string file in Extras)
        {
            string extra = Path.Combine(AppContext.BaseDirectory, file);
            if (File.Exists(extra)) InModifier.Strip(extra, Path.Combine(folder, file));
        }

        var start = new ProcessStartInfo("mono", [Path.Combine(folder, Assemblies[0])])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            return new MonoProcess(Process.Start(start)!, folder);
        }
        catch (Win32Exception)
        {
            Directory.Delete(folder, recursive: true);
            report.Remark("Mono is not on this machine: install mono-runtime to measure on it.");
            return null;
        }
    }

    public double Measure(SrtpProfile profile, int length, bool unprotects, int packets) =>
        Ask($"{profile} {length} {(unprotects ? "unprotect" : "protect")} {packets}")[0];

    public (double Microseconds, double Bytes) MeasureOpus(string codec, string verb, int frames)
    {
        double[] figures = Ask($"{codec} opus {verb} {frames}");
        return (figures[0], figures[1]);
    }

    public StageFigures MeasureStage(int players, string setting, int ticks)
    {
        double[] figures = Ask($"{players} stage {setting} {ticks}");
        return new StageFigures
        {
            Told = figures[0],
            Chosen = figures[1],
            Drained = figures[2],
            Pulls = figures[3],
            Bytes = figures[4],
        };
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private double[] Ask(string question)
    {
        _process.StandardInput.WriteLine(question);
        string line = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("Mono ended; what it wrote to stderr says why.");
        return [.. line.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
    }
}
