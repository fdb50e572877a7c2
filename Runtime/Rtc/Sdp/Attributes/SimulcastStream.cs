#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sdp
{
    /// <summary>One encoding in an <c>a=simulcast</c> line.</summary>
    public readonly struct SimulcastStream
    {
        /// <summary>Which; an <c>a=rid</c> line describes it.</summary>
        public readonly Rid Rid;

        /// <summary>True for "~rid": it is not sent for now.</summary>
        public readonly bool IsPaused;

        public SimulcastStream(Rid rid, bool isPaused = false)
        {
            Rid = rid;
            IsPaused = isPaused;
        }

        public override string ToString() => IsPaused ? "~" + Rid : Rid.ToString();
    }
}
