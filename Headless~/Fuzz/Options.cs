using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Earshot.Tests;

namespace Earshot.Fuzz;

/// <summary>What the command line asks for.</summary>
internal sealed class Options
{
    public const string InstrumentedFlag = "--instrumented";

    public static readonly string Usage =
        $"""
        dotnet run -c Release --project Headless~/Fuzz -- [TARGET ...] [--seconds N] [--seed N] [--out FOLDER]
          TARGET     {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}; all when none is named
          --seconds  how long each target is fuzzed (20)
          --seed     where the mutations start; the same seed mutates alike (1)
          --out      where findings.txt is written (out/fuzz)
        """;

    private readonly HashSet<string> _targets = [];

    /// <summary>As they were given.</summary>
    public string[] Arguments { get; private init; } = [];

    public TimeSpan Budget { get; private set; } = TimeSpan.FromSeconds(20);

    public int Seed { get; private set; } = 1;

    public string OutFolder { get; private set; } = System.IO.Path.GetFullPath("out/fuzz");

    public bool IsInstrumented { get; private set; }

    public bool Wants(string target) => _targets.Count == 0 || _targets.Contains(target);

    public static bool TryParse(string[] arguments, out Options options, out string error)
    {
        options = new Options { Arguments = arguments };
        error = "";
        for (int i = 0; i < arguments.Length && error.Length == 0; i++)
        {
            string argument = arguments[i];
            if (argument == InstrumentedFlag) options.IsInstrumented = true;
            else if (!argument.StartsWith("--", StringComparison.Ordinal)) error = options.Want(argument);
            else if (i + 1 == arguments.Length) error = $"{argument} needs a value.";
            else error = options.Set(argument, arguments[++i]);
        }

        return error.Length == 0;
    }

    private string Want(string target)
    {
        if (FuzzTargets.All.All(known => known.Name != target)) return $"There is no target \"{target}\".";
        _targets.Add(target);
        return "";
    }

    private string Set(string option, string value)
    {
        if (option == "--out")
        {
            OutFolder = System.IO.Path.GetFullPath(value);
            return "";
        }

        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return $"{option} takes a whole number, not \"{value}\".";
        if (option == "--seconds") Budget = TimeSpan.FromSeconds(number);
        else if (option == "--seed") Seed = number;
        else return $"There is no option \"{option}\".";
        return "";
    }
}
