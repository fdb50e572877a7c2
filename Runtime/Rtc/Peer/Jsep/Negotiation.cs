#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>The offer/answer exchange (https://www.rfc-editor.org/rfc/rfc8829#section-3.5): which sections there
    /// are and what both sides agreed on each. What a description says of the transport is handed on, not
    /// kept.</summary>
    /// <remarks>
    /// <code>
    ///             CreateOffer                        TrySetOffer
    ///   stable ---------------> have-local-offer   stable ---------------> have-remote-offer
    ///     ^  \____ Rollback ____/   |                ^  \____ Rollback ____/   |
    ///     +------ TrySetAnswer -----+                +------- CreateAnswer ----+
    /// </code>
    /// Everything that can be refused is refused before anything is changed.
    /// </remarks>
    internal sealed class Negotiation
    {
        private readonly PeerConfig _config;
        private readonly DescriptionWriter _writer;
        private HeaderExtensionMap _extensions = new HeaderExtensionMap();
        private HeaderExtensionMap _stableExtensions = new HeaderExtensionMap();
        private readonly List<Transceiver> _transceivers = new List<Transceiver>();
        private readonly List<Section> _sections = new List<Section>();
        private Section[] _stableSections = Array.Empty<Section>();
        private Transceiver[] _stableTransceivers = Array.Empty<Transceiver>();
        private RemoteTransport? _remoteTransport;
        private int _nextMid;

        public Negotiation(PeerConfig config, DescriptionWriter writer)
        {
            _config = config;
            _writer = writer;
        }

        public SignalingState State { get; private set; }

        public IReadOnlyList<Transceiver> Transceivers => _transceivers;

        /// <summary>The numbers of the header extensions on all sections together.</summary>
        public HeaderExtensionIds ExtensionIds => _extensions.Ids;

        public Transceiver AddTransceiver(
            MediaKind kind,
            Direction direction,
            string trackId,
            IReadOnlyList<Codec>? codecs,
            IReadOnlyList<SendEncoding>? encodings)
        {
            if (kind != MediaKind.Audio && kind != MediaKind.Video)
                throw new ArgumentException("A transceiver carries audio or video.", nameof(kind));
            encodings ??= new[] { new SendEncoding() };
            RequireNames(encodings);
            var transceiver = NewTransceiver(kind, direction, trackId, codecs ?? ConfiguredCodecs(kind), encodings);
            _transceivers.Add(transceiver);
            return transceiver;
        }

        public string CreateOffer()
        {
            Expect(SignalingState.Stable, "CreateOffer", "finish the exchange under way, or call Rollback");
            KeepStable();
            foreach (Transceiver transceiver in _transceivers)
            {
                if (transceiver.Mid.IsGiven || transceiver.IsStopped) continue;
                transceiver.Mid = NextMid();
                _sections.Add(new Section(transceiver.Mid, transceiver));
            }

            State = SignalingState.HaveLocalOffer;
            return _writer.Write(_sections, SetupRole.ActPass, isAnswer: false, _extensions);
        }

        public bool TrySetAnswer(string sdp, out RemoteTransport? transport, out string error)
        {
            Expect(SignalingState.HaveLocalOffer, "TrySetAnswer", "call CreateOffer before it");
            transport = null;
            if (!TryRead(sdp, out SessionDescription? answer, out transport, out error)) return false;
            if (answer!.Media.Count != _sections.Count)
            {
                error = $"The answer has {answer.Media.Count} media sections where the offer has {_sections.Count}.";
                return false;
            }

            for (int i = 0; i < _sections.Count; i++)
                if (!Fits(_sections[i], answer.Media[i], out error)) return false;
            for (int i = 0; i < _sections.Count; i++) Agree(_sections[i], answer.Media[i]);
            State = SignalingState.Stable;
            return true;
        }

        public bool TrySetOffer(string sdp, out string error)
        {
            Expect(SignalingState.Stable, "TrySetOffer", "finish the exchange under way, or call Rollback");
            if (!TryRead(sdp, out SessionDescription? offer, out RemoteTransport? transport, out error)) return false;
            if (offer!.Media.Count < _sections.Count)
            {
                error = $"The offer has {offer.Media.Count} media sections; it must keep all {_sections.Count} places.";
                return false;
            }

            for (int i = 0; i < offer.Media.Count; i++)
                if (!IsOfferable(i, offer.Media[i], out error)) return false;
            KeepStable();
            _remoteTransport = transport;
            for (int i = 0; i < offer.Media.Count; i++) TakeOffered(i, offer.Media[i]);
            State = SignalingState.HaveRemoteOffer;
            return true;
        }

        public string CreateAnswer(Func<RemoteTransport?, DtlsRole> connect)
        {
            Expect(SignalingState.HaveRemoteOffer, "CreateAnswer", "call TrySetOffer before it");
            foreach (Section section in _sections) Agree(section, section.Remote!);
            DtlsRole role = connect(_remoteTransport);
            State = SignalingState.Stable;
            SetupRole setup = role == DtlsRole.Client ? SetupRole.Active : SetupRole.Passive;
            return _writer.Write(_sections, setup, isAnswer: true, _extensions);
        }

        public void Rollback()
        {
            if (State == SignalingState.Stable) return;
            foreach (Section section in _sections)
                if (State == SignalingState.HaveLocalOffer && Array.IndexOf(_stableSections, section) < 0)
                    section.Transceiver!.Mid = default;
            Restore(_sections, _stableSections);
            if (State == SignalingState.HaveRemoteOffer) Restore(_transceivers, _stableTransceivers);
            _extensions = _stableExtensions;
            State = SignalingState.Stable;
        }

        private static void Restore<T>(List<T> list, T[] kept)
        {
            list.Clear();
            list.AddRange(kept);
        }

        private static bool TryRead(
            string sdp, out SessionDescription? description, out RemoteTransport? transport, out string error)
        {
            transport = null;
            return SessionDescription.TryParse(sdp, out description, out error) &&
                RemoteTransport.TryRead(description!, out transport, out error);
        }

        private static bool Fits(Section section, MediaDescription answered, out string error)
        {
            error = "";
            if (answered.IsRejected) return true;
            Transceiver? transceiver = section.Transceiver;
            if (answered.Mid != section.Mid)
                error = $"The answer's section '{answered.Mid}' stands where the offer has '{section.Mid}'.";
            else if (transceiver == null || transceiver.Kind != answered.Kind)
                error = $"The answer's section '{answered.Mid}' is {answered.Media}, which was not offered there.";
            else if (!transceiver.IsStopped && CodecAgreement.Between(transceiver.Codecs, answered.Codecs) == null)
                error = $"The answer's section '{answered.Mid}' names no codec that was offered.";
            return error.Length == 0;
        }

        private bool IsOfferable(int index, MediaDescription offered, out string error)
        {
            error = "";
            if (index >= _sections.Count) return IsNewPlace(offered, out error);
            Section section = _sections[index];
            bool isSame = offered.Mid == section.Mid || offered.IsRejected && section.IsRefused;
            // Chrome recycles a stopped place under a new mid.
            if (!isSame && section.IsRefused) return IsNewPlace(offered, out error);
            if (!isSame) error = $"The offer puts '{offered.Mid}' in the place of section '{section.Mid}'.";
            else if (section.Transceiver is { IsStopped: false } transceiver && transceiver.Kind != offered.Kind)
                error = $"The offer turns section '{section.Mid}' into {offered.Media}.";
            return error.Length == 0;
        }

        private bool IsNewPlace(MediaDescription offered, out string error)
        {
            error = "";
            if (offered.IsRejected) return true;
            if (!offered.Mid.IsGiven) error = $"The offer has an m={offered.Media} section without a=mid.";
            else if (_sections.Exists(section => section.Mid == offered.Mid))
                error = $"The offer's mid '{offered.Mid}' already belongs to another section.";
            return error.Length == 0;
        }

        private void TakeOffered(int index, MediaDescription offered)
        {
            if (index < _sections.Count && (_sections[index].Mid == offered.Mid || offered.IsRejected))
            {
                _sections[index].Remote = offered;
                return;
            }

            Section section = NewSection(offered);
            section.Remote = offered;
            if (index < _sections.Count) _sections[index] = section;
            else _sections.Add(section);
        }

        private Section NewSection(MediaDescription offered)
        {
            IReadOnlyList<Codec> codecs = ConfiguredCodecs(offered.Kind);
            if (offered.IsRejected || codecs.Count == 0) return new Section(offered.Mid, null);
            if (CodecAgreement.Between(codecs, offered.Codecs) == null) return new Section(offered.Mid, null);
            Transceiver transceiver = NewTransceiver(
                offered.Kind, Direction.RecvOnly, NewTrackId(), codecs, SimulcastAgreement.Proposed(offered));
            transceiver.Mid = offered.Mid;
            _transceivers.Add(transceiver);
            return new Section(offered.Mid, transceiver);
        }

        private void Agree(Section section, MediaDescription remote)
        {
            section.Remote = remote;
            Transceiver? transceiver = section.Transceiver;
            if (transceiver == null || transceiver.IsStopped) return;
            CodecAgreement? codecs = remote.IsRejected
                ? null
                : CodecAgreement.Between(transceiver.Codecs, remote.Codecs, onlyOne: true);
            if (codecs == null)
            {
                transceiver.IsStopped = true;
                transceiver.CurrentDirection = Direction.Inactive;
                return;
            }

            _extensions.Learn(remote);
            transceiver.Codec = codecs.Primary;
            transceiver.Rtx = codecs.Rtx;
            transceiver.ReceiveCodecs = codecs.Codecs;
            transceiver.CurrentDirection = transceiver.Direction.And(remote.Direction.Reversed());
            transceiver.RemoteSources = remote.Ssrcs;
            transceiver.RemoteSsrcGroups = remote.SsrcGroups;
            transceiver.Extensions = _extensions.AgreedIds(remote);
            SimulcastAgreement.Apply(transceiver, remote);
        }

        private IReadOnlyList<Codec> ConfiguredCodecs(MediaKind kind) => kind switch
        {
            MediaKind.Audio => _config.AudioCodecs,
            MediaKind.Video => _config.VideoCodecs,
            _ => Array.Empty<Codec>(),
        };

        private Transceiver NewTransceiver(
            MediaKind kind,
            Direction direction,
            string trackId,
            IReadOnlyList<Codec> codecs,
            IReadOnlyList<SendEncoding> encodings)
        {
            foreach (SendEncoding encoding in encodings)
            {
                encoding.Ssrc = NewSsrc();
                encoding.RtxSsrc = NewSsrc();
            }

            return new Transceiver(kind, direction, trackId, encodings, codecs);
        }

        private static void RequireNames(IReadOnlyList<SendEncoding> encodings)
        {
            if (encodings.Count == 0)
                throw new ArgumentException("Pass at least one encoding, or null for a plain one.", nameof(encodings));
            var names = new HashSet<Rid>();
            foreach (SendEncoding encoding in encodings)
                if (encodings.Count > 1 && (!encoding.Rid.IsGiven || !names.Add(encoding.Rid)))
                    throw new ArgumentException("Give each simulcast layer a rid of its own.", nameof(encodings));
        }

        private Ssrc NewSsrc()
        {
            Span<byte> bytes = stackalloc byte[4];
            _config.Random.Fill(bytes);
            return new Ssrc(BitConverter.ToUInt32(bytes) | 1);
        }

        private string NewTrackId()
        {
            Span<byte> bytes = stackalloc byte[16];
            _config.Random.Fill(bytes);
            return new Guid(bytes).ToString();
        }

        private Mid NextMid()
        {
            while (true)
            {
                var mid = new Mid((_nextMid++).ToString(CultureInfo.InvariantCulture));
                if (!_sections.Exists(section => section.Mid == mid)) return mid;
            }
        }

        private void KeepStable()
        {
            _stableSections = _sections.ToArray();
            _stableTransceivers = _transceivers.ToArray();
            _stableExtensions = _extensions.Copy();
        }

        private void Expect(SignalingState state, string call, string remedy)
        {
            if (State != state)
                throw new InvalidOperationException($"{call} needs the state {state}, but it is {State}: {remedy}.");
        }
    }
}
