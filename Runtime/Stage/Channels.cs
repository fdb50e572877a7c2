#nullable enable
using System;

namespace Earshot.Stage
{
    /// <summary>A set of radio channels, on which a voice is heard at any distance. A team is a channel; the megaphone
    /// is the one that everybody hears.</summary>
    public readonly struct Channels : IEquatable<Channels>
    {
        /// <summary>How many channels there are beside the megaphone.</summary>
        public const int Count = 63;

        /// <summary>No channel.</summary>
        public static readonly Channels None = default;

        /// <summary>Heard by everybody, whatever they are tuned to.</summary>
        public static readonly Channels Megaphone = new Channels(1UL << Count);

        internal readonly ulong Bits;

        private Channels(ulong bits) => Bits = bits;

        /// <summary>The channel of that number, 0 to 62.</summary>
        public static Channels Of(int channel)
        {
            if (channel < 0 || channel >= Count)
                throw new ArgumentOutOfRangeException(nameof(channel), $"Channels are numbered 0 to {Count - 1}.");
            return new Channels(1UL << channel);
        }

        public static Channels operator |(Channels a, Channels b) => new Channels(a.Bits | b.Bits);

        public static bool operator ==(Channels a, Channels b) => a.Bits == b.Bits;

        public static bool operator !=(Channels a, Channels b) => a.Bits != b.Bits;

        /// <summary>Whether they have one in common.</summary>
        public bool Meets(Channels other) => (Bits & other.Bits) != 0;

        public bool Equals(Channels other) => Bits == other.Bits;

        public override bool Equals(object? obj) => obj is Channels other && Equals(other);

        public override int GetHashCode() => Bits.GetHashCode();

        public override string ToString() => $"channels {Bits:X}";
    }
}
