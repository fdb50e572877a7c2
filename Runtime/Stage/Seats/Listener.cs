#nullable enable
namespace Earshot.Stage.Seats
{
    /// <summary>A player who pulls others. Its seats stand in a <see cref="SeatTable"/> at its own number.</summary>
    internal struct Listener
    {
        public int Player;
        public Channels Tuned;
        public View View;
        public bool HasView;
        public bool IsDeaf;

        /// <summary>When it looks round for newcomers next, in milliseconds of the director's time, which turns over
        /// after 24 days.</summary>
        public int LookAt;

        /// <summary>It looks round at once.</summary>
        public bool LooksNow;

        /// <summary>A voice of it fades, so that it has a turn at every tick.</summary>
        public bool IsFading;

        /// <summary>Whether <see cref="Relations"/> has anything about it.</summary>
        public bool HasRelations;
    }
}
