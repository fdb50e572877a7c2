#nullable enable
using System;

namespace Earshot.Rtc.Streams
{
    /// <summary>Measures at which rate a probe came through: what came behind its first packet, over the time that
    /// took.</summary>
    internal sealed class ProbeMeasurement
    {
        private const double Enough = 0.8;
        private const double Dispersed = 0.9;
        private const double Caution = 0.95;
        private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);

        private int _id;
        private int _cameBytes;
        private int _camePackets;
        private int _lastSentBytes;
        private int _firstCameBytes;
        private TimeSpan _firstSentAt;
        private TimeSpan _lastSentAt;
        private TimeSpan _firstCameAt;
        private TimeSpan _lastCameAt;
        private int _wanted;

        public void Begin(Probe probe)
        {
            _id = probe.Id;
            _wanted = probe.Bytes;
            _cameBytes = 0;
            _camePackets = 0;
        }

        /// <summary>A packet of a probe came. True when enough of it has, with the rate in bit/s.</summary>
        public bool TryHandleArrival(int id, TimeSpan sentAt, TimeSpan cameAt, int bytes, out double bitrate)
        {
            bitrate = 0;
            if (id != _id || id == 0) return false;
            if (_camePackets == 0)
            {
                _firstSentAt = _lastSentAt = sentAt;
                _firstCameAt = _lastCameAt = cameAt;
                _firstCameBytes = _lastSentBytes = bytes;
            }

            else
            {
                // What leaves or comes at once is one step, however many packets it has.
                if (sentAt - _lastSentAt > AtOnce) (_lastSentAt, _lastSentBytes) = (sentAt, 0);
                _lastSentBytes += bytes;
                if (cameAt - _firstCameAt < AtOnce) _firstCameBytes += bytes;
            }

            if (cameAt > _lastCameAt) _lastCameAt = cameAt;
            _cameBytes += bytes;
            _camePackets++;
            if (_cameBytes < Enough * _wanted) return false;
            bitrate = Measure();
            if (bitrate > 0) _id = 0;
            return bitrate > 0;
        }

        private double Measure()
        {
            double sent = (_lastSentAt - _firstSentAt).TotalSeconds;
            double came = (_lastCameAt - _firstCameAt).TotalSeconds;
            if (sent <= 0 || came <= 0) return 0;
            double sentBitrate = (_cameBytes - _lastSentBytes) * 8 / sent;
            double cameBitrate = (_cameBytes - _firstCameBytes) * 8 / came;

            // Slower than it was sent: that is the link's own rate, of which others want a part.
            return cameBitrate < Dispersed * sentBitrate ? Caution * cameBitrate : Math.Min(sentBitrate, cameBitrate);
        }
    }
}
