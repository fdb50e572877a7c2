#nullable enable
using System;

namespace Earshot.Rtc.Sctp
{
    /// <summary>How long to wait for an acknowledgement
    /// (https://www.rfc-editor.org/rfc/rfc9260#section-6.3.1).</summary>
    internal sealed class RetransmissionTimeout
    {
        // RFC 9260 asks for at least a second. WebRTC's stacks take less; ours may, because the last chunk of a burst
        // carries the I flag, which dcSCTP and usrsctp answer at once. Without the flag they wait 200 ms.
        private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(220);
        private static readonly TimeSpan Initial = TimeSpan.FromMilliseconds(500);

        // As libwebrtc has it: whether anybody is there at all is ICE's to find out (RFC 7675).
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

        private const int MaxBackOffs = 4;

        private TimeSpan _smoothed;
        private TimeSpan _variation;
        private TimeSpan _timeout = Initial;
        private int _backOffs;

        /// <summary>What to wait now.</summary>
        public TimeSpan Value => Clamp(_timeout * (1 << _backOffs));

        /// <summary>The smoothed round-trip time; zero before the first.</summary>
        public TimeSpan RoundTripTime => _smoothed;

        /// <summary>Learns from something that was sent once and acknowledged.</summary>
        public void Measure(TimeSpan roundTrip)
        {
            if (_smoothed == TimeSpan.Zero)
            {
                _smoothed = roundTrip;
                _variation = roundTrip / 2;
            }
            else
            {
                TimeSpan error = roundTrip - _smoothed;
                _variation += (error.Duration() - _variation) / 4;
                _smoothed += error / 8;
            }

            _timeout = Clamp(_smoothed + _variation * 4);
        }

        /// <summary>Waits twice as long next time.</summary>
        public void BackOff() => _backOffs = Math.Min(_backOffs + 1, MaxBackOffs);

        /// <summary>Something has arrived.</summary>
        public void EndBackOff() => _backOffs = 0;

        private static TimeSpan Clamp(TimeSpan value) =>
            value < Shortest ? Shortest : value > Longest ? Longest : value;
    }
}
