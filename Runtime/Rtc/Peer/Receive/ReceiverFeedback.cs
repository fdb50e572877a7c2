#nullable enable
using System;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>What this side asks of those who send to it, as soon as it knows (RFC 4585's immediate feedback):
    /// missing packets, key frames, the arrival times that their congestion control lives on, and limits. Whatever is
    /// due leaves in one compound packet.</summary>
    internal sealed class ReceiverFeedback
    {
        // What falls due this soon may as well leave now, together.
        private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(5);
        private static readonly TimeSpan WaitForRoom = TimeSpan.FromMilliseconds(20);

        private const int NackHead = RtcpPacket.HeaderLength + 8;
        private const int NackEntry = 4;

        private readonly StreamRouter _router;
        private readonly RtcpOutbox _outbox;
        private readonly ushort[] _lost = new ushort[RtcpOutbox.MaxCompound / NackEntry];
        private ArrivalLog? _arrivals;
        private Deadline _missing;
        private Deadline _keyFrames;
        private Instant _notBefore;

        public ReceiverFeedback(StreamRouter router, RtcpOutbox outbox)
        {
            _router = router;
            _outbox = outbox;
            Bandwidth = new ReceiveBandwidth(router);
        }

        /// <summary>What the others may send.</summary>
        public ReceiveBandwidth Bandwidth { get; }

        /// <summary>The path's round trip as far as it is known; libwebrtc guesses the same before.</summary>
        public TimeSpan RoundTrip { get; set; } = TimeSpan.FromMilliseconds(100);

        public Deadline NextDeadline
        {
            get
            {
                Deadline deadline = _missing.Soonest(_keyFrames).Soonest(Bandwidth.NextDeadline);
                if (_arrivals != null) deadline = deadline.Soonest(_arrivals.NextDeadline);
                return deadline.IsPending && deadline.At < _notBefore
                    ? new Deadline(_notBefore, deadline.Reason)
                    : deadline;
            }
        }

        /// <summary>Takes an authenticated packet's transport-wide sequence number.</summary>
        public void HandleArrival(Instant now, ushort transportSeq, Ssrc media, int size) =>
            (_arrivals ??= new ArrivalLog()).HandleArrival(now, transportSeq, media, size);

        /// <summary>Takes a packet of a stream whose missing packets may be asked for.</summary>
        public void HandleMedia(Instant now, ReceiveStream stream, SeqNo seq)
        {
            stream.Missing ??= new MissingPackets();
            stream.Missing.HandleArrival(now, seq, RoundTrip);
            _missing = _missing.Soonest(stream.Missing.NextDeadline);
            AskAfterLoss(now, stream);
        }

        /// <summary>Asks for a key frame of a stream.</summary>
        public void AskKeyFrame(Instant now, ReceiveStream stream)
        {
            stream.KeyFrames ??= new KeyFrameRequests();
            stream.KeyFrames.Ask(now);
            _keyFrames = _keyFrames.Soonest(stream.KeyFrames.NextDeadline);
        }

        /// <summary>Sends what is due.</summary>
        public void HandleTimeout(Instant now, SrtpSession srtp)
        {
            while (NextDeadline.IsDue(now))
            {
                if (!_outbox.TryPrepare(out Span<byte> compound))
                {
                    _notBefore = now + WaitForRoom;
                    return;
                }

                var writer = new RtcpWriter(compound);
                writer.TryWriteReceiverReport(_outbox.Reporter, default);
                int empty = writer.Length;
                while (_arrivals != null && IsDue(now, _arrivals.NextDeadline) &&
                    _arrivals.TryWriteFeedback(now, _outbox.Reporter, ref writer))
                {
                    // As much as fits.
                }

                WriteMissing(now, ref writer);
                WriteKeyFrameRequests(now, ref writer);
                if (IsDue(now, Bandwidth.NextDeadline)) Bandwidth.TryWrite(now, _outbox.Reporter, ref writer);
                if (writer.Length > empty) _outbox.TryCommit(srtp, writer.Length);
            }
        }

        private void WriteMissing(Instant now, ref RtcpWriter writer)
        {
            if (!IsDue(now, _missing)) return;
            _missing = Deadline.None;
            for (int i = 0; i < _router.Streams.Count; i++)
            {
                ReceiveStream stream = _router.Streams[i];
                MissingPackets? missing = stream.Missing;
                if (missing == null) continue;
                int room = (RtcpOutbox.MaxCompound - writer.Length - NackHead) / NackEntry;
                if (IsDue(now, missing.NextDeadline) && room > 0)
                {
                    int count = missing.TakeDue(now, RoundTrip, _lost.AsSpan(0, room));
                    if (count > 0) writer.TryWriteGenericNack(_outbox.Reporter, stream.Ssrc, _lost.AsSpan(0, count));
                    AskAfterLoss(now, stream);
                }

                _missing = _missing.Soonest(missing.NextDeadline);
            }
        }

        private void WriteKeyFrameRequests(Instant now, ref RtcpWriter writer)
        {
            if (!_keyFrames.IsDue(now)) return;
            _keyFrames = Deadline.None;
            for (int i = 0; i < _router.Streams.Count; i++)
            {
                ReceiveStream stream = _router.Streams[i];
                KeyFrameRequests? requests = stream.KeyFrames;
                if (requests == null) continue;
                bool hasRoom = RtcpOutbox.MaxCompound - writer.Length >= NackHead + 8;
                if (hasRoom && requests.TryTake(now)) WriteKeyFrameRequest(stream, requests.CommandSeq, ref writer);
                _keyFrames = _keyFrames.Soonest(requests.NextDeadline);
            }
        }

        private void WriteKeyFrameRequest(ReceiveStream stream, byte commandSeq, ref RtcpWriter writer)
        {
            if (stream.AsksByFir) writer.TryWriteFullIntraRequest(_outbox.Reporter, stream.Ssrc, commandSeq);
            else writer.TryWritePictureLossIndication(_outbox.Reporter, stream.Ssrc);
        }

        private void AskAfterLoss(Instant now, ReceiveStream stream)
        {
            if (stream.Missing!.TryPollGivenUp() && stream.AsksForKeyFrames) AskKeyFrame(now, stream);
        }

        private static bool IsDue(Instant now, Deadline deadline) => deadline.IsDue(now + Slack);
    }
}
