namespace Earshot.Player.Analysis;

/// <summary>A sentence a player spoke, in seconds on the shared time line.</summary>
internal readonly record struct Sentence(string Speaker, double Start, double End);
