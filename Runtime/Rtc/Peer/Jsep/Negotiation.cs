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
    ///              CreateOffer                     TrySetAnswer
    ///   stable -------------------> have-local-offer --------------> stable
    ///      |                               | TrySetOffer
    ///      |       TrySetOffer             v
    ///      +--------------------> have-remote-offer --CreateAnswer-> stable
    /// </code>
    /// Rollback leads back to stable from both. Everything that can be refused is refused before anything is changed.
    /// </remarks>
    internal sealed class Negotiation
    {
        private readonly PeerConfig _config;
        private readonly DescriptionWriter _writer;
        private readonly TransceiverMaker _maker;
        private readonly List<Transceiver> _transceivers = new List<Transceiver>();
        private readonly List<Section> _sections = new List<Section>();
        private readonly HashSet<Mid> _usedMids = new HashSet<Mid>();
        private Numbering _numbering = new Numbering();
        private StableState? _stable;
        private SessionDescription? _offer;
        private RemoteTransport? _remoteTransport;
        private Mid _tagged;
        private int _nextMid;
        private bool _wantsData;
        private int _dataPlace;

        public Negotiation(PeerConfig config, DescriptionWriter writer)
        {
            _config = config;
            _writer = writer;
            _maker = new TransceiverMaker(config);
        }

        public SignalingState State { get; private set; }

        public IReadOnlyList<Transceiver> Transceivers => _transceivers;

        /// <summary>The numbers of the header extensions on all sections together.</summary>
        public HeaderExtensionIds ExtensionIds => _numbering.Extensions.Ids;

        public Transceiver AddTransceiver(
            MediaKind kind,
            Direction direction,
            string trackId,
            IReadOnlyList<Codec>? codecs,
            IReadOnlyList<SendEncoding>? encodings)
        {
            if (_transceivers.Exists(other => other.TrackId == trackId && !other.IsStopped))
            {
                throw new ArgumentException(
                    $"Track '{trackId}' has a section already: stop that one, or give this track an id of its own. " +
                    "Chrome refuses an offer that names one track twice.",
                    nameof(trackId));
            }

            Transceiver transceiver = _maker.Make(kind, direction, trackId, codecs, encodings);
            _transceivers.Add(transceiver);
            return transceiver;
        }

        /// <summary>The data channels' section while both sides want it, otherwise null.</summary>
        public DataChannelSection? Data => FindData() is { IsAgreed: true } data ? data : null;

        /// <summary>True when there is no such section, nor will the next offer have one.</summary>
        public bool IsWithoutData => !_wantsData && FindData() == null;

        /// <summary>Lets the next offer have a section for data channels, behind the transceivers there are
        /// now.</summary>
        public void WantData()
        {
            if (_wantsData) return;
            _wantsData = true;
            _dataPlace = _transceivers.Count;
        }

        /// <summary>Writes an offer; <paramref name="tagged"/> is the section that speaks for its transport.</summary>
        public string CreateOffer(out Mid tagged)
        {
            Expect(SignalingState.Stable, "CreateOffer", "finish the exchange under way, or call Rollback");
            _stable = Keep();
            PlaceNewSections();
            foreach (Section section in _sections) section.PrepareOffer(_numbering);
            State = SignalingState.HaveLocalOffer;
            List<Mid> bundle = Bundle.OfOffer(_sections, _tagged);
            tagged = bundle.Count > 0 ? bundle[0] : default;
            return _writer.WriteOffer(_sections, bundle, _numbering.Extensions);
        }

        public bool TrySetAnswer(string sdp, out RemoteTransport? transport, out string error)
        {
            Expect(SignalingState.HaveLocalOffer, "TrySetAnswer", "call CreateOffer before it");
            if (!TryRead(sdp, out SessionDescription? answer, out transport, out error)) return false;
            if (!DescriptionCheck.IsAnswer(answer!, _sections, out error)) return false;
            for (int i = 0; i < _sections.Count; i++) _sections[i].TakeAnswer(answer!.Media[i], _numbering);
            Conclude(Bundle.Of(answer!));
            return true;
        }

        /// <summary>Takes an offer in any state. One that is pending is dropped for it, ours too (RFC 8829 section
        /// 4.1.10.2): who does not want to yield does not call this.</summary>
        public bool TrySetOffer(string sdp, out string error)
        {
            if (!TryRead(sdp, out SessionDescription? offer, out RemoteTransport? transport, out error)) return false;
            IReadOnlyList<Section> places = _stable?.Sections ?? (IReadOnlyList<Section>)_sections;
            if (!DescriptionCheck.IsOfferable(offer!, places, out error)) return false;
            Rollback();
            _stable = Keep();
            _offer = offer;
            _remoteTransport = transport;
            var bundle = new HashSet<Mid>(Bundle.Of(offer!));
            for (int i = 0; i < offer!.Media.Count; i++) TakeOffered(i, offer.Media[i], bundle);
            State = SignalingState.HaveRemoteOffer;
            return true;
        }

        public string CreateAnswer(Func<RemoteTransport?, DtlsRole> connect)
        {
            Expect(SignalingState.HaveRemoteOffer, "CreateAnswer", "call TrySetOffer before it");
            foreach (Section section in _sections) section.Answer(_numbering);
            SessionDescription offer = _offer!;
            List<Mid> bundle = Bundle.OfAnswer(_sections, offer);
            Conclude(bundle);
            DtlsRole role = connect(_remoteTransport);
            SetupRole setup = role == DtlsRole.Client ? SetupRole.Active : SetupRole.Passive;
            return _writer.WriteAnswer(_sections, offer, bundle, setup, _numbering.Extensions);
        }

        public void Rollback()
        {
            if (_stable == null) return;
            var kept = new HashSet<Section>(_stable.Sections);
            foreach (Section section in _sections)
            {
                if (kept.Contains(section) || !(section is MediaSection media)) continue;
                if (State == SignalingState.HaveLocalOffer) media.Transceiver.Mid = default;
                else _transceivers.Remove(media.Transceiver);
            }

            Restore(_stable);
        }

        private static bool TryRead(
            string sdp, out SessionDescription? description, out RemoteTransport? transport, out string error)
        {
            transport = null;
            return SessionDescription.TryParse(sdp, out description, out error) &&
                RemoteTransport.TryRead(description!, out transport, out error);
        }

        private void PlaceNewSections()
        {
            bool needsData = _wantsData && FindData() == null;
            for (int i = 0; i <= _transceivers.Count; i++)
            {
                if (needsData && i == Math.Min(_dataPlace, _transceivers.Count))
                    Place(new DataChannelSection(NextMid()));
                if (i == _transceivers.Count || _transceivers[i].Mid.IsGiven || _transceivers[i].IsStopped) continue;
                _transceivers[i].Mid = NextMid();
                Place(NewSection(_transceivers[i]));
            }
        }

        // Places before the tagged section stay closed: libwebrtc answers with the first living section as the tagged
        // one, and would have to build a new transport.
        private void Place(Section section)
        {
            int first = _sections.FindIndex(taken => taken.Mid == _tagged && !taken.IsRefused) + 1;
            int place = _config.RecyclesSections ? _sections.FindIndex(first, taken => taken.IsClosed) : -1;
            if (place >= 0) _sections[place] = section;
            else _sections.Add(section);
        }

        private DataChannelSection? FindData()
        {
            foreach (Section section in _sections)
                if (section is DataChannelSection { IsClosed: false } data) return data;
            return null;
        }

        private void TakeOffered(int index, MediaDescription offered, HashSet<Mid> bundle)
        {
            bool isNew = index >= _sections.Count;
            bool isTakenAgain = !isNew && _sections[index].IsClosed && !offered.IsRejected;
            if (!isNew && !isTakenAgain)
            {
                _sections[index].Remote = offered;
                return;
            }

            Section section = NewSection(offered, bundle);
            section.Remote = offered;
            if (isNew) _sections.Add(section);
            else _sections[index] = section;
        }

        // A section that we cannot serve, or that wants a transport of its own, is refused without a transceiver.
        private Section NewSection(MediaDescription offered, HashSet<Mid> bundle)
        {
            _usedMids.Add(offered.Mid);
            if (!bundle.Contains(offered.Mid)) return new Section(offered.Mid, offered.Kind);
            bool isData = !offered.IsRejected && DataChannelSection.IsOne(offered);
            if (isData && _config.AcceptsDataChannels && FindData() == null)
                return new DataChannelSection(offered.Mid);
            Transceiver? transceiver = _maker.MakeFor(offered);
            if (transceiver == null) return new Section(offered.Mid, offered.Kind);
            _transceivers.Add(transceiver);
            return NewSection(transceiver);
        }

        private Section NewSection(Transceiver transceiver) => new MediaSection(transceiver, _config.AnswersOneCodec);

        private void Conclude(IReadOnlyList<Mid> bundle)
        {
            if (bundle.Count > 0) _tagged = bundle[0];
            ForgetTransceiversWithoutPlace(_stable!);
            if (FindData() == null && _sections.Exists(section => section is DataChannelSection)) _wantsData = false;
            _stable = null;
            _offer = null;
            State = SignalingState.Stable;
        }

        // Those whose place another section has taken.
        private void ForgetTransceiversWithoutPlace(StableState before)
        {
            var gone = new HashSet<Transceiver>();
            for (int i = 0; i < before.Sections.Length; i++)
                if (before.Sections[i] != _sections[i] && before.Sections[i] is MediaSection media)
                    gone.Add(media.Transceiver);
            if (gone.Count > 0) _transceivers.RemoveAll(gone.Contains);
        }

        private Mid NextMid()
        {
            Mid mid;
            do mid = new Mid((_nextMid++).ToString(CultureInfo.InvariantCulture));
            while (!_usedMids.Add(mid));
            return mid;
        }

        private StableState Keep() => new StableState(_sections.ToArray(), _numbering.Copy());

        private void Restore(StableState stable)
        {
            _sections.Clear();
            _sections.AddRange(stable.Sections);
            _numbering = stable.Numbering;
            _stable = null;
            _offer = null;
            State = SignalingState.Stable;
        }

        private void Expect(SignalingState state, string call, string remedy)
        {
            if (State != state)
                throw new InvalidOperationException($"{call} needs the state {state}, but it is {State}: {remedy}.");
        }

        /// <summary>What a rollback goes back to.</summary>
        private sealed class StableState
        {
            public readonly Section[] Sections;
            public readonly Numbering Numbering;

            public StableState(Section[] sections, Numbering numbering)
            {
                Sections = sections;
                Numbering = numbering;
            }
        }
    }
}
