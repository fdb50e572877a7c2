using System;
using System.Collections.Generic;
using System.Linq;

namespace Earshot.HouseRules;

/// <summary>Violations that are let stand, each with its reason. Under a line [rule] stand lines path:count:reason.
/// The list only shrinks: an entry that allows more than there is, is a violation itself.</summary>
public sealed class AllowList
{
    /// <summary>Where the repository's own stands.</summary>
    public const string Path = "Headless~/HouseRules/allowed.txt";

    private readonly List<(string Rule, string Path, int Count, int Line)> _entries = [];
    private readonly List<Violation> _malformed = [];

    public AllowList(string text)
    {
        string rule = "";
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == '[' && line[^1] == ']') rule = line[1..^1];
            else if (line.Split(':', 3) is [var path, var digits, { Length: > 0 }] && int.TryParse(digits, out int n))
                _entries.Add((rule, path, n, i + 1));
            else _malformed.Add(new(Path, i + 1, $"'{line}' is not path:count:reason"));
        }
    }

    /// <summary>Lines that are no entries, and entries for rules that do not exist.</summary>
    public IEnumerable<Violation> FindMalformed(IReadOnlyCollection<string> rules) => _malformed.Concat(_entries
        .Where(entry => !rules.Contains(entry.Rule))
        .Select(entry => new Violation(Path, entry.Line, $"there is no rule '{entry.Rule}'; take the entry out")));

    /// <summary>The violations of a rule that are not allowed, and the entries that allow more than there is.</summary>
    public IEnumerable<Violation> Filter(string rule, IEnumerable<Violation> violations)
    {
        ILookup<string, Violation> byPath = violations.ToLookup(violation => violation.Path);
        Dictionary<string, (int Count, int Line)> allowed = _entries.Where(entry => entry.Rule == rule)
            .ToDictionary(entry => entry.Path, entry => (entry.Count, entry.Line), StringComparer.Ordinal);
        foreach (IGrouping<string, Violation> file in byPath)
            if (file.Count() > allowed.GetValueOrDefault(file.Key).Count)
                foreach (Violation violation in file)
                    yield return violation;
        foreach ((string path, (int count, int line)) in allowed)
            if (byPath[path].Count() is var found && found < count)
                yield return new(Path, line, $"{path} needs only {found} of the {count} allowed; lower it");
    }
}
