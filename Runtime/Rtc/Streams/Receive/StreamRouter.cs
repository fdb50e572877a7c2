#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>Finds the media section of a packet when all sections share one transport (RFC 8843 section 9.2), in
    /// this order: the mid it carries; its ssrc, from <c>a=ssrc</c> or learned; a payload type that only one section
    /// has. The streams of a section are told apart by rid (RFC 8853 section 5.5), and each retransmission stream finds
    /// the one it repairs. A packet passes <see cref="TryRoute"/>, its stream's
    /// <see cref="ReceiveStream.TryEstimate"/>, SRTP, and only then <see cref="Commit"/>: nothing is learned from what
    /// may be forged.</summary>
    public sealed class StreamRouter
    {
        /// <summary>The most streams at a time. A further one takes the place of the one longest unheard, so that a
        /// long session, in which ssrcs come and go, does not go deaf.</summary>
        public const int MaxStreams = 256;

        private readonly List<ReceiveSection> _sections = new List<ReceiveSection>();
        private readonly Dictionary<Ssrc, ReceiveStream> _bySsrc = new Dictionary<Ssrc, ReceiveStream>();
        private readonly List<ReceiveStream> _streams = new List<ReceiveStream>();

        // Lent to packets of unknown ssrcs, so that forged ones allocate nothing; spent by the first genuine one.
        private ReceiveStream? _spare;
        private long _heard;

        /// <summary>The id that <c>a=extmap</c> gave to the mid extension; one for all sections, since they are
        /// bundled. 0 when it was not negotiated.</summary>
        public int MidExtensionId { get; set; }

        /// <summary>The same for the rid of a simulcast layer.</summary>
        public int RidExtensionId { get; set; }

        /// <summary>The same for the rid of the layer that a retransmission repairs.</summary>
        public int RepairedRidExtensionId { get; set; }

        /// <summary>All streams, for reports.</summary>
        public IReadOnlyList<ReceiveStream> Streams => _streams;

        /// <summary>Adds a section that may receive, or changes its codecs and simulcast layers. Without codecs it is
        /// inactive: its packets are dropped and its streams kept, since they may go on with their roll-over
        /// counters.</summary>
        public void SetSection(Mid mid, IReadOnlyList<Codec> codecs, IReadOnlyList<Rid>? rids = null)
        {
            ReceiveSection? section = Find(mid);
            if (section == null) _sections.Add(section = new ReceiveSection(mid));
            section.SetCodecs(codecs);
            section.SetRids(rids ?? Array.Empty<Rid>());
        }

        /// <summary>Forgets a section that has stopped for good, and its streams.</summary>
        public void RemoveSection(Mid mid)
        {
            ReceiveSection? section = Find(mid);
            if (section == null) return;
            _sections.Remove(section);
            for (int i = _streams.Count - 1; i >= 0; i--)
            {
                if (_streams[i].Section == section) RemoveAt(i);
            }
        }

        /// <summary>Binds an ssrc that an <c>a=ssrc</c> line names to a section that was set.</summary>
        public void Bind(Mid mid, Ssrc ssrc)
        {
            ReceiveSection section = Find(mid) ?? throw new ArgumentException($"Set section {mid} first.", nameof(mid));
            if (!_bySsrc.TryGetValue(ssrc, out ReceiveStream? stream)) Add(stream = new ReceiveStream(ssrc));
            stream.Section = section;
        }

        /// <summary>Takes from an <c>a=ssrc-group:FID</c> line that one bound stream is another's
        /// retransmissions.</summary>
        public void BindRepair(Ssrc original, Ssrc repair)
        {
            if (!_bySsrc.TryGetValue(original, out ReceiveStream? repaired)) return;
            if (!_bySsrc.TryGetValue(repair, out ReceiveStream? stream) || stream == repaired) return;
            stream.IsRepair = true;
            stream.Repairs = repaired;
        }

        /// <summary>Says where a packet belongs. Changes nothing.</summary>
        public bool TryRoute(
            in RtpHeader header, ReadOnlySpan<byte> packet, out Route route, out DropReason dropped)
        {
            route = default;
            _bySsrc.TryGetValue(header.Ssrc, out ReceiveStream? stream);
            ReceiveSection? section = header.TryGetExtension(packet, MidExtensionId, out ReadOnlySpan<byte> mid)
                ? Find(mid, stream?.Section)
                : stream?.Section ?? FindOnly(header.PayloadType);
            ReceiveFormat? format = section?.Find(header.PayloadType);

            dropped = section == null ? DropReason.UnknownStream
                : format == null ? DropReason.UnknownPayloadType
                : DropReason.None;
            if (dropped != DropReason.None) return false;

            route = new Route(stream ?? LendSpare(header.Ssrc), section!, format!);
            return true;
        }

        /// <summary>Learns from an authenticated packet: adds its stream if it is new, binds it to the section that the
        /// packet's mid named, unless a later packet has already bound it to another, and to the layer that its rid
        /// names.</summary>
        public void Commit(in Route route, in RtpHeader header, ReadOnlySpan<byte> packet, SeqNo seq)
        {
            ReceiveStream stream = route.Stream;
            stream.LastHeard = ++_heard;
            if (stream == _spare)
            {
                _spare = null;
                Add(stream);
            }

            if (stream.Section != route.Section && seq >= stream.BoundAt)
            {
                stream.Section = route.Section;
                stream.BoundAt = seq;
                stream.Rid = default;
                stream.Repairs = null;
            }

            stream.Format = route.Format;
            if (route.IsRtx) Repair(stream, header, packet);
            else if (route.Section.HasRids && !stream.Rid.IsGiven) Name(stream, header, packet);
        }

        /// <summary>Another handshake made other keys: all streams' roll-over counters begin anew.</summary>
        public void HandleRekey()
        {
            foreach (ReceiveStream stream in _streams)
            {
                stream.BoundAt = default;
                stream.HandleRekey();
            }
        }

        /// <summary>The stream with that ssrc, or null. One that said BYE is still there: forgetting it would let its
        /// old packets be replayed.</summary>
        public ReceiveStream? Find(Ssrc ssrc) => _bySsrc.TryGetValue(ssrc, out ReceiveStream? stream) ? stream : null;

        /// <summary>The section's media stream that spoke last, of one layer if a rid is given; null when none
        /// has.</summary>
        public ReceiveStream? FindMedia(Mid mid, Rid rid = default)
        {
            ReceiveStream? latest = null;
            foreach (ReceiveStream stream in _streams)
            {
                if (stream.IsRepair || stream.Received == 0 || stream.Mid != mid) continue;
                if (rid.IsGiven && stream.Rid != rid) continue;
                if (latest == null || stream.LastHeard > latest.LastHeard) latest = stream;
            }

            return latest;
        }

        private void Add(ReceiveStream stream)
        {
            if (_streams.Count == MaxStreams) RemoveAt(FindLongestUnheard());
            _bySsrc.Add(stream.Ssrc, stream);
            _streams.Add(stream);
            stream.LastHeard = ++_heard;
        }

        private void RemoveAt(int index)
        {
            ReceiveStream gone = _streams[index];
            _bySsrc.Remove(gone.Ssrc);
            _streams.RemoveAt(index);
            foreach (ReceiveStream stream in _streams)
                if (stream.Repairs == gone) stream.Repairs = null;
        }

        private void Name(ReceiveStream stream, in RtpHeader header, ReadOnlySpan<byte> packet)
        {
            if (!header.TryGetExtension(packet, RidExtensionId, out ReadOnlySpan<byte> token)) return;
            if (stream.Section!.TryFindRid(token, out Rid rid)) stream.Rid = rid;
        }

        // By the rid it repairs; without one it can only be the one stream heard. A FID group has said it before.
        private void Repair(ReceiveStream repair, in RtpHeader header, ReadOnlySpan<byte> packet)
        {
            repair.IsRepair = true;
            if (repair.Repairs != null) return;
            bool isNamed = header.TryGetExtension(packet, RepairedRidExtensionId, out ReadOnlySpan<byte> token);
            Rid rid = default;
            if (isNamed && !repair.Section!.TryFindRid(token, out rid)) return;
            ReceiveStream? original = null;
            foreach (ReceiveStream stream in _streams)
            {
                if (stream.Section != repair.Section || stream.IsRepair || stream.Received == 0) continue;
                if (isNamed && stream.Rid != rid) continue;
                if (!isNamed && original != null) return;
                if (original == null || stream.LastHeard > original.LastHeard) original = stream;
            }

            repair.Repairs = original;
        }

        private int FindLongestUnheard()
        {
            int longest = 0;
            for (int i = 1; i < _streams.Count; i++)
            {
                if (_streams[i].LastHeard < _streams[longest].LastHeard) longest = i;
            }

            return longest;
        }

        private ReceiveStream LendSpare(Ssrc ssrc)
        {
            _spare ??= new ReceiveStream(ssrc);
            _spare.Ssrc = ssrc;
            return _spare;
        }

        private ReceiveSection? Find(Mid mid)
        {
            foreach (ReceiveSection section in _sections)
            {
                if (section.Mid == mid) return section;
            }

            return null;
        }

        private ReceiveSection? Find(ReadOnlySpan<byte> mid, ReceiveSection? likely)
        {
            if (likely != null && mid.SequenceEqual(likely.Token)) return likely;
            foreach (ReceiveSection section in _sections)
            {
                if (mid.SequenceEqual(section.Token)) return section;
            }

            return null;
        }

        private ReceiveSection? FindOnly(PayloadType payloadType)
        {
            ReceiveSection? only = null;
            foreach (ReceiveSection section in _sections)
            {
                if (section.Find(payloadType) == null) continue;
                if (only != null) return null;
                only = section;
            }

            return only;
        }
    }
}
