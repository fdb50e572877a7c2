using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace Earshot.Meta;

/// <summary>Where the package stands on this machine, and which files are its own.</summary>
public static class PackageRoot
{
    /// <summary>The folder, this one or one above it, that holds a package.json beside a Runtime folder; null when
    /// there is none.</summary>
    public static string? Find(string folder)
    {
        DirectoryInfo? at = new(folder);
        while (at != null && !IsRoot(at.FullName)) at = at.Parent;
        return at?.FullName;
    }

    /// <summary>The files that git tracks or would track, so that nothing a build left behind counts; relative, with
    /// '/', sorted.</summary>
    public static IReadOnlyCollection<string> ListFiles(string root)
    {
        var start = new ProcessStartInfo("git", "-c safe.directory=* ls-files --cached --others --exclude-standard -z")
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
        };
        using Process git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode != 0)
            throw new InvalidOperationException($"git cannot list the files of {root}; is it a clone?");
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string file in output.Split('\0', StringSplitOptions.RemoveEmptyEntries))
            if (File.Exists(Path.Combine(root, file)))
                files.Add(file);
        return files;
    }

    private static bool IsRoot(string folder) =>
        File.Exists(Path.Combine(folder, "package.json")) && Directory.Exists(Path.Combine(folder, "Runtime"));
}
