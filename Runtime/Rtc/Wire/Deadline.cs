#nullable enable
namespace Earshot.Rtc.Wire
{
    /// <summary>When something must be called again at the latest, and why. Nothing pending is <see cref="None"/>,
    /// never an instant far away.</summary>
    public readonly struct Deadline
    {
        /// <summary>Nothing is pending.</summary>
        public static readonly Deadline None = default;

        /// <summary>The instant; meaningless when <see cref="Reason"/> is <see cref="DeadlineReason.None"/>.</summary>
        public readonly Instant At;

        /// <summary>What is waited for.</summary>
        public readonly DeadlineReason Reason;

        /// <summary>A deadline at an instant, for a reason other than None.</summary>
        public Deadline(Instant at, DeadlineReason reason)
        {
            At = at;
            Reason = reason;
        }

        /// <summary>True when something is pending.</summary>
        public bool IsPending => Reason != DeadlineReason.None;

        /// <summary>True when something is pending and its instant has come.</summary>
        public bool IsDue(Instant now) => IsPending && At <= now;

        /// <summary>The sooner of two; a pending one beats none.</summary>
        public Deadline Soonest(Deadline other)
        {
            if (!other.IsPending) return this;
            return IsPending && At <= other.At ? this : other;
        }

        public override string ToString() => IsPending ? $"{Reason} at {At}" : "none";
    }
}
