using System;
using System.Diagnostics;
using System.IO;
using System.Reflection;
using SharpFuzz;

namespace Earshot.Fuzz;

/// <summary>A copy of this program whose Earshot.Rtc and Earshot.Video count the branches they take.</summary>
internal static class InstrumentedCopy
{
    /// <summary>Runs it with the same arguments and ends as it ends.</summary>
    public static int Run(Assembly program, Options options)
    {
        string folder = Directory.CreateTempSubdirectory("earshot-fuzz-").FullName;
        try
        {
            foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            foreach (string room in new[] { "Earshot.Rtc.dll", "Earshot.Video.dll" })
                Fuzzer.Instrument(Path.Combine(folder, room), IsUnderTest, SharpFuzz.Options.Value);
            string copy = Path.Combine(folder, Path.GetFileName(program.Location));
            using Process child = Process.Start(
                new ProcessStartInfo("dotnet", [copy, Options.InstrumentedFlag, .. options.Arguments]))!;
            child.WaitForExit();
            return child.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsUnderTest(string type) =>
        type.StartsWith("Earshot.Rtc", StringComparison.Ordinal)
        || type.StartsWith("Earshot.Video", StringComparison.Ordinal);
}
