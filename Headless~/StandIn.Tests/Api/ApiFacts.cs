using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace UnityStandIn.Tests;

/// <summary>Unity's public API as a list of facts: one JSON object a line, for a version ("tag"), a type and a
/// member.</summary>
public sealed class ApiFacts
{
    private readonly Dictionary<(string Tag, string Type), Dictionary<string, JsonElement>> _facts = [];

    public ApiFacts(string path)
    {
        foreach (string line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            var fact = JsonDocument.Parse(line).RootElement;
            var key = (Text(fact, "tag"), Text(fact, "type"));
            if (!_facts.TryGetValue(key, out var ofType)) _facts.Add(key, ofType = []);
            ofType.TryAdd(Signature(fact), fact);
        }
    }

    public IEnumerable<string> Tags => _facts.Keys.Select(key => key.Tag).Distinct();

    public bool Knows(string tag, string type) => _facts.ContainsKey((tag, type));

    /// <summary>The fact of a member by its signature as <see cref="ApiSignature"/> writes it.</summary>
    public bool TryFind(string tag, string type, string signature, out JsonElement fact) =>
        _facts[(tag, type)].TryGetValue(signature, out fact);

    public static string Text(JsonElement fact, string name) =>
        fact.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static string Signature(JsonElement fact)
    {
        string kind = Text(fact, "kind"), isStatic = Text(fact, "static") == "True" ? "static " : "";
        return kind switch
        {
            "type" => "type",
            "enumMember" => $"enum {Text(fact, "name")} = {Text(fact, "value")}",
            "ctor" => $"new({Parameters(fact)})",
            "method" or "operator" =>
                $"{isStatic}{Text(fact, "ret")} {Text(fact, "name")}`{Arity(fact)}({Parameters(fact)})",
            "property" or "event" => $"{isStatic}{kind} {Text(fact, "ret")} {Text(fact, "name")}",
            "indexer" => $"{Text(fact, "ret")} this[{Parameters(fact)}]",
            _ => $"{isStatic}field {Text(fact, "ret")} {Text(fact, "name")}"
        };
    }

    private static int Arity(JsonElement fact) =>
        fact.TryGetProperty("typeParams", out var names) ? names.GetArrayLength() : 0;

    private static string Parameters(JsonElement fact) => string.Join(", ", fact.GetProperty("params").EnumerateArray()
        .Select(parameter => $"{Text(parameter, "ref")} {Text(parameter, "type")}".Trim()));
}
