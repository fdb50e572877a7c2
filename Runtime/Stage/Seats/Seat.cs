#nullable enable
namespace Earshot.Stage.Seats
{
    /// <summary>One seat of one listener, 16 bytes.</summary>
    internal struct Seat
    {
        public const int Nobody = -1;

        /// <summary>Who has it.</summary>
        public int Player;

        /// <summary>Since when, in milliseconds of the director's time, which turns over.</summary>
        public int Since;

        public float Gain;

        public VideoLayer Layer;

        /// <summary>It fades out, to be free then.</summary>
        public bool IsLeaving;

        /// <summary>1 when who has it hears this listener, else 0.</summary>
        public byte Mutual;

        /// <summary>It waits to be looked at by whoever polls.</summary>
        public bool IsQueued;

        /// <summary>For how long, in ms.</summary>
        public readonly uint AgeAt(int now) => unchecked((uint)(now - Since));
    }
}
