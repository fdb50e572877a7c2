#nullable enable
using Earshot.Rtc.Sdp;

namespace Earshot.Rtc
{
    /// <summary>Sums on directions (RFC 8829 section 5.3.1).</summary>
    public static class Directions
    {
        /// <summary>True when this side may send.</summary>
        public static bool Sends(this Direction direction) =>
            direction == Direction.SendRecv || direction == Direction.SendOnly;

        /// <summary>True when the other side may send.</summary>
        public static bool Receives(this Direction direction) =>
            direction == Direction.SendRecv || direction == Direction.RecvOnly;

        /// <summary>The same direction from the other side's view.</summary>
        public static Direction Reversed(this Direction direction) => Of(direction.Receives(), direction.Sends());

        /// <summary>What both directions allow.</summary>
        public static Direction And(this Direction a, Direction b) =>
            Of(a.Sends() && b.Sends(), a.Receives() && b.Receives());

        /// <summary>The direction that allows the one and the other.</summary>
        public static Direction Of(bool sends, bool receives)
        {
            if (sends) return receives ? Direction.SendRecv : Direction.SendOnly;
            return receives ? Direction.RecvOnly : Direction.Inactive;
        }
    }
}
