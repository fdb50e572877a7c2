#nullable enable
namespace Earshot.Rtc.Sctp
{
    /// <summary>Free fragments, to be used again. There are as many as were ever queued and outstanding at a
    /// time.</summary>
    internal sealed class FragmentPool
    {
        private SentFragment? _free;

        public SentFragment Rent()
        {
            SentFragment? fragment = _free;
            if (fragment == null) return new SentFragment();
            _free = fragment.Next;
            return fragment;
        }

        public void Return(SentFragment fragment)
        {
            fragment.Next = _free;
            _free = fragment;
        }
    }
}
