#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>How much the path to the other side carries, from when its packets came there: Google's congestion
    /// control (https://datatracker.ietf.org/doc/html/draft-ietf-rmcat-gcc-02) on transport-wide feedback
    /// (https://datatracker.ietf.org/doc/html/draft-holmer-rmcat-transport-wide-cc-extensions-01).</summary>
    /// <remarks>
    /// <code>
    ///  feedback -> SentHistory -> ArrivalGroups -> DelayTrend -> DelayControl -+
    ///                   |                                                     |
    ///                   +-------> ArrivalRate -----------------^     ^        +-> least -> TargetBitrate
    ///                   +-------> LossControl -----------------------|--------+
    ///                   +-------> ProbeMeasurement ------------------+        |
    ///                                              the other side's REMB -----+
    /// </code>
    /// A feedback is one <see cref="HandleArrival"/> or <see cref="HandleLoss"/> a packet, in the order of sending, and
    /// then <see cref="FinishFeedback"/>. It sends nothing, and allocates nothing once it has warmed up.
    /// </remarks>
    public sealed class BandwidthEstimator
    {
        private const double SilenceBackoff = 0.7;
        private const double DropShare = 0.66;
        private static readonly TimeSpan LongestSilence = TimeSpan.FromMilliseconds(1500);

        private readonly BandwidthLimits _limits;
        private readonly SentHistory _sent = new SentHistory();
        private readonly ArrivalGroups _groups = new ArrivalGroups();
        private readonly DelayTrend _trend = new DelayTrend();
        private readonly QueueDelay _queue = new QueueDelay();
        private readonly ArrivalRate _came = new ArrivalRate();
        private readonly LossControl _loss = new LossControl();
        private readonly ProbeControl _probes = new ProbeControl();
        private readonly ProbeMeasurement _measurement = new ProbeMeasurement();
        private readonly DelayControl _delay;
        private double _remoteEstimate = double.PositiveInfinity;
        private double _measured;
        private long _peak;
        private Instant _newestSentAt;
        private Instant _heardAt;
        private bool _hasFeedback;

        public BandwidthEstimator(BandwidthLimits limits)
        {
            _limits = limits;
            _delay = new DelayControl(limits.Start);
            TargetBitrate = limits.Start;
            UsefulBitrate = limits.Max;
        }

        /// <summary>How much should be sent, everything on top of UDP together, in bit/s.</summary>
        public long TargetBitrate { get; private set; }

        /// <summary>The most that whoever sends could make use of, in bit/s; nothing above it is probed for.</summary>
        public long UsefulBitrate { get; set; }

        /// <summary>How much came over in the last half second, in bit/s.</summary>
        public long AcknowledgedBitrate => (long)_came.Bitrate;

        /// <summary>The share of packets lost, 0 to 1.</summary>
        public double Loss => _loss.Loss;

        /// <summary>How long what is sent now will wait in the path's queues.</summary>
        public TimeSpan QueueDelay => _queue.Current;

        /// <summary>From a packet's leaving to the feedback on it, as of the last; zero before the first.</summary>
        public TimeSpan RoundTrip { get; private set; }

        /// <summary>A packet left; <paramref name="seq"/> is its transport-wide number, one above the last, and
        /// <paramref name="probe"/> that of the probe it belongs to, or 0.</summary>
        public void HandleSent(Instant now, SeqNo seq, int bytes, int probe = 0)
        {
            // There was something to be heard of and nothing is: the feedback itself may be lost in a jam.
            if (_sent.InFlightBytes == 0) _heardAt = now;
            if (now - _heardAt > LongestSilence)
            {
                _heardAt = now;
                _delay.Limit(TargetBitrate * SilenceBackoff);
                Retarget(now);
            }

            _sent.Add(now, seq, bytes, probe);
        }

        /// <summary>The other side says that a packet came, and when on its clock.</summary>
        public void HandleArrival(ushort wireSeq, TimeSpan cameAt)
        {
            if (!_sent.TryTakeArrival(wireSeq, out SentHistory.Packet packet)) return;
            var sentAt = new TimeSpan(packet.SentAt.Microseconds * 10);
            _loss.HandleArrival();
            _came.Add(cameAt, packet.Bytes);
            if (packet.SentAt > _newestSentAt) _newestSentAt = packet.SentAt;
            if (_groups.TryAdd(sentAt, cameAt, out TimeSpan sent, out TimeSpan came)) _trend.Add(sent, came);
            if (_measurement.TryHandleArrival(packet.Probe, sentAt, cameAt, packet.Bytes, out double measured))
                _measured = measured;
        }

        /// <summary>The other side says that a packet has not come.</summary>
        public void HandleLoss(ushort wireSeq)
        {
            if (_sent.TryTakeLoss(wireSeq)) _loss.HandleLoss();
        }

        /// <summary>The feedback ends: the target follows.</summary>
        public void FinishFeedback(Instant now)
        {
            _hasFeedback = true;
            _heardAt = now;
            if (_newestSentAt.Microseconds > 0) RoundTrip = now - _newestSentAt;
            _newestSentAt = default;
            _queue.Update(now, _sent.InFlightBytes, _came.RecentBitrate, RoundTrip);
            _delay.Update(now, _trend, _came, _queue.Current, RoundTrip);
            _loss.Update(now, TargetBitrate, _came.RecentBitrate, RoundTrip);
            if (_measured > 0) HandleMeasured(now);
            Retarget(now);
        }

        /// <summary>The other side's own estimate (REMB): nothing above it is sent; and where that is all that is
        /// agreed, it is the target.</summary>
        public void HandleRemoteEstimate(Instant now, long bitrate)
        {
            _remoteEstimate = bitrate;
            Retarget(now);
        }

        /// <summary>The probe to send now, if one is due. Ask only when something can be sent as a probe.</summary>
        public bool TryPollProbe(Instant now, out Probe probe)
        {
            double useful = Math.Min(Math.Min(UsefulBitrate, _limits.Max), Math.Min(_remoteEstimate, _loss.Limit));
            bool isQuiet = _trend.Use == PathUse.Normal;
            if (!_probes.TryNext(now, TargetBitrate, useful, isQuiet, out probe)) return false;
            _measurement.Begin(probe);
            return true;
        }

        private void HandleMeasured(Instant now)
        {
            _probes.HandleResult(now, _measured);
            if (_measured > _delay.Bitrate && _trend.Use != PathUse.Over) _delay.HandleProbe(_measured);
            _measured = 0;
        }

        private void Retarget(Instant now)
        {
            _delay.Limit(_limits.Max);
            double target = Math.Min(_remoteEstimate, _loss.Limit);
            if (_hasFeedback || double.IsPositiveInfinity(_remoteEstimate)) target = Math.Min(target, _delay.Bitrate);
            TargetBitrate = (long)Math.Max(_limits.Min, Math.Min(_limits.Max, target));
            bool hasDropped = TargetBitrate < DropShare * _peak;
            if (hasDropped) _probes.HandleDrop(now);
            if (hasDropped || TargetBitrate > _peak) _peak = TargetBitrate;
        }
    }
}
