#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Numbers packets over all streams, hears how they fare, and says how much may be sent and of
    /// what.</summary>
    internal sealed class CongestionControl
    {
        // The rest is headers: RTP's with extensions, and SRTP's tag.
        private const double PayloadShare = 0.95;
        private const double Smoothing = 0.8;
        private const double Noticeable = 0.05;

        private readonly BandwidthEstimator _estimator;
        private readonly IReadOnlyList<OutgoingStream> _streams;
        private SeqNo _nextSeq = new SeqNo(1);

        // The receiver's clock repeats every 12 days; in the second round it is never negative.
        private Instant _reference = new Instant((1L << 24) * 64_000);
        private Instant _measuredAt;
        private long _otherBytes;
        private double _otherBitrate;
        private long _toldBitrate;
        private bool _isNews;

        public CongestionControl(BandwidthLimits limits, IReadOnlyList<OutgoingStream> streams)
        {
            _estimator = new BandwidthEstimator(limits);
            _streams = streams;
            _toldBitrate = limits.Start;
        }

        /// <summary>True where the other side reports on each packet.</summary>
        public bool HasTransportFeedback { get; private set; }

        /// <summary>True where anything is known of the path: without it nothing is held back.</summary>
        public bool IsActive { get; private set; }

        /// <summary>In bit/s.</summary>
        public long TargetBitrate => _estimator.TargetBitrate;

        public TimeSpan RoundTrip => _estimator.RoundTrip;

        /// <summary>The number of the next packet, over all streams.</summary>
        public ushort NextTransportSeq => _nextSeq.Wire;

        /// <summary>Follows what a negotiation has agreed.</summary>
        public void Configure()
        {
            HasTransportFeedback = false;
            bool hasRemoteEstimate = false;
            for (int i = 0; i < _streams.Count; i++)
            {
                foreach (string feedback in _streams[i].Transceiver.Codec!.Feedback)
                {
                    HasTransportFeedback |= feedback == "transport-cc" && IsNumbered(_streams[i]);
                    hasRemoteEstimate |= feedback == "goog-remb";
                }
            }

            IsActive = HasTransportFeedback || hasRemoteEstimate;
            Allocate();
        }

        /// <summary>A packet left under <see cref="NextTransportSeq"/>, where its section carries that; as a part of a
        /// probe, or 0.</summary>
        public void HandleSent(Instant now, OutgoingStream stream, int bytes, bool isMedia, int probe)
        {
            if (probe == 0 && !(isMedia && stream.IsVideo)) _otherBytes += bytes;
            if (!IsNumbered(stream)) return;
            if (HasTransportFeedback) _estimator.HandleSent(now, _nextSeq, bytes, probe);
            _nextSeq += 1;
        }

        public void HandleFeedback(Instant now, ref TransportWideFeedback feedback)
        {
            if (!HasTransportFeedback) return;
            _reference = feedback.ReferenceTime(_reference);
            var reference = new TimeSpan(_reference.Microseconds * 10);
            while (feedback.TryRead(out PacketStatus status))
            {
                if (status.IsReceived) _estimator.HandleArrival(status.WireSeq, reference + status.Arrival);
                else _estimator.HandleLoss(status.WireSeq);
            }

            _estimator.FinishFeedback(now);
            MeasureOthers(now);
            Allocate();
        }

        public void HandleRemoteEstimate(Instant now, long bitrate)
        {
            if (!IsActive) return;
            _estimator.HandleRemoteEstimate(now, bitrate);
            MeasureOthers(now);
            Allocate();
        }

        /// <summary>The probe to send now, where one is due and one of the streams can carry it.</summary>
        public bool TryPollProbe(Instant now, out Probe probe, out OutgoingStream? carrier)
        {
            probe = default;
            carrier = null;
            if (!HasTransportFeedback) return false;
            for (int i = 0; i < _streams.Count && carrier == null; i++)
            {
                OutgoingStream stream = _streams[i];
                bool canCarry = stream.IsVideo && stream.HasRtx && stream.CanSend && IsNumbered(stream);
                if (canCarry && stream.Stream.PacketCount > 0) carrier = stream;
            }

            return carrier != null && _estimator.TryPollProbe(now, out probe);
        }

        /// <summary>True once after the target or an encoding's share has changed so much that encoders should
        /// know.</summary>
        public bool TryPollChange()
        {
            bool isNews = _isNews;
            _isNews = false;
            return isNews;
        }

        private static bool IsNumbered(OutgoingStream stream) => stream.Transceiver.Extensions.TransportCc != 0;

        // Voices and retransmissions have their part before pictures do.
        private void MeasureOthers(Instant now)
        {
            double seconds = (now - _measuredAt).TotalSeconds;
            if (seconds < 0.02) return;
            _otherBitrate = Smoothing * _otherBitrate + (1 - Smoothing) * _otherBytes * 8 / seconds;
            _otherBytes = 0;
            _measuredAt = now;
        }

        private void Allocate()
        {
            if (!IsActive)
            {
                for (int i = 0; i < _streams.Count; i++) _streams[i].Encoding.TargetBitrate = null;
                return;
            }

            BitrateAllocator.Rank(_streams);
            _estimator.UsefulBitrate = (long)(BitrateAllocator.UsefulBitrate(_streams) / PayloadShare + _otherBitrate);
            double free = Math.Max(0, TargetBitrate - _otherBitrate) * PayloadShare;
            bool hasMoved = Math.Abs(TargetBitrate - _toldBitrate) > Noticeable * _toldBitrate;
            if (hasMoved) _toldBitrate = TargetBitrate;
            _isNews |= BitrateAllocator.Distribute(free, _streams) | hasMoved;
        }
    }
}
