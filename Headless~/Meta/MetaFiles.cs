using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Earshot.Meta;

/// <summary>Holds the .meta files of a package against the files and folders that Unity imports. In an installed
/// package Unity ignores a file without one.</summary>
public static partial class MetaFiles
{
    private const string Suffix = ".meta";

    /// <summary>The imported files and folders that have no .meta, from all files of the package.</summary>
    public static IReadOnlyList<string> FindMissing(IReadOnlyCollection<string> files)
    {
        var there = files.ToHashSet();
        return [.. ImportedAssets(files).Keys.Where(asset => !there.Contains(asset + Suffix))];
    }

    /// <summary>What is wrong with the .meta files: missing, orphaned, malformed, or with a GUID that another
    /// has.</summary>
    /// <param name="files">All files of the package, relative, with '/'.</param>
    /// <param name="read">Gives a file's text.</param>
    public static IReadOnlyList<MetaProblem> FindProblems(IReadOnlyCollection<string> files, Func<string, string> read)
    {
        SortedDictionary<string, bool> assets = ImportedAssets(files);
        var problems = FindMissing(files)
            .Select(asset => new MetaProblem(asset, "has no .meta; run Headless~/Meta with write")).ToList();
        var owners = new Dictionary<string, string>();
        foreach (string meta in files.Where(file => file.EndsWith(Suffix, StringComparison.Ordinal)))
        {
            string asset = meta[..^Suffix.Length];
            if (!assets.TryGetValue(asset, out bool isFolder))
            {
                problems.Add(new(meta, "stands beside nothing that Unity imports; delete it"));
                continue;
            }

            string text = read(meta);
            Match form = Form().Match(text);
            string guid = form.Groups["guid"].Value;
            if (!form.Success || !IsImportedBy(text, MetaText.ImporterLine(asset, isFolder)))
                problems.Add(new(meta, "is not what Unity writes for its kind; delete it and run the tool with write"));
            else if (!owners.TryAdd(guid, asset))
                problems.Add(new(meta, $"has the GUID of {owners[guid]}; give one of them another"));
        }

        return problems;
    }

    /// <summary>The files and folders (true) that Unity imports: none in a name that begins with a dot or ends with a
    /// tilde, except what stands inside Samples~, which is copied into the user's project with its GUIDs.</summary>
    private static SortedDictionary<string, bool> ImportedAssets(IEnumerable<string> files)
    {
        var assets = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (string file in files)
        {
            if (file.EndsWith(Suffix, StringComparison.Ordinal) || !IsImported(file)) continue;
            assets[file] = false;
            for (int slash = file.LastIndexOf('/'); slash > 0; slash = file.LastIndexOf('/', slash - 1))
                if (file[..slash] != "Samples~")
                    assets[file[..slash]] = true;
        }

        return assets;
    }

    private static bool IsImported(string file)
    {
        string below = file.StartsWith("Samples~/", StringComparison.Ordinal) ? file["Samples~/".Length..] : file;
        return below.Split('/').All(name => name[0] != '.' && name[^1] != '~');
    }

    private static bool IsImportedBy(string text, string? importer) =>
        importer != null && text.Contains($"\n{importer}\n", StringComparison.Ordinal);

    [GeneratedRegex(@"\AfileFormatVersion: 2\nguid: (?<guid>[0-9a-f]{32})\n[^\r]*\n\z")]
    private static partial Regex Form();
}
