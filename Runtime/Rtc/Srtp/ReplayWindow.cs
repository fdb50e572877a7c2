#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Srtp
{
    /// <summary>Remembers which of the latest packets of a stream have been accepted (RFC 3711 section 3.3.2), in a
    /// ring of words as in RFC 6479. Ask <see cref="IsFresh"/> before any cipher work; <see cref="Commit"/> only what
    /// has been authenticated, or a forged packet could close the window on the genuine ones.</summary>
    public sealed class ReplayWindow
    {
        /// <summary>How many packets behind the highest one are still accepted. As large as Chrome's, whose window of
        /// 1,024 lets a late retransmission of video through.</summary>
        public const int Size = (WordCount - 1) * 64;

        private const int WordCount = 17;

        private readonly ulong[] _words = new ulong[WordCount];
        private long _highest = -1;

        /// <summary>True when the packet was not accepted before and is not too old to tell.</summary>
        public bool IsFresh(SeqNo seq)
        {
            if (seq.Value > _highest) return true;
            if (seq.Value < 0 || _highest - seq.Value >= Size) return false;
            return (_words[WordOf(seq.Value)] & BitOf(seq.Value)) == 0;
        }

        /// <summary>Remembers an accepted packet.</summary>
        public void Commit(SeqNo seq)
        {
            if (seq.Value > _highest) Advance(seq.Value);
            _words[WordOf(seq.Value)] |= BitOf(seq.Value);
        }

        /// <summary>Forgets everything, for use by another stream.</summary>
        public void Clear()
        {
            Array.Clear(_words, 0, WordCount);
            _highest = -1;
        }

        // Words between the old highest and the new one held packets from one turn of the ring ago.
        private void Advance(long highest)
        {
            long first = (_highest >> 6) + 1;
            long last = highest >> 6;
            if (last - first >= WordCount) first = last - WordCount + 1;
            for (long word = first; word <= last; word++) _words[word % WordCount] = 0;
            _highest = highest;
        }

        private static int WordOf(long seq) => (int)((seq >> 6) % WordCount);

        private static ulong BitOf(long seq) => 1UL << (int)(seq & 63);
    }
}
