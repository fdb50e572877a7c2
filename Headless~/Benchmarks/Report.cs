using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Earshot.Benchmarks;

/// <summary>What one benchmark finds: on the console while it runs, and as JSON in the end.</summary>
public sealed class Report(string name, string folder)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly List<Table> _tables = [];
    private readonly List<string> _remarks = [];

    /// <summary>Where files go.</summary>
    public string Folder => folder;

    /// <summary>Says what is being done; goes nowhere but the console.</summary>
    public void Progress(string line) => Console.WriteLine($"  … {line}");

    /// <summary>Says something that belongs to the figures, such as which peer is missing.</summary>
    public void Remark(string sentence)
    {
        _remarks.Add(sentence);
        Console.WriteLine(sentence);
    }

    public void Add(Table table)
    {
        _tables.Add(table);
        Console.WriteLine($"\n{table}\n");
    }

    /// <summary>Writes NAME.json into the folder; its path.</summary>
    public string Write()
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{name}.json");
        File.WriteAllText(path, ToJson().ToJsonString(Indented) + "\n");
        return path;
    }

    private JsonObject ToJson() => new()
    {
        ["benchmark"] = name,
        ["machine"] = $"{Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, " +
            $"{(OperatingSystem.IsLinux() ? "Linux" : RuntimeInformation.OSDescription)}",
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["tables"] = new JsonArray([.. _tables.Select(ToJson)]),
        ["remarks"] = new JsonArray([.. _remarks.Select(remark => JsonValue.Create(remark))]),
    };

    private static JsonNode ToJson(Table table) => new JsonObject
    {
        ["title"] = table.Title,
        ["rows"] = new JsonArray([.. table.Rows.Select(row => new JsonObject(
            table.Columns.Zip(row.Figures, (column, figure) => KeyValuePair.Create(column, (JsonNode?)figure))
                .Prepend(KeyValuePair.Create("name", (JsonNode?)row.Name))))]),
    };
}
