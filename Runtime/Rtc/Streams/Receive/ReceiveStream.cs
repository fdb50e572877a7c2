#nullable enable
using System;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>A stream that comes in, known by its ssrc: it extends sequence numbers, drops replays before any cipher
    /// work, and keeps the books of its report blocks (RFC 3550 section 6.4 and appendix A). What changes it is
    /// <see cref="Commit"/>, after authentication only: forged packets leave no trace.</summary>
    public sealed class ReceiveStream
    {
        private readonly ReplayWindow _window = new ReplayWindow();
        private SeqNo _first;
        private bool _isAnchored;
        private long _expectedBefore;
        private long _receivedBefore;
        private int _transit;
        private RtpTime _time;
        private uint _scaledJitter;
        private Instant _senderReportAt;

        /// <summary>A stream of which nothing has come yet.</summary>
        public ReceiveStream(Ssrc ssrc) => Ssrc = ssrc;

        /// <summary>Which stream.</summary>
        public Ssrc Ssrc { get; internal set; }

        /// <summary>The media section it belongs to.</summary>
        public Mid Mid => Section?.Mid ?? default;

        /// <summary>Packets received, without duplicates.</summary>
        public long Received { get; private set; }

        /// <summary>The highest sequence number received; meaningless before the first packet.</summary>
        public SeqNo HighestSeq { get; private set; }

        /// <summary>Packets that must have been sent, from the first to the highest one received.</summary>
        public long Expected => Received == 0 ? 0 : HighestSeq - _first + 1;

        /// <summary>Packets expected and not received, or not yet.</summary>
        public long Lost => Expected - Received;

        /// <summary>Interarrival jitter in ticks of the payload's clock (RFC 3550 appendix A.8).</summary>
        public uint Jitter => _scaledJitter >> 4;

        /// <summary>Packets that came by retransmission under another ssrc. They are not among the received ones: the
        /// report blocks speak of the network.</summary>
        public long Recovered { get; private set; }

        /// <summary>Bytes of their payloads.</summary>
        public long RecoveredBytes { get; private set; }

        /// <summary>Packets that came once more within others; nor are they among the received ones.</summary>
        public long Repeated { get; private set; }

        /// <summary>Those of them that had come before.</summary>
        public long RepeatedInVain { get; private set; }

        /// <summary>Bytes of payload received, without padding.</summary>
        public long PayloadBytes { get; private set; }

        /// <summary>Bytes of headers and padding received.</summary>
        public long HeaderBytes { get; private set; }

        /// <summary>When the last packet came; meaningless before the first.</summary>
        public Instant LastReceivedAt { get; private set; }

        /// <summary>Sender reports that came.</summary>
        public long SenderReports { get; private set; }

        /// <summary>The last of them; all zeros before the first.</summary>
        public SenderReport LastSenderReport { get; private set; }

        /// <summary>What is missing and may be asked for again; null before there was any need to know.</summary>
        public MissingPackets? Missing { get; internal set; }

        /// <summary>The requests for its key frames; null before the first.</summary>
        public KeyFrameRequests? KeyFrames { get; internal set; }

        /// <summary>True when PLI or FIR is agreed for what it carries.</summary>
        public bool AsksForKeyFrames => Format != null && Format.AsksForKeyFrames;

        /// <summary>True when FIR is all there is to ask by.</summary>
        public bool AsksByFir => Format != null && Format.AsksByFir;

        /// <summary>True when its sender takes our word for how much the path carries (REMB).</summary>
        public bool TakesEstimates => Section != null && Section.TakesEstimates;

        /// <summary>True when packets came since the last report block; silent streams are not reported on.</summary>
        public bool HasNews => Received != _receivedBefore;

        /// <summary>What to add to a sequence number so that it goes on from those before new keys: whole
        /// cycles.</summary>
        public long SeqBase { get; private set; }

        /// <summary>The layer of a simulcast that it is; not given where there is none, and before it was
        /// named.</summary>
        public Rid Rid { get; internal set; }

        /// <summary>True for a stream of retransmissions (RFC 4588).</summary>
        public bool IsRepair { get; internal set; }

        /// <summary>The stream whose packets this one retransmits; null while it is unknown.</summary>
        public ReceiveStream? Repairs { get; internal set; }

        internal ReceiveSection? Section { get; set; }

        /// <summary>The codec of the packet that came last; null before the first.</summary>
        internal ReceiveFormat? Format { get; set; }

        /// <summary>The packet whose mid extension bound the stream to its section.</summary>
        internal SeqNo BoundAt { get; set; }

        /// <summary>The router's count of packets when it last heard the stream.</summary>
        internal long LastHeard { get; set; }

        /// <summary>Extends a sequence number from the wire (RFC 3711 section 3.3.1; a stream begins with a roll-over
        /// counter of 0). False for a packet that has been received or that is too old to tell.</summary>
        public bool TryEstimate(ushort wireSeq, out SeqNo seq, out DropReason dropped)
        {
            seq = _isAnchored ? SeqNo.Extend(wireSeq, HighestSeq) : new SeqNo(wireSeq);
            dropped = _window.IsFresh(seq) ? DropReason.None : DropReason.Replayed;
            return dropped == DropReason.None;
        }

        /// <summary>Takes an authenticated packet into the books; <paramref name="clockRate"/> is its payload type's,
        /// in ticks a second.</summary>
        public void Commit(Instant now, SeqNo seq, RtpTime time, int clockRate)
        {
            _window.Commit(seq);
            bool isInOrder = !_isAnchored || seq > HighestSeq;
            if (isInOrder && (time != _time || Received == 0)) UpdateJitter(now, time, clockRate);
            if (!_isAnchored) Anchor(seq);
            if (seq < _first) _first = seq;
            if (seq > HighestSeq) HighestSeq = seq;
            LastReceivedAt = now;
            Received++;
        }

        /// <summary>Counts the bytes of a packet that was taken into the books.</summary>
        public void Count(int payloadBytes, int otherBytes)
        {
            PayloadBytes += payloadBytes;
            HeaderBytes += otherBytes;
        }

        /// <summary>Takes an authenticated packet that was retransmitted under another ssrc.</summary>
        public void CommitRecovered(Instant now, SeqNo seq, int payloadBytes)
        {
            CommitOutOfBand(now, seq);
            RecoveredBytes += payloadBytes;
            Recovered++;
        }

        /// <summary>Takes a packet that another one of the stream has carried again; false when it is not missing, or
        /// is from before we listened.</summary>
        public bool TryRecover(Instant now, SeqNo seq)
        {
            Repeated++;
            bool isMissing = seq >= _first && _window.IsFresh(seq);
            if (isMissing) CommitOutOfBand(now, seq);
            else RepeatedInVain++;
            return isMissing;
        }

        /// <summary>Another handshake made other keys: the sender's roll-over counter is 0 again, whatever it was, and
        /// so the numbers begin anew. The counts go on.</summary>
        public void HandleRekey()
        {
            _window.Clear();
            _isAnchored = false;
            Missing?.Clear();
        }

        /// <summary>Remembers a sender report, by which our report blocks measure the round trip.</summary>
        public void HandleSenderReport(Instant now, in SenderReport report)
        {
            LastSenderReport = report;
            _senderReportAt = now;
            SenderReports++;
        }

        /// <summary>How the stream's clock stands to its sender's; false before the first sender report.</summary>
        public bool TryGetSenderClock(out SenderClock clock)
        {
            clock = default;
            if (Format == null || SenderReports == 0) return false;
            clock = new SenderClock(LastSenderReport.Ntp, LastSenderReport.Time, Format.ClockRate);
            return true;
        }

        /// <summary>The next report block. Its fraction lost counts from here on, so each is to be sent.</summary>
        public ReportBlock NextReportBlock(Instant now)
        {
            long expected = Expected - _expectedBefore;
            long lost = expected - (Received - _receivedBefore);
            _expectedBefore = Expected;
            _receivedBefore = Received;
            return new ReportBlock(
                Ssrc,
                lost <= 0 ? (byte)0 : (byte)Math.Min(255, (lost << 8) / expected),
                Lost,
                (uint)HighestSeq.Value,
                Jitter,
                SenderReports == 0 ? 0 : LastSenderReport.Ntp.Compact,
                SenderReports == 0 ? 0 : NtpTime.ToCompact(now - _senderReportAt));
        }

        private void CommitOutOfBand(Instant now, SeqNo seq)
        {
            _window.Commit(seq);
            Missing?.HandleRecovery(now, seq);
            LastReceivedAt = now;
        }

        // After other keys as if nothing had been lost in between.
        private void Anchor(SeqNo seq)
        {
            if (Received > 0) SeqBase = SeqNo.Extend(seq.Wire, HighestSeq + SeqBase) - seq;
            _first = seq - Expected;
            HighestSeq = seq;
            _isAnchored = true;
        }

        // Transit is the arrival on the payload's clock less the timestamp: only its changes mean anything. The packets
        // of one picture have one timestamp and are paced, so only the first counts, and what comes late does not, as
        // in libwebrtc. A change of more than 5 s is a new source behind the same ssrc and no jitter; Chrome draws the
        // line there too.
        private void UpdateJitter(Instant now, RtpTime time, int clockRate)
        {
            long seconds = now.Microseconds / 1_000_000;
            long rest = now.Microseconds % 1_000_000;
            int transit = (int)((uint)(seconds * clockRate + rest * clockRate / 1_000_000) - time.Ticks);
            long change = Math.Abs((long)(transit - _transit));
            _transit = transit;
            _time = time;
            if (Received == 0 || change > 5L * clockRate) return;
            _scaledJitter += (uint)change - (_scaledJitter + 8 >> 4);
        }
    }
}
