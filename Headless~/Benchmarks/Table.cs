using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Earshot.Benchmarks;

/// <summary>Figures under a title: a row for each thing measured, a column for each quantity. A figure that could not
/// be had is null.</summary>
public sealed class Table(string title, params string[] columns)
{
    private readonly List<(string Name, double?[] Figures)> _rows = [];

    public string Title => title;

    /// <summary>Quantities with their units.</summary>
    public IReadOnlyList<string> Columns => columns;

    public IReadOnlyList<(string Name, double?[] Figures)> Rows => _rows;

    public void Add(string name, params double?[] figures)
    {
        if (figures.Length != columns.Length)
            throw new ArgumentException($"'{title}' has {columns.Length} columns; give each a figure or null.");
        _rows.Add((name, figures));
    }

    /// <summary>The table as text, in columns as wide as they need be.</summary>
    public override string ToString()
    {
        string[][] cells =
        [
            ["", .. columns],
            .. _rows.Select(row => (string[])[row.Name, .. row.Figures.Select(Format)]),
        ];
        int[] widths = [.. Enumerable.Range(0, columns.Length + 1).Select(i => cells.Max(row => row[i].Length))];
        return title + "\n" + string.Join("\n", cells.Select(row => "  " + string.Join("  ", row.Select((cell, i) =>
            i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))));
    }

    private static string Format(double? figure) => figure switch
    {
        null => "-",
        0 => "0",
        { } value when Math.Abs(value) < 100 => value.ToString("G3", CultureInfo.InvariantCulture),
        { } value => value.ToString("N0", CultureInfo.InvariantCulture),
    };
}
