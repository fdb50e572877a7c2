using Earshot.Rtc.Wire;

namespace Earshot.Tests;

/// <summary>One section of a <see cref="Call"/>, and the tones that tell it from all others, in hertz.</summary>
internal sealed record Line(Mid Mid, int Ours, int Theirs);
