using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Earshot.HouseRules;

/// <summary>An assembly definition of Unity's.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Name">The assembly.</param>
/// <param name="References">The assemblies it sees.</param>
/// <param name="Precompiled">The DLLs it sees.</param>
/// <param name="HasEngine">False when it is compiled without UnityEngine.</param>
public sealed record Asmdef(
    string Path, string Name, IReadOnlyList<string> References, IReadOnlyList<string> Precompiled, bool HasEngine)
{
    /// <summary>The folder it stands in: everything below is its own, but what has an asmdef nearer by.</summary>
    public string Folder => Path[..Path.LastIndexOf('/')];

    public static IReadOnlyList<Asmdef> ReadAll(SourceTree tree) => [.. tree.Files
        .Where(file => file.Path.EndsWith(".asmdef", StringComparison.Ordinal)).Select(Read)];

    /// <summary>The one that owns a file: the nearest above it; null when there is none.</summary>
    public static Asmdef? OwnerOf(string path, IEnumerable<Asmdef> all) => all
        .Where(asmdef => path.StartsWith(asmdef.Folder + "/", StringComparison.Ordinal))
        .MaxBy(asmdef => asmdef.Folder.Length);

    private static Asmdef Read(SourceFile file)
    {
        using JsonDocument json = JsonDocument.Parse(file.Text);
        JsonElement root = json.RootElement;
        return new(
            file.Path,
            root.GetProperty("name").GetString()!,
            Strings(root, "references"),
            Strings(root, "precompiledReferences"),
            !root.TryGetProperty("noEngineReferences", out JsonElement none) || !none.GetBoolean());
    }

    private static IReadOnlyList<string> Strings(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement list)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : [];
}
