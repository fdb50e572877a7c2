#nullable enable
namespace Earshot.Stage.Players
{
    /// <summary>All that a scan looks at of a player, 32 bytes, so that it streams through memory.</summary>
    internal struct Source
    {
        /// <summary>Added to the nearness of one that is muted, which ranks it below all that can be heard.</summary>
        public const float MutedMerit = -16;

        public float X;
        public float Y;
        public float Z;

        /// <summary>Per square metre. 0: heard everywhere. NaN: nowhere, which fails every comparison.</summary>
        public float InverseRangeSquared;

        /// <summary>What loudness and priority are worth; <see cref="MutedMerit"/> when muted.</summary>
        public float Merit;

        /// <summary>What they are worth at most: to a listener whom the player hears.</summary>
        public float MostMerit;

        public int Player;

        /// <summary>Whether there are channels on which it is heard anywhere.</summary>
        public bool Broadcasts;

        /// <summary>1 beside the place, 0 at the edge of the range, negative outside; NaN nowhere.</summary>
        public readonly float NearnessTo(float x, float y, float z)
        {
            float dx = X - x, dy = Y - y, dz = Z - z;
            return 1 - (dx * dx + dy * dy + dz * dz) * InverseRangeSquared;
        }
    }
}
