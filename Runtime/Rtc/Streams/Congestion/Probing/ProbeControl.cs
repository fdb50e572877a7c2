#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>Decides when to probe and at which rate: at the start, then twice as high after each success; and again
    /// from time to time while more is wanted than the target, soon after a drop and ever more rarely where it is in
    /// vain. Without probes a target grows by 8 % a second, and not at all while it is not used.</summary>
    internal sealed class ProbeControl
    {
        private const double Step = 2;
        private const double Success = 0.7; // of the probe's rate
        private const int LeastPackets = 5;
        private const int PacketBytes = 1200;
        private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(15);
        private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
        private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(1);

        private TimeSpan _interval = Shortest;
        private Instant _nextAt;
        private Instant _sentAt;
        private double _nextBitrate;
        private long _bitrate;
        private int _id;
        private bool _hasStarted;
        private bool _isOut;

        /// <summary>The next probe, where one is due. <paramref name="useful"/> is the most that could be used and
        /// <paramref name="isQuiet"/> says that no queue is filling.</summary>
        public bool TryNext(Instant now, double target, double useful, bool isQuiet, out Probe probe)
        {
            probe = default;
            if (_isOut && now - _sentAt < GiveUp) return false;
            if (_isOut) Fail(now);
            if (!_hasStarted)
            {
                _hasStarted = true;
                _nextBitrate = target * 3;
            }
            else if (_nextBitrate == 0 && now >= _nextAt && isQuiet) _nextBitrate = target * Step;

            double bitrate = Math.Min(_nextBitrate, useful * 1.1);
            if (bitrate < target * 1.1)
            {
                _nextBitrate = 0;
                return false;
            }

            _nextBitrate = 0;
            _isOut = true;
            _sentAt = now;
            _bitrate = (long)bitrate;
            int bytes = (int)Math.Max(LeastPackets * PacketBytes, bitrate / 8 * Duration.TotalSeconds);
            probe = new Probe(++_id, _bitrate, bytes);
            return true;
        }

        /// <summary>The probe that is out measured that much, in bit/s; 0 where it measured nothing.</summary>
        public void HandleResult(Instant now, double measured)
        {
            if (measured < Success * _bitrate)
            {
                Fail(now);
                return;
            }

            _isOut = false;
            _interval = Shortest;
            _nextAt = now + _interval;
            _nextBitrate = measured * Step;
        }

        /// <summary>The target fell much: the path may come back as suddenly.</summary>
        public void HandleDrop(Instant now)
        {
            _interval = Shortest;
            _nextAt = now + _interval;
            _nextBitrate = 0;
        }

        private void Fail(Instant now)
        {
            _isOut = false;
            _nextAt = now + _interval;
            _nextBitrate = 0;
            _interval = _interval * 2 < Longest ? _interval * 2 : Longest;
        }
    }
}
