using System;
using System.Collections.Generic;
using System.Linq;

namespace Earshot.Benchmarks;

/// <summary>Contestants that do the same work, measured in turns (A B C A B C …), because a busy neighbour can slow the
/// machine by half for a second: only what was measured side by side compares. The first one is what the others are
/// ratios of.</summary>
public sealed class Contest(string unit)
{
    private readonly List<(string Name, Func<double> Measure)> _contestants = [];

    /// <param name="name">What the row is called.</param>
    /// <param name="measure">Measures once, which takes some ten milliseconds; less is better.</param>
    public void Enter(string name, Func<double> measure) => _contestants.Add((name, measure));

    /// <summary>Lets each have its turn that many times, after one that warms up, and tells the medians. A ratio is
    /// that of one turn to the first contestant's turn in the same round.</summary>
    public Table Run(string title, int rounds)
    {
        foreach ((_, Func<double> measure) in _contestants) measure();
        double[][] figures = [.. _contestants.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < _contestants.Count; i++) figures[i][round] = _contestants[i].Measure();
        }

        string reference = _contestants[0].Name;
        var table = new Table(title, unit, "least", "most", $"x {reference}", "least x", "most x");
        for (int i = 0; i < _contestants.Count; i++)
        {
            double[] ratios = [.. figures[i].Zip(figures[0], (own, other) => own / other).Order()];
            double[] own = [.. figures[i].Order()];
            table.Add(
                _contestants[i].Name, own[rounds / 2], own[0], own[^1], ratios[rounds / 2], ratios[0], ratios[^1]);
        }

        return table;
    }
}
