#nullable enable
using System;

namespace Earshot.Stage
{
    /// <summary>A player's number in one <see cref="Director"/>, from 0; another player may get it once this one is
    /// removed.</summary>
    public readonly struct PlayerIndex : IEquatable<PlayerIndex>
    {
        /// <summary>The number.</summary>
        public readonly int Value;

        internal PlayerIndex(int value) => Value = value;

        public static bool operator ==(PlayerIndex a, PlayerIndex b) => a.Value == b.Value;

        public static bool operator !=(PlayerIndex a, PlayerIndex b) => a.Value != b.Value;

        public bool Equals(PlayerIndex other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is PlayerIndex other && Equals(other);

        public override int GetHashCode() => Value;

        public override string ToString() => $"player {Value}";
    }
}
