#nullable enable
using System;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>How much the path to us carries, from when packets left and came: the receiver's half of Google's
    /// congestion control (https://datatracker.ietf.org/doc/html/draft-ietf-rmcat-gcc-02#section-5), for senders that
    /// do not want to know of each packet. It says nothing before half a second of packets.</summary>
    internal sealed class ReceiveEstimator
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

        // Below it a packet was late, and no queue is filling.
        private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(30);

        private readonly ArrivalGroups _groups = new ArrivalGroups();
        private readonly DelayTrend _trend = new DelayTrend();
        private readonly ArrivalRate _came = new ArrivalRate();
        private readonly LeastDelay _least = new LeastDelay();
        private DelayControl? _delay;
        private AbsSendTime _newest;
        private TimeSpan _newestSentAt;
        private Instant _updateAt;

        /// <summary>In bit/s; infinite while nothing is known.</summary>
        public double Bitrate => _delay?.Bitrate ?? double.PositiveInfinity;

        /// <summary>Takes a packet that came; <paramref name="bytes"/> are the datagram's.</summary>
        public void HandleArrival(Instant now, AbsSendTime sendTime, int bytes, TimeSpan roundTrip)
        {
            var cameAt = new TimeSpan(now.Microseconds * 10);
            bool isFirst = _updateAt == default;
            TimeSpan sentAt = isFirst ? cameAt : _newestSentAt + (sendTime - _newest);
            if (isFirst || sentAt > _newestSentAt)
            {
                _newest = sendTime;
                _newestSentAt = sentAt;
            }

            _least.Add(now, cameAt - sentAt);
            _came.Add(cameAt, bytes);
            if (_groups.TryAdd(sentAt, cameAt, out TimeSpan sent, out TimeSpan came)) _trend.Add(sent, came);
            if (now < _updateAt) return;
            _updateAt = now + Interval;
            if (_delay == null && _came.Bitrate > 0) _delay = new DelayControl(_came.Bitrate);
            _delay?.Update(now, _trend, _came, queue: cameAt - sentAt - _least.Value - Jitter, roundTrip);
        }
    }
}
