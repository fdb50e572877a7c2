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

        /// <summary>Whether <see cref="Relations"/> has anything about it.</summary>
        public bool HasRelations;
    }
}
