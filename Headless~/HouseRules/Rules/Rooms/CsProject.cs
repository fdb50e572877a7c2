using System;
using System.Collections.Generic;
using System.IO.Enumeration;
using System.Linq;
using System.Xml.Linq;

namespace Earshot.HouseRules;

/// <summary>What a .csproj says that the rules ask for.</summary>
public sealed class CsProject
{
    private const string PackageRootVariable = "$(PackageRoot)";

    private readonly XElement _root;

    public string Path { get; }

    /// <summary>The file's name without its ending.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public CsProject(SourceFile file)
    {
        Path = file.Path;
        _root = XDocument.Parse(file.Text).Root!;
    }

    public static bool IsOne(SourceFile file) => file.Path.EndsWith(".csproj", StringComparison.Ordinal);

    /// <summary>The names of the projects it references.</summary>
    public IReadOnlyList<string> References => [.. _root.Descendants("ProjectReference")
        .Select(reference => System.IO.Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))];

    /// <summary>What it leaves out of what it compiles.</summary>
    public IReadOnlyList<string> Excludes => [.. _root.Descendants("Compile")
        .Select(compile => (string?)compile.Attribute("Exclude") ?? (string?)compile.Attribute("Remove"))
        .OfType<string>()];

    /// <summary>True when a property of that name is true.</summary>
    public bool Has(string property) => _root.Descendants(property).Any(element => element.Value == "true");

    /// <summary>True when it compiles that file of the package.</summary>
    public bool Compiles(string path) => _root.Descendants("Compile")
        .SelectMany(compile => ((string?)compile.Attribute("Include") ?? "").Split(';'))
        .Where(pattern => pattern.StartsWith(PackageRootVariable, StringComparison.Ordinal))
        .Any(pattern => IsMatch(pattern[PackageRootVariable.Length..], path));

    /// <summary>Folder/*.cs or Folder/**/*.cs.</summary>
    private static bool IsMatch(string pattern, string path)
    {
        (string folder, string file) = Split(path);
        (string wantedFolder, string wantedFile) = Split(pattern);
        bool isThere = wantedFolder.EndsWith("/**", StringComparison.Ordinal)
            ? $"{folder}/".StartsWith(wantedFolder[..^2], StringComparison.Ordinal)
            : folder == wantedFolder;
        return isThere && FileSystemName.MatchesSimpleExpression(wantedFile, file);
    }

    private static (string Folder, string File) Split(string path)
    {
        int slash = path.LastIndexOf('/');
        return (path[..slash], path[(slash + 1)..]);
    }
}
