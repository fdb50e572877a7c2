using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using Earshot.MonoBench;
using Earshot.Rtc.Dtls;

namespace Earshot.Benchmarks.Srtp;

/// <summary>The same work on Mono, in a process that waits for its turns.</summary>
internal sealed class MonoProcess : IDisposable
{
    private readonly Process _process;

    private MonoProcess(Process process) => _process = process;

    /// <summary>Null, with a remark, where there is no Mono.</summary>
    public static MonoProcess? TryStart(Report report)
    {
        string work = typeof(SrtpWork).Assembly.Location;
        string folder = Path.Combine(AppContext.BaseDirectory, "mono");
        DebianMono.Copy(Path.GetDirectoryName(work)!, folder);
        var start = new ProcessStartInfo("mono", [Path.Combine(folder, Path.GetFileName(work))])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            return new MonoProcess(Process.Start(start)!);
        }
        catch (Win32Exception)
        {
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
    }
}
