using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Earshot.HouseRules;

/// <summary>package.json says what Unity's package manager asks for, and what it says is there.</summary>
public sealed partial class PackageManifest : Rule
{
    private const string Path = "package.json";

    private const string Whole =
        """
        {
          "name": "com.earshot.voice", "version": "0.1.0", "displayName": "E", "description": "D", "unity": "2022.3",
          "license": "MIT", "author": { "name": "A" }, "dependencies": { "com.a.b": "1.0.0" },
          "samples": [ { "displayName": "S", "description": "D", "path": "Samples~/S" } ]
        }
        """;

    private static readonly SourceFile[] There =
        [new("Samples~/S/S.unity", ""), new("CHANGELOG.md", "## [0.1.0] - 2026-01-01\n")];

    public override string Name => "package-manifest";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("README.md", ""),
        With(Whole.Replace("com.earshot.voice", "Earshot")),
        With(Whole.Replace("\"0.1.0\"", "\"0.1\"")),
        With(Whole.Replace("\"1.0.0\"", "\"^1.0.0\"")),
        With(Whole.Replace("\"unity\"", "\"engine\"")),
        With(Whole.Replace("2022.3", "2022.3.1f1")),
        With(Whole.Replace("Samples~/S", "Samples~/T")),
        With(Whole.Replace("\"0.1.0\"", "\"0.2.0\"")),
        [.. With(Whole), new("Samples~/Unlisted/A.unity", "")],
    ];

    public override IEnumerable<SourceFile[]> Kept => [With(Whole)];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        if (tree.Find(Path) is not { } file) return [new(Path, 1, "is not there; a package begins with it")];
        using JsonDocument json = JsonDocument.Parse(file.Text);
        return [.. Problems(json.RootElement, tree).Select(problem => new Violation(Path, 1, problem))];
    }

    private static IEnumerable<string> Problems(JsonElement json, SourceTree tree)
    {
        foreach (string field in (string[])["name", "version", "displayName", "description", "unity", "license"])
            if (Text(json, field).Length == 0)
                yield return $"'{field}' is missing; the package manager shows it";
        if (!ReverseDomain().IsMatch(Text(json, "name"))) yield return "'name' is not a reverse domain in lower case";
        if (!UnityVersion().IsMatch(Text(json, "unity"))) yield return "'unity' is not a version such as 2022.3";
        string version = Text(json, "version");
        if (!ExactVersion().IsMatch(version)) yield return "'version' is not of the form 1.2.3";
        if (tree.Find("CHANGELOG.md")?.Text.Contains($"## [{version}]", StringComparison.Ordinal) != true)
            yield return $"CHANGELOG.md has no heading for version {version}; write what changed";
        if (json.TryGetProperty("dependencies", out JsonElement dependencies))
            foreach (JsonProperty dependency in dependencies.EnumerateObject())
                if (!ExactVersion().IsMatch(dependency.Value.GetString() ?? ""))
                    yield return $"'{dependency.Name}' does not name one exact version";
        foreach (string problem in SampleProblems(json, tree)) yield return problem;
    }

    private static IEnumerable<string> SampleProblems(JsonElement json, SourceTree tree)
    {
        JsonElement[] samples = json.TryGetProperty("samples", out JsonElement list) ? [.. list.EnumerateArray()] : [];
        HashSet<string> listed = [.. samples.Select(sample => Text(sample, "path"))];
        foreach (JsonElement sample in samples)
        {
            if (Text(sample, "displayName").Length == 0 || Text(sample, "description").Length == 0)
                yield return $"the sample {Text(sample, "path")} lacks a displayName or description";
            string scenes = Text(sample, "path") + "/";
            if (!tree.Paths.Any(path => path.StartsWith(scenes, StringComparison.Ordinal) && path.EndsWith(".unity")))
                yield return $"the sample '{scenes}' has no .unity scene; a sample is a scene that plays";
        }

        foreach (string folder in tree.Paths.Where(path => path.StartsWith("Samples~/") && path.Split('/').Length > 2)
            .Select(path => string.Join('/', path.Split('/')[..2])).Distinct())
            if (!listed.Contains(folder))
                yield return $"{folder} is not among the samples; list it";
    }

    private static string Text(JsonElement json, string field) =>
        json.TryGetProperty(field, out JsonElement value) ? value.GetString() ?? "" : "";

    private static SourceFile[] With(string json) => [new(Path, json), .. There];

    [GeneratedRegex(@"^[a-z0-9-]+(\.[a-z0-9-]+){2,}$")]
    private static partial Regex ReverseDomain();

    [GeneratedRegex(@"^\d{4}\.\d+$")]
    private static partial Regex UnityVersion();

    [GeneratedRegex(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex ExactVersion();
}
