using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;

namespace Earshot.Benchmarks;

/// <summary>One verb of the program.</summary>
public interface IBenchmark
{
    /// <summary>The verb, and the name of the file the figures go to.</summary>
    string Name { get; }

    /// <summary>What it measures, in one sentence.</summary>
    string Description { get; }

    /// <summary>What can be chosen on the command line.</summary>
    IReadOnlyList<Option> Options => [];

    /// <summary>Told what was chosen, before it measures.</summary>
    void Choose(ParseResult chosen)
    {
    }

    /// <summary>Measures, telling the report what it does and adding a table as soon as it has one. A peer that is not
    /// on this machine is left out with one sentence.</summary>
    Task MeasureAsync(Report report, CancellationToken stop);
}
