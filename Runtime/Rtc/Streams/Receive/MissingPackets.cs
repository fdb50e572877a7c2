#nullable enable
using System;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>The packets of one stream that later ones have shown to be missing: which to ask for by NACK, and when
    /// (https://www.rfc-editor.org/rfc/rfc4585#section-6.2.1, the timing is libwebrtc's where no comment says
    /// otherwise). A packet is asked for once the path's usual reordering has passed, then each time that an answer is
    /// overdue.</summary>
    public sealed class MissingPackets
    {
        /// <summary>How often one packet is asked for.</summary>
        public const int MaxRequests = 10;

        /// <summary>The most packets to miss. With more all are given up, since catching up would only add to what
        /// broke the path.</summary>
        public const int MaxCount = 1000;

        private const int MaxAge = ReplayWindow.Size; // in packets: older ones the replay window refuses

        // libwebrtc asks at once and learns in packets what reordering is usual; time is what a deadline can be made
        // of, and a few milliseconds gather a burst of losses into one NACK.
        private static readonly TimeSpan LeastTolerance = TimeSpan.FromMilliseconds(5);
        private static readonly TimeSpan MostTolerance = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan LeastRetry = TimeSpan.FromMilliseconds(20);
        private static readonly TimeSpan MostRetry = TimeSpan.FromSeconds(1);

        private Entry[] _entries = new Entry[32];
        private SeqNo _newest;
        private bool _hasNewest;
        private long _givenUpBefore;
        private TimeSpan _tolerance = LeastTolerance;
        private TimeSpan _answerTime;

        /// <summary>Packets missing now.</summary>
        public int Count { get; private set; }

        /// <summary>Requests taken so far, each packet of each NACK.</summary>
        public long Requested { get; private set; }

        /// <summary>NACKs that were to be sent.</summary>
        public long Nacks { get; private set; }

        /// <summary>Packets that are lost for good.</summary>
        public long GivenUp { get; private set; }

        /// <summary>When <see cref="TakeDue"/> is to be called; it may then have nothing.</summary>
        public Deadline NextDeadline { get; private set; }

        /// <summary>Takes a packet that came by itself: what it leaves out is missing from now on.</summary>
        public void HandleArrival(Instant now, SeqNo seq, TimeSpan roundTrip)
        {
            if (TryAdvance(now, seq)) return;
            if (TryRemove(seq, out Entry late)) LearnReordering(late, now - late.Since, roundTrip);
        }

        /// <summary>Takes a packet that was retransmitted under another ssrc.</summary>
        public void HandleRecovery(Instant now, SeqNo seq)
        {
            if (!TryAdvance(now, seq) && TryRemove(seq, out Entry mended)) LearnAnswerTime(now, mended);
        }

        /// <summary>True once after packets were given up: a decoder needs a key frame to go on.</summary>
        public bool TryPollGivenUp()
        {
            bool isNews = GivenUp != _givenUpBefore;
            _givenUpBefore = GivenUp;
            return isNews;
        }

        /// <summary>Writes the numbers to ask for now, in order, and returns how many; call again while it fills the
        /// span.</summary>
        public int TakeDue(Instant now, TimeSpan roundTrip, Span<ushort> lost)
        {
            TimeSpan retry = RetryAfter(roundTrip);
            int taken = 0;
            int kept = 0;
            NextDeadline = Deadline.None;
            for (int i = 0; i < Count; i++)
            {
                Entry entry = _entries[i];
                bool isDue = entry.DueAt <= now + LeastTolerance && taken < lost.Length;
                if (isDue && entry.Requests == MaxRequests)
                {
                    GivenUp++;
                    continue;
                }

                if (isDue)
                {
                    lost[taken++] = entry.Seq.Wire;
                    entry.Requests++;
                    entry.AskedAt = now;
                    entry.DueAt = now + retry;
                }

                _entries[kept++] = entry;
                Expect(entry.DueAt);
            }

            Count = kept;
            Requested += taken;
            if (taken > 0) Nacks++;
            return taken;
        }

        /// <summary>Forgets all, as when numbers begin anew.</summary>
        public void Clear()
        {
            Count = 0;
            _hasNewest = false;
            NextDeadline = Deadline.None;
        }

        private bool TryAdvance(Instant now, SeqNo seq)
        {
            if (_hasNewest && seq <= _newest) return false;
            if (_hasNewest) AddGap(now, _newest + 1, seq);
            _newest = seq;
            _hasNewest = true;
            return true;
        }

        private void AddGap(Instant now, SeqNo from, SeqNo to)
        {
            DropBefore(to - MaxAge + 1);
            if (from == to) return;
            if (Count + (to - from) > MaxCount)
            {
                GivenUp += Count + (to - from);
                Count = 0;
                NextDeadline = Deadline.None;
                return;
            }

            _tolerance = Clamp(_tolerance - _tolerance / 64);
            Instant due = now + _tolerance;
            while (_entries.Length < Count + (to - from)) Array.Resize(ref _entries, _entries.Length * 2);
            for (SeqNo seq = from; seq < to; seq += 1)
                _entries[Count++] = new Entry { Seq = seq, Since = now, DueAt = due };
            Expect(due);
        }

        private void DropBefore(SeqNo oldest)
        {
            int dropped = 0;
            while (dropped < Count && _entries[dropped].Seq < oldest) dropped++;
            if (dropped == 0) return;
            Array.Copy(_entries, dropped, _entries, 0, Count -= dropped);
            GivenUp += dropped;
        }

        private bool TryRemove(SeqNo seq, out Entry removed)
        {
            int low = 0;
            int high = Count - 1;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_entries[middle].Seq < seq) low = middle + 1;
                else high = middle;
            }

            removed = Count == 0 ? default : _entries[low];
            if (Count == 0 || removed.Seq != seq) return false;
            Array.Copy(_entries, low + 1, _entries, low, --Count - low);
            if (Count == 0) NextDeadline = Deadline.None;
            return true;
        }

        // Without RTX an answer to a NACK looks like the packet itself, but takes a round trip.
        private void LearnReordering(in Entry late, TimeSpan lateness, TimeSpan roundTrip)
        {
            bool mayBeAnswer = late.Requests > 0 && lateness >= roundTrip;
            if (mayBeAnswer) LearnAnswerTime(late.Since + lateness, late);
            else if (lateness > _tolerance) _tolerance = Clamp(lateness + lateness / 4);
        }

        // From a packet asked for once, or it would not be known which request was answered (Karn's rule).
        private void LearnAnswerTime(Instant now, in Entry mended)
        {
            if (mended.Requests != 1) return;
            TimeSpan measured = now - mended.AskedAt;
            _answerTime = _answerTime == TimeSpan.Zero ? measured : _answerTime + (measured - _answerTime) / 8;
        }

        // An answer waits for its turn at the sender's pacer: libwebrtc asks again each round trip and then gets many
        // packets twice.
        private TimeSpan RetryAfter(TimeSpan roundTrip)
        {
            TimeSpan retry = _answerTime == TimeSpan.Zero ? roundTrip : _answerTime + _answerTime / 4;
            return retry < LeastRetry ? LeastRetry : retry > MostRetry ? MostRetry : retry;
        }

        private void Expect(Instant at)
        {
            if (!NextDeadline.IsPending || at < NextDeadline.At)
                NextDeadline = new Deadline(at, DeadlineReason.Nack);
        }

        private static TimeSpan Clamp(TimeSpan tolerance) =>
            tolerance < LeastTolerance ? LeastTolerance : tolerance > MostTolerance ? MostTolerance : tolerance;

        private struct Entry
        {
            public SeqNo Seq;
            public Instant Since;
            public Instant AskedAt;
            public Instant DueAt;
            public int Requests;
        }
    }
}
