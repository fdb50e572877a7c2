using System;
using System.IO;

namespace Earshot.Player;

/// <summary>Finds a scene by its sample's name or its path, and the package it belongs to.</summary>
internal static class ScenePath
{
    /// <summary>The folder that holds package.json, seen from the working folder or from this program.</summary>
    public static string PackageRoot { get; } =
        FindPackage(Directory.GetCurrentDirectory()) ?? FindPackage(AppContext.BaseDirectory) ??
        throw new IOException("No package.json above the working folder: run this inside a checkout of the package.");

    /// <summary>The scene's full path. Throws <see cref="ArgumentException"/> naming the samples there are.</summary>
    public static string Find(string scene)
    {
        if (File.Exists(scene)) return Path.GetFullPath(scene);
        string samples = Path.Combine(PackageRoot, "Samples~");
        string path = Path.Combine(samples, scene, scene + ".unity");
        if (File.Exists(path)) return path;
        string[] names = Array.ConvertAll(Directory.GetDirectories(samples), folder => Path.GetFileName(folder));
        throw new ArgumentException(
            $"There is no scene '{scene}'. Name a .unity file or one of the samples: {string.Join(", ", names)}.");
    }

    private static string? FindPackage(string start)
    {
        for (DirectoryInfo? folder = new(start); folder != null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "package.json")) &&
                Directory.Exists(Path.Combine(folder.FullName, "Samples~"))) return folder.FullName;
        return null;
    }
}
