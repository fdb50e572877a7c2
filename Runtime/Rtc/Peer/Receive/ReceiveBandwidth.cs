#nullable enable
using System;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>What we tell those who send to us that they may send, by REMB
    /// (https://datatracker.ietf.org/doc/html/draft-alvestrand-rmcat-remb-03): a ceiling of our owner's, and our own
    /// estimate for those that do not want transport-wide feedback. Less is told at once, more five times a second at
    /// most, as libwebrtc does; and all again every second, since it may have been lost.</summary>
    internal sealed class ReceiveBandwidth
    {
        // To libwebrtc a limit holds until another is told, so that a ceiling is lifted by one that nobody reaches.
        private const long Unlimited = 1_000_000_000;
        private const double Noticeable = 0.03;
        private static readonly TimeSpan Repetition = TimeSpan.FromSeconds(1);
        private static readonly TimeSpan LeastBetween = TimeSpan.FromMilliseconds(200);

        private readonly StreamRouter _router;
        private readonly Ssrc[] _streams = new Ssrc[byte.MaxValue];
        private ReceiveEstimator? _estimator;
        private long _ceiling = Unlimited;
        private bool _isHeard;
        private bool _isLimited;
        private long _told;
        private Instant _toldAt;

        public ReceiveBandwidth(StreamRouter router) => _router = router;

        public Deadline NextDeadline =>
            _isHeard && _isLimited ? new Deadline(DueAt, DeadlineReason.ReceiveBandwidth) : Deadline.None;

        /// <summary>The most that is to be sent to us, in bit/s; null for no limit of our owner's.</summary>
        public long? Ceiling
        {
            set
            {
                _ceiling = value ?? Unlimited;
                _isLimited |= value.HasValue;
            }
        }

        private long Bitrate => (long)Math.Min(_ceiling, _estimator?.Bitrate ?? _ceiling);

        private Instant DueAt
        {
            get
            {
                if (_told == 0 || Bitrate < (1 - Noticeable) * _told) return _toldAt;
                return _toldAt + (Bitrate > (1 + Noticeable) * _told ? LeastBetween : Repetition);
            }
        }

        /// <summary>Takes a packet of a section that agreed to REMB. Without <paramref name="sendTime"/> it tells
        /// nothing of the path.</summary>
        public void HandleArrival(Instant now, AbsSendTime? sendTime, int bytes, TimeSpan roundTrip)
        {
            _isHeard = true;
            if (!(sendTime is { } time)) return;
            _estimator ??= new ReceiveEstimator();
            _estimator.HandleArrival(now, time, bytes, roundTrip);
            _isLimited |= !double.IsPositiveInfinity(_estimator.Bitrate);
        }

        /// <summary>Writes what is due; false when there is no room for it.</summary>
        public bool TryWrite(Instant now, Ssrc reporter, ref RtcpWriter writer)
        {
            int count = 0;
            for (int i = 0; i < _router.Streams.Count && count < _streams.Length; i++)
            {
                ReceiveStream stream = _router.Streams[i];
                if (stream.TakesEstimates && !stream.IsRepair && stream.Received > 0) _streams[count++] = stream.Ssrc;
            }

            long bitrate = Bitrate;
            if (count > 0 && !writer.TryWriteReceiverEstimatedMaxBitrate(reporter, bitrate, _streams.AsSpan(0, count)))
                return false;
            _told = Math.Max(1, bitrate);
            _toldAt = now;
            return true;
        }
    }
}
