#nullable enable
using System;

namespace Earshot.Stage.Players
{
    /// <summary>How far outside its range a voice is pulled ahead of being heard, and kept.</summary>
    internal readonly struct VoiceReach
    {
        /// <summary>No voice is pulled from further out than this, as a share of its range.</summary>
        private const float Limit = 1.5f;

        private readonly float _margin;
        private readonly float _ahead;

        public VoiceReach(StageSettings settings)
        {
            _margin = settings.Margin;
            _ahead = (float)settings.Ahead.TotalSeconds;
            float keep = 1 + 2 * settings.Margin;
            KeptNearness = 1 - keep * keep;
        }

        /// <summary>Nobody below this nearness is a candidate.</summary>
        public static float LeastNearness => 1 - Limit * Limit;

        /// <summary>Who is seated and does not come nearer is dropped below this nearness.</summary>
        public float KeptNearness { get; }

        /// <summary>How far from its player a voice is looked for, in metres.</summary>
        /// <param name="range">The voice's, in metres.</param>
        /// <param name="closing">How fast the two come nearer, in m/s; negative when they part.</param>
        public float Farthest(float range, float closing) =>
            Math.Min(Math.Max(range * (1 + _margin), range + closing * _ahead), range * Limit);
    }
}
