#nullable enable
namespace Earshot.Rtc.Sctp
{
    /// <summary>The fragments of one message, in order.</summary>
    internal struct MessageChain
    {
        public ReceivedFragment? First;

        /// <summary>Bytes of payload of all fragments.</summary>
        public int Length;

        /// <summary>What they count for in the receive window.</summary>
        public int Cost;

        private ReceivedFragment? _last;

        /// <summary>True when the fragment, next by TSN, goes on where the chain ends.</summary>
        public bool IsContinuedBy(ReceivedFragment fragment) =>
            _last != null && !fragment.Header.Begins && _last.Header.IsOfSameMessage(fragment.Header);

        public void Append(ReceivedFragment fragment)
        {
            fragment.Next = null;
            if (_last == null) First = fragment;
            else _last.Next = fragment;
            _last = fragment;
            Length += fragment.Length;
            Cost += fragment.Cost;
        }
    }
}
