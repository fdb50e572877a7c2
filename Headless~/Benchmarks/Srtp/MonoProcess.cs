using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using Earshot.Mono;
using Earshot.Rtc.Dtls;

namespace Earshot.Benchmarks.Srtp;

/// <summary>The same work on Mono, in a process that waits for its turns.</summary>
internal sealed class MonoProcess : IDisposable
{
    private static readonly string[] Assemblies =
        ["Earshot.MonoBench.dll", "Earshot.Io.dll", "Earshot.Rtc.dll", "BouncyCastle.Cryptography.dll"];

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

    public double Measure(SrtpProfile profile, int length, bool unprotects, int packets)
    {
        _process.StandardInput.WriteLine($"{profile} {length} {(unprotects ? "unprotect" : "protect")} {packets}");
        string line = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("Mono ended; what it wrote to stderr says why.");
        return double.Parse(line, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
