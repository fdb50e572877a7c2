#nullable enable
using System;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>When the packets of all streams arrived, by their transport-wide sequence numbers, and what of it the
    /// sender has yet to be told
    /// (https://datatracker.ietf.org/doc/html/draft-holmer-rmcat-transport-wide-cc-extensions-01). Feedback goes out
    /// when libwebrtc would send it: every 50 to 250 ms, so that it takes about a twentieth of what comes in.</summary>
    public sealed class ArrivalLog
    {
        private const int Size = 2048;
        private const int MostReported = 480; // by one feedback packet
        private const int MostMissing = 256; // reported before the first that came, after a long outage

        // IP, UDP and SRTCP around feedback of usual length.
        private const int FeedbackBits = 68 * 8;
        private const double FeedbackShare = 0.05;

        private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(100);
        private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan MostInterval = TimeSpan.FromMilliseconds(250);

        // A packet that comes late is reported together with all that came after it, up to this age.
        private static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(500);

        private readonly Instant?[] _arrivals = new Instant?[Size];
        private readonly Instant?[] _reported = new Instant?[MostReported];
        private SeqNo _begin;
        private SeqNo _from;
        private SeqNo _end;
        private bool _hasBegun;
        private bool _isNews;
        private Ssrc _media;
        private byte _feedbackCount;
        private Instant _lastFeedback;
        private long _bytes;
        private TimeSpan _interval = FirstInterval;

        /// <summary>When <see cref="TryWriteFeedback"/> is to be called.</summary>
        public Deadline NextDeadline { get; private set; }

        /// <summary>Takes a packet that came, its size in bytes with all headers that it counts.</summary>
        public void HandleArrival(Instant now, ushort wireSeq, Ssrc media, int size)
        {
            // One cycle up, for what may still come from before the first.
            SeqNo seq = _hasBegun ? SeqNo.Extend(wireSeq, _end - 1) : new SeqNo(wireSeq + 0x10000);
            if (!_hasBegun || seq - _end >= Size) Begin(now, seq);
            _bytes += size;
            _media = media;
            if (!_isNews) DropOld(now);
            if (seq < _begin) return;
            while (_end <= seq)
            {
                _arrivals[IndexOf(_end)] = null;
                _end += 1;
            }

            if (_begin < _end - Size) _begin = _end - Size;
            if (_arrivals[IndexOf(seq)] != null) return; // only the first time counts
            _arrivals[IndexOf(seq)] = now;
            if (seq < _from) _from = seq;
            Expect(now);
        }

        /// <summary>Appends what is not reported yet; false when it does not fit, and when there is none.</summary>
        public bool TryWriteFeedback(Instant now, Ssrc sender, ref RtcpWriter writer)
        {
            if (!_isNews) return false;
            if (_from < _begin) _from = _begin;
            SeqNo first = _from;
            while (_arrivals[IndexOf(first)] == null) first += 1; // the last one came
            if (_from < first - MostMissing) _from = first - MostMissing;

            int count = (int)Math.Min(_end - _from, MostReported);
            for (int i = 0; i < count; i++) _reported[i] = _arrivals[IndexOf(_from + i)];
            ReadOnlySpan<Instant?> arrivals = _reported.AsSpan(0, count);
            if (!writer.TryWriteTransportWideFeedback(
                sender, _media, _from.Wire, _feedbackCount, arrivals, out int taken)) return false;
            _feedbackCount++;
            _from += taken;
            if (_from == _end) Rest(now);
            return true;
        }

        private void Begin(Instant now, SeqNo seq)
        {
            if (!_hasBegun) _lastFeedback = now - FirstInterval;
            _hasBegun = true;
            _begin = _from = _end = seq;
        }

        private void Expect(Instant now)
        {
            Instant due = _lastFeedback + _interval;
            bool isFull = _end - _from >= MostReported;
            if (_isNews && !isFull) return;
            _isNews = true;
            NextDeadline = new Deadline(due < now || isFull ? now : due, DeadlineReason.TransportFeedback);
        }

        private void Rest(Instant now)
        {
            double bits = _bytes * 8;
            TimeSpan elapsed = now - _lastFeedback;
            double wanted = bits == 0 ? double.MaxValue : FeedbackBits / (FeedbackShare * bits) * elapsed.Ticks;
            _interval = new TimeSpan((long)Math.Max(LeastInterval.Ticks, Math.Min(MostInterval.Ticks, wanted)));
            _lastFeedback = now;
            _bytes = 0;
            _isNews = false;
            NextDeadline = Deadline.None;
        }

        private void DropOld(Instant now)
        {
            while (_begin < _end && !(_arrivals[IndexOf(_begin)] > now - MaxAge)) _begin += 1;
        }

        private static int IndexOf(SeqNo seq) => (int)(seq.Value & (Size - 1));
    }
}
