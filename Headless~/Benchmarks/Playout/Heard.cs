namespace Earshot.Benchmarks.Playout;

/// <summary>What came of a trace at a listener.</summary>
/// <param name="Samples">48 kHz mono, from the moment on when the speech begins.</param>
/// <param name="Concealed">The share of the judged part that was made up, by the listener's own count.</param>
/// <param name="Stretched">The share that was put in or taken out.</param>
internal sealed record Heard(float[] Samples, double Concealed, double Stretched);
