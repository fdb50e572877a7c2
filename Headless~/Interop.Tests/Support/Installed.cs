using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Programs that the machine must bring itself, because no package registry of a language has them.</summary>
internal static class Installed
{
    /// <summary>Where that program is; the test is skipped with a sentence where it is not.</summary>
    public static string Program(string name, string? package = null)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string? path = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (path == null)
            Assert.Ignore($"{name} is not installed; on Debian: apt-get install {package ?? name}.");
        return path!;
    }

    /// <summary>Skips the test with a sentence where that Python cannot import a module.</summary>
    public static void PythonModule(string python, string module, string package)
    {
        if (File.Exists(python))
        {
            using Process asked = Process.Start(python, ["-c", $"import {module}"]);
            asked.WaitForExit();
            if (asked.ExitCode == 0) return;
        }

        Assert.Ignore($"{module} is not installed for {python}; on Debian: apt-get install {package}.");
    }
}
