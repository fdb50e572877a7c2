using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Earshot.Mono;

/// <summary><c>dotnet run --project Headless~/Mono [PART OF A TEST'S NAME]</c>: runs the package's tests on Mono and
/// ends as they end.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        string built = typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == "Tests").Value!;
        string folder = Directory.CreateTempSubdirectory("earshot-mono-").FullName;
        try
        {
            foreach (string file in Directory.EnumerateFiles(built)) Place(file, folder);
            // Each test ends by itself; what hangs on Mono only is shown by the job's own time limit.
            var start = new ProcessStartInfo("mono", ["--debug", "Earshot.Mono.Tests.dll", .. arguments])
            {
                WorkingDirectory = folder,
            };
            using Process mono = Process.Start(start)!;
            mono.WaitForExit();
            return mono.ExitCode;
        }
        catch (Win32Exception)
        {
            Console.Error.WriteLine("Mono is not installed: on Debian and Ubuntu, apt-get install mono-devel.");
            return 2;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Place(string file, string folder)
    {
        string copy = Path.Combine(folder, Path.GetFileName(file));
        if (Path.GetExtension(file) == ".dll") InModifier.Strip(file, copy);
        else File.Copy(file, copy);
    }
}
