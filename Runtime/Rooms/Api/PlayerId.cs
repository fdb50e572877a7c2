#nullable enable
using System;

namespace Earshot.Rooms.Api
{
    /// <summary>Who a player is to the game: the <c>sub</c> of the player's token. Unique within a room; joining again
    /// with the same id replaces the older connection.</summary>
    public readonly struct PlayerId : IEquatable<PlayerId>
    {
        private readonly string? _value;

        /// <summary>An id; throws when it is null or empty.</summary>
        public PlayerId(string value)
        {
            if (string.IsNullOrEmpty(value)) throw new ArgumentException("A player id is not empty.", nameof(value));
            _value = value;
        }

        /// <summary>The id; empty for <c>default</c>, which is nobody.</summary>
        public string Value => _value ?? "";

        /// <summary>False for <c>default</c>.</summary>
        public bool IsGiven => _value != null;

        /// <summary>The id, or <c>default</c> when the text is null or empty.</summary>
        public static PlayerId FromNullable(string? value) =>
            string.IsNullOrEmpty(value) ? default : new PlayerId(value!);

        public static bool operator ==(PlayerId a, PlayerId b) => a.Value == b.Value;

        public static bool operator !=(PlayerId a, PlayerId b) => a.Value != b.Value;

        public bool Equals(PlayerId other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is PlayerId other && Equals(other);

        public override int GetHashCode() => Value.GetHashCode();

        public override string ToString() => Value;
    }
}
