#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>Limits the rate where packets are lost because there are too many, as on a link with hardly a queue,
    /// and not where they are lost anyway, as on a poor radio link.</summary>
    /// <remarks>Which it is, an experiment tells: the rate goes down to what came over, and if the loss stays as it
    /// was, it is the link's own and the rate returns. Google's first loss controller goes down with any loss above
    /// 10 %, and starves at 10 %.</remarks>
    internal sealed class LossControl
    {
        private const double Tolerated = 0.02;
        private const double MostInherent = 0.5;
        private const double Significance = 2.5; // standard deviations
        private const int LeastPackets = 40;
        private const double Caution = 0.95;
        private const double Helped = 0.6;
        private const double StillCut = 1.05;
        private const double GrowthASecond = 0.1;
        private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(400);
        private static readonly TimeSpan LongestWindow = TimeSpan.FromSeconds(2);

        private Instant _windowBegan;
        private int _came;
        private int _lost;
        private double _lossBeforeCut;
        private double _cutTo;
        private double _limitBeforeCut;
        private bool _isProving;

        /// <summary>In bit/s; infinite while no loss needs one.</summary>
        public double Limit { get; private set; } = double.PositiveInfinity;

        /// <summary>The share of packets lost in the last window, 0 to 1.</summary>
        public double Loss { get; private set; }

        /// <summary>The share that the link loses whatever is sent.</summary>
        public double Inherent { get; private set; }

        public void HandleArrival() => _came++;

        public void HandleLoss() => _lost++;

        /// <summary>A feedback ends; <paramref name="came"/> is what came over of <paramref name="target"/>, in
        /// bit/s.</summary>
        public void Update(Instant now, double target, double came, TimeSpan roundTrip)
        {
            if (now - _windowBegan < Window + roundTrip || _came + _lost < LeastPackets) return;
            TimeSpan passed = now - _windowBegan;
            int packets = _came + _lost;
            Loss = (double)_lost / packets;
            bool isDoubtful = !_isProving && Loss > Inherent + Tolerated && !IsExcessive(packets);
            if (isDoubtful && passed < LongestWindow) return; // more packets will tell
            Judge(target, came, packets, Math.Min(1, passed.TotalSeconds));
            _windowBegan = now;
            _came = 0;
            _lost = 0;
        }

        private void Judge(double target, double came, int packets, double seconds)
        {
            bool wasProving = _isProving;
            _isProving = false;
            if (wasProving && Loss < Helped * _lossBeforeCut) return;
            if (wasProving || IsExcessive(packets) && target <= StillCut * _cutTo)
            {
                Inherent = Math.Min(MostInherent, (Loss + _lossBeforeCut) / 2);
                Limit = _limitBeforeCut;
                _cutTo = 0;
            }
            else if (IsExcessive(packets) && came > 0)
            {
                if (target <= Caution * came) return; // it fell since
                _lossBeforeCut = Loss;
                _limitBeforeCut = Limit;
                _isProving = true;
                Limit = _cutTo = Caution * came;
            }
            else
            {
                // Down slowly, since a window may be lucky.
                if (Loss < Inherent) Inherent += 0.1 * (Loss - Inherent);
                if (Limit > target * 2) Limit = double.PositiveInfinity;
                else if (Loss < Inherent + Tolerated) Limit *= 1 + GrowthASecond * seconds;
            }
        }

        // More than chance makes of the inherent loss and what is tolerated above it.
        private bool IsExcessive(int packets)
        {
            double expected = Math.Min(1, Inherent + Tolerated);
            double deviation = Math.Sqrt(expected * (1 - expected) / packets);
            return Loss > expected + Significance * deviation;
        }
    }
}
