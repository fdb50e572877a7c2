#nullable enable
namespace Earshot.Rtc.Sctp
{
    /// <summary>The fragments above a gap, by their TSN in a ring that grows to <see cref="MaxSpan"/>.</summary>
    internal sealed class GapStore
    {
        /// <summary>How far above the cumulative TSN a fragment may lie. At 1,160 bytes each it is more than the
        /// receive window.</summary>
        public const int MaxSpan = 8192;

        private ReceivedFragment?[] _ring = new ReceivedFragment?[64];

        /// <summary>How many it holds.</summary>
        public int Count { get; private set; }

        /// <summary>The fragment with that TSN, or null. Ask only for what is above the cumulative TSN and not above
        /// the highest that was put in.</summary>
        public ReceivedFragment? this[Tsn tsn] => _ring[IndexOf(tsn)];

        /// <summary>Keeps a fragment that is not there yet.</summary>
        public void Put(Tsn tsn, Tsn cumulative, ReceivedFragment fragment)
        {
            while (tsn - cumulative > _ring.Length) Grow(cumulative);
            _ring[IndexOf(tsn)] = fragment;
            Count++;
        }

        /// <summary>Takes the fragment with that TSN out; null when there is none.</summary>
        public ReceivedFragment? Take(Tsn tsn)
        {
            ref ReceivedFragment? place = ref _ring[IndexOf(tsn)];
            ReceivedFragment? fragment = place;
            if (fragment == null) return null;
            place = null;
            Count--;
            return fragment;
        }

        private int IndexOf(Tsn tsn) => (int)tsn.Value & (_ring.Length - 1);

        private void Grow(Tsn cumulative)
        {
            var grown = new ReceivedFragment?[_ring.Length * 2];
            for (int i = 1; i <= _ring.Length; i++)
            {
                Tsn tsn = cumulative + i;
                grown[(int)tsn.Value & (grown.Length - 1)] = this[tsn];
            }

            _ring = grown;
        }
    }
}
