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

    /// <summary>Measures, telling the report what it does and adding a table as soon as it has one. A peer that is not
    /// on this machine is left out with one sentence.</summary>
    Task MeasureAsync(Report report, CancellationToken stop);
}
