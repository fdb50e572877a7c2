namespace Earshot.Benchmarks.Voices;

/// <summary>What some seconds of sound cost.</summary>
/// <param name="ProcessorShare">Processor time, as a share of those seconds.</param>
/// <param name="BytesAFrame">Allocated for each packet.</param>
internal readonly record struct Cost(double ProcessorShare, double BytesAFrame);
