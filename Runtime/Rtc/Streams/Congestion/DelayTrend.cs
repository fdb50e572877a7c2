#nullable enable
using System;

namespace Earshot.Rtc.Streams
{
    /// <summary>Tells by the slope of a line through the last delays whether a queue fills, against a threshold that
    /// follows the path's own unrest: a fixed one would starve beside TCP, or never fire
    /// (https://datatracker.ietf.org/doc/html/draft-ietf-rmcat-gcc-02#section-5.4; the line and its constants are
    /// libwebrtc's).</summary>
    internal sealed class DelayTrend
    {
        private const int Window = 20;
        private const int MaxSamples = 60;
        private const double Smoothing = 0.9;
        private const double Gain = 4;

        // Of the threshold, in milliseconds and per millisecond.
        private const double FirstThreshold = 12.5;
        private const double LowestThreshold = 6;
        private const double HighestThreshold = 600;
        private const double Up = 0.0087;
        private const double Down = 0.039;
        private const double Outlier = 15;
        private const double LongestStep = 100;

        // A queue must fill for that many milliseconds, and for two samples.
        private const double OverTime = 10;

        private readonly double[] _times = new double[Window];
        private readonly double[] _delays = new double[Window];
        private int _samples;
        private double _time;
        private double _delay;
        private double _smoothed;
        private double _threshold = FirstThreshold;
        private double _slopeBefore;
        private double _over;
        private int _overSamples;

        /// <summary>What the last samples say.</summary>
        public PathUse Use { get; private set; }

        /// <summary>Takes the times between two groups at their sender and at their receiver.</summary>
        public void Add(TimeSpan sent, TimeSpan came)
        {
            _time += came.TotalMilliseconds;
            _delay += (came - sent).TotalMilliseconds;
            _smoothed = Smoothing * _smoothed + (1 - Smoothing) * _delay;
            _times[_samples % Window] = _time;
            _delays[_samples % Window] = _smoothed;
            _samples++;
            double slope = _samples < Window ? _slopeBefore : Slope();
            Judge(slope, sent.TotalMilliseconds, came.TotalMilliseconds);
            _slopeBefore = slope;
        }

        /// <summary>The queue was emptied on purpose: what led up to it says nothing any more.</summary>
        public void Forget()
        {
            _samples = 0;
            _slopeBefore = 0;
            _delay = 0;
            _smoothed = 0;
            _over = 0;
            _overSamples = 0;
            Use = PathUse.Normal;
        }

        private double Slope()
        {
            double meanTime = 0;
            double meanDelay = 0;
            for (int i = 0; i < Window; i++)
            {
                meanTime += _times[i] / Window;
                meanDelay += _delays[i] / Window;
            }

            double product = 0;
            double square = 0;
            for (int i = 0; i < Window; i++)
            {
                product += (_times[i] - meanTime) * (_delays[i] - meanDelay);
                square += (_times[i] - meanTime) * (_times[i] - meanTime);
            }

            return square == 0 ? _slopeBefore : product / square;
        }

        private void Judge(double slope, double sent, double came)
        {
            double trend = slope * Math.Min(_samples, MaxSamples) * Gain;
            if (trend > _threshold)
            {
                _over += _overSamples == 0 ? sent / 2 : sent;
                _overSamples++;
                if (_over > OverTime && _overSamples > 1 && slope >= _slopeBefore)
                {
                    _over = 0;
                    _overSamples = 0;
                    Use = PathUse.Over;
                }
            }
            else
            {
                _over = 0;
                _overSamples = 0;
                Use = trend < -_threshold ? PathUse.Under : PathUse.Normal;
            }

            Adapt(Math.Abs(trend), Math.Min(came, LongestStep));
        }

        // A sudden leap, such as a change of route, must not lift the threshold out of reach.
        private void Adapt(double trend, double step)
        {
            if (trend > _threshold + Outlier) return;
            double rate = trend < _threshold ? Down : Up;
            _threshold += rate * (trend - _threshold) * step;
            _threshold = Math.Max(LowestThreshold, Math.Min(HighestThreshold, _threshold));
        }
    }
}
