using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Earshot.Meta;

namespace Earshot.HouseRules;

/// <summary>The files of the repository, or of a small one made up by a test.</summary>
public sealed class SourceTree
{
    private const int BytesLookedAt = 4096;

    private static readonly Lazy<SourceTree> Real = new(Read);

    private readonly Dictionary<string, SourceFile> _texts;

    /// <summary>All files, those that are no text too; relative, with '/'.</summary>
    public IReadOnlyCollection<string> Paths { get; }

    private SourceTree(IReadOnlyCollection<string> paths, IEnumerable<SourceFile> texts)
    {
        Paths = paths;
        _texts = texts.ToDictionary(file => file.Path);
    }

    /// <summary>The repository this test was built from.</summary>
    public static SourceTree Repository => Real.Value;

    /// <summary>The text files.</summary>
    public IReadOnlyCollection<SourceFile> Files => _texts.Values;

    /// <summary>The C# files.</summary>
    public IEnumerable<SourceFile> Code => Files.Where(file => file.IsCode);

    public static SourceTree Of(IReadOnlyList<SourceFile> files) => new([.. files.Select(file => file.Path)], files);

    public SourceFile? Find(string path) => _texts.GetValueOrDefault(path);

    private static SourceTree Read()
    {
        string root = PackageRoot.Find(AppContext.BaseDirectory)
            ?? throw new InvalidOperationException($"No package.json stands above {AppContext.BaseDirectory}.");
        IReadOnlyCollection<string> paths = PackageRoot.ListFiles(root);
        var texts = new List<SourceFile>();
        foreach (string path in paths)
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(root, path));
            if (!bytes.AsSpan(0, Math.Min(bytes.Length, BytesLookedAt)).Contains((byte)0))
                texts.Add(new SourceFile(path, File.ReadAllText(Path.Combine(root, path))));
        }

        return new SourceTree(paths, texts);
    }
}
