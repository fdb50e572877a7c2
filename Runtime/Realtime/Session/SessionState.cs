#nullable enable
using Earshot.Realtime.Api;

namespace Earshot.Realtime
{
    /// <summary>Where a session stands. A value: a change is a new one.</summary>
    public sealed class SessionState
    {
        /// <summary>How far it has come.</summary>
        public SessionPhase Phase { get; }

        /// <summary>Its name at the SFU; <c>default</c> while <see cref="SessionPhase.Opening"/>.</summary>
        public SessionId Id { get; }

        /// <summary>Which session it is of those that replaced each other: 1 for the first.</summary>
        public int Generation { get; }

        /// <summary>Why it was lost; while the next one opens, why the one before was. Null while nothing is
        /// wrong.</summary>
        public ApiFailure? Failure { get; }

        public SessionState(SessionPhase phase, SessionId id, int generation, ApiFailure? failure)
        {
            Phase = phase;
            Id = id;
            Generation = generation;
            Failure = failure;
        }

        /// <summary>True once only another session helps.</summary>
        public bool HasEnded => Phase >= SessionPhase.Lost;

        public override string ToString() =>
            Failure == null ? $"{Phase} {Id} ({Generation})" : $"{Phase} {Id} ({Generation}): {Failure}";
    }
}
