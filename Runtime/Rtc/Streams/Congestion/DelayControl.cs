#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>Goes up while the path is used normally and down when a queue fills: additive increase near the link's
    /// capacity, multiplicative far from it, multiplicative decrease
    /// (https://datatracker.ietf.org/doc/html/draft-ietf-rmcat-gcc-02#section-5.5).</summary>
    /// <remarks>Beyond the draft: where a long queue has built up, as after a sudden drop of the link, it is drained by
    /// sending little, and then the rate returns to the link's capacity at once.</remarks>
    internal sealed class DelayControl
    {
        private const double Backoff = 0.85;
        private const double LeastWhileDraining = 0.1;
        private const double GrowthASecond = 0.08;
        private const double PacketBits = 1200 * 8;
        private const double LeastGrowth = 4000;
        private static readonly TimeSpan LongQueue = TimeSpan.FromMilliseconds(120);
        private static readonly TimeSpan ShortQueue = TimeSpan.FromMilliseconds(30);
        private static readonly TimeSpan SoonestCut = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan LatestCut = TimeSpan.FromMilliseconds(200);

        private readonly LinkCapacity _capacity = new LinkCapacity();
        private bool _drains;
        private double _drained; // at that rate, in bit/s
        private Instant _cutAt;
        private Instant _raisedAt;

        public DelayControl(double start) => Bitrate = start;

        /// <summary>In bit/s.</summary>
        public double Bitrate { get; private set; }

        public void Update(Instant now, DelayTrend trend, ArrivalRate came, TimeSpan queue, TimeSpan roundTrip)
        {
            if (_drains)
            {
                Drain(came.RecentBitrate, queue);
                if (!_drains) trend.Forget();
            }
            else if (trend.Use == PathUse.Over)
            {
                if (MayCut(now, came, queue, roundTrip)) Cut(now, came.RecentBitrate, queue);
            }
            else if (trend.Use == PathUse.Normal) Raise(now, came.Bitrate, roundTrip);
            _raisedAt = now;
        }

        /// <summary>A probe measured that much, and it was more than the rate.</summary>
        public void HandleProbe(double bitrate)
        {
            _capacity.HandleProbe(bitrate);
            Bitrate = bitrate;
            _drains = false;
        }

        /// <summary>Nothing above a limit of another kind.</summary>
        public void Limit(double bitrate) => Bitrate = Math.Min(Bitrate, bitrate);

        // A cut takes a round trip to show. What is far below the rate and waits nowhere fills no queue: there is just
        // little to send.
        private bool MayCut(Instant now, ArrivalRate came, TimeSpan queue, TimeSpan roundTrip)
        {
            if (came.RecentBitrate < Bitrate / 2) return queue > TimeSpan.Zero;
            TimeSpan wait = roundTrip < SoonestCut ? SoonestCut : roundTrip > LatestCut ? LatestCut : roundTrip;
            return now - _cutAt >= wait;
        }

        private void Cut(Instant now, double came, TimeSpan queue)
        {
            if (came == 0) came = Bitrate / 2;
            _drains = queue > LongQueue;
            _drained = came;
            Bitrate = Math.Min(Bitrate, Backoff * came);
            if (came < _capacity.Lower || came > _capacity.Upper) _capacity.Forget();
            _capacity.HandleOveruse(came);
            _cutAt = now;
        }

        // The longer the queue, the less is added to it: half a second of it and more is let run out.
        private void Drain(double came, TimeSpan queue)
        {
            if (queue > LongQueue) _drained = came;
            _drains = queue > ShortQueue;
            double share = Math.Max(LeastWhileDraining, Math.Min(Backoff, 1 - 2 * queue.TotalSeconds));
            Bitrate = share * _drained;
        }

        private void Raise(Instant now, double came, TimeSpan roundTrip)
        {
            if (came > _capacity.Upper) _capacity.Forget();

            // What is not used proves nothing.
            double limit = 1.5 * came + 10_000;
            if (Bitrate >= limit) return;
            double seconds = Math.Min(1, (now - _raisedAt).TotalSeconds);
            double response = (roundTrip + TimeSpan.FromMilliseconds(100)).TotalSeconds;
            double growth = _capacity.IsKnown
                ? Math.Max(LeastGrowth, PacketBits / response)
                : GrowthASecond * Bitrate;
            Bitrate = Math.Min(limit, Bitrate + growth * seconds + 1);
        }
    }
}
