#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>Finds the media section of a packet when all sections share one transport (RFC 8843 section 9.2), in
    /// this order: the mid it carries; its ssrc, from <c>a=ssrc</c> or learned; a payload type that only one section
    /// has. A packet passes <see cref="TryRoute"/>, its stream's <see cref="ReceiveStream.TryEstimate"/>, SRTP, and
    /// only then <see cref="Commit"/>: nothing is learned from what may be forged.</summary>
    public sealed class StreamRouter
    {
        /// <summary>The most streams at a time. A further one takes the place of the one longest unheard, so that a
        /// long session, in which ssrcs come and go, does not go deaf.</summary>
        public const int MaxStreams = 256;

        private readonly List<Section> _sections = new List<Section>();
        private readonly Dictionary<Ssrc, ReceiveStream> _bySsrc = new Dictionary<Ssrc, ReceiveStream>();
        private readonly List<ReceiveStream> _streams = new List<ReceiveStream>();

        // Lent to packets of unknown ssrcs, so that forged ones allocate nothing; spent by the first genuine one.
        private ReceiveStream? _spare;
        private long _heard;

        /// <summary>The id that <c>a=extmap</c> gave to the mid extension; one for all sections, since they are
        /// bundled. 0 when it was not negotiated.</summary>
        public int MidExtensionId { get; set; }

        /// <summary>All streams, for reports.</summary>
        public IReadOnlyList<ReceiveStream> Streams => _streams;

        /// <summary>Adds a section that may receive, or changes its payload types. Without any it is inactive: its
        /// packets are dropped and its streams kept, since they may go on with their roll-over counters.</summary>
        public void SetSection(Mid mid, ReadOnlySpan<PayloadType> payloadTypes)
        {
            Section? section = Find(mid);
            if (section == null) _sections.Add(section = new Section(mid));
            section.SetPayloadTypes(payloadTypes);
        }

        /// <summary>Forgets a section that has stopped for good, and its streams.</summary>
        public void RemoveSection(Mid mid)
        {
            Section? section = Find(mid);
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
            Section section = Find(mid) ?? throw new ArgumentException($"Set section {mid} first.", nameof(mid));
            if (!_bySsrc.TryGetValue(ssrc, out ReceiveStream? stream)) Add(stream = new ReceiveStream(ssrc));
            stream.Section = section;
        }

        /// <summary>Says where a packet belongs. Changes nothing.</summary>
        public bool TryRoute(
            in RtpHeader header, ReadOnlySpan<byte> packet, out Route route, out DropReason dropped)
        {
            route = default;
            _bySsrc.TryGetValue(header.Ssrc, out ReceiveStream? stream);
            Section? section = header.TryGetExtension(packet, MidExtensionId, out ReadOnlySpan<byte> mid)
                ? Find(mid, stream?.Section)
                : stream?.Section ?? FindOnly(header.PayloadType);

            dropped = section == null ? DropReason.UnknownStream
                : !section.Accepts(header.PayloadType) ? DropReason.UnknownPayloadType
                : DropReason.None;
            if (dropped != DropReason.None) return false;

            route = new Route(stream ?? LendSpare(header.Ssrc), section!);
            return true;
        }

        /// <summary>Learns from an authenticated packet: adds its stream if it is new, and binds it to the section that
        /// the packet's mid named, unless a later packet has already bound it to another.</summary>
        public void Commit(in Route route, SeqNo seq)
        {
            ReceiveStream stream = route.Stream;
            stream.LastHeard = ++_heard;
            if (stream == _spare)
            {
                _spare = null;
                Add(stream);
            }

            if (stream.Section == route.Section || seq < stream.BoundAt) return;
            stream.Section = route.Section;
            stream.BoundAt = seq;
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

        private void Add(ReceiveStream stream)
        {
            if (_streams.Count == MaxStreams) RemoveAt(FindLongestUnheard());
            _bySsrc.Add(stream.Ssrc, stream);
            _streams.Add(stream);
            stream.LastHeard = ++_heard;
        }

        private void RemoveAt(int index)
        {
            _bySsrc.Remove(_streams[index].Ssrc);
            _streams.RemoveAt(index);
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

        private Section? Find(Mid mid)
        {
            foreach (Section section in _sections)
            {
                if (section.Mid == mid) return section;
            }

            return null;
        }

        private Section? Find(ReadOnlySpan<byte> mid, Section? likely)
        {
            if (likely != null && mid.SequenceEqual(likely.Token)) return likely;
            foreach (Section section in _sections)
            {
                if (mid.SequenceEqual(section.Token)) return section;
            }

            return null;
        }

        private Section? FindOnly(PayloadType payloadType)
        {
            Section? only = null;
            foreach (Section section in _sections)
            {
                if (!section.Accepts(payloadType)) continue;
                if (only != null) return null;
                only = section;
            }

            return only;
        }

        /// <summary>A media section that may receive.</summary>
        internal sealed class Section
        {
            public readonly Mid Mid;

            /// <summary>The mid as the header extension carries it.</summary>
            public readonly byte[] Token;

            private readonly bool[] _payloadTypes = new bool[128];

            public Section(Mid mid)
            {
                Mid = mid;
                Token = Encoding.UTF8.GetBytes(mid.Value);
            }

            public bool Accepts(PayloadType payloadType) => _payloadTypes[payloadType.Value];

            public void SetPayloadTypes(ReadOnlySpan<PayloadType> payloadTypes)
            {
                Array.Clear(_payloadTypes, 0, _payloadTypes.Length);
                foreach (PayloadType payloadType in payloadTypes) _payloadTypes[payloadType.Value] = true;
            }
        }
    }
}
