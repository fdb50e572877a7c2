#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using SIPSorcery.Net;

namespace Earshot.Engines.SipSorcery
{
    /// <summary>SIPSorcery (https://github.com/sipsorcery-org/sipsorcery) behind the port. Its ICE, DTLS, SRTP, RTCP
    /// and SCTP are used; sections, their exchanges and the way from a packet to its section are this room's own, for
    /// the reasons in the manual's page on engines. It allocates for each packet, sent or received.</summary>
    public sealed partial class SipSorceryPeer : IRtcPeer
    {
        private readonly ConcurrentDictionary<Mid, ITrackSink> _sinks = new ConcurrentDictionary<Mid, ITrackSink>();
        private readonly ConcurrentDictionary<Mid, ITrackFeedback> _feedback =
            new ConcurrentDictionary<Mid, ITrackFeedback>();

        private readonly ConcurrentDictionary<Mid, Section> _senders = new ConcurrentDictionary<Mid, Section>();
        private readonly MonotonicClock _clock = new MonotonicClock();
        private readonly Sections _sections = new Sections();
        private readonly SourceMap _sources = new SourceMap();
        private readonly object _gate = new object();
        private readonly object _becoming = new object();
        private readonly RTCConfiguration _configuration;
        private volatile Connection? _connection;
        private Channels? _channels;
        private volatile PeerState _state = PeerState.New;
        private volatile string _closeDetail = "";

        /// <param name="configuration">May hold, to have one for several engines, the certificate. The socket opens
        /// with the first section, since SIPSorcery takes servers only then.</param>
        public SipSorceryPeer(RTCConfiguration configuration) => _configuration = configuration;

        /// <inheritdoc/>
        public event Action? StateChanged;

        /// <summary>Never raised: SIPSorcery does not tell.</summary>
        public event Action? NetworkChanged
        {
            add { }
            remove { }
        }

        /// <inheritdoc/>
        public PeerState State => _state;

        /// <inheritdoc/>
        public string CloseDetail => _closeDetail;

        /// <summary>An engine with SIPSorcery's own defaults and a certificate of its own.</summary>
        public static Task<IRtcPeer> CreateAsync() =>
            Task.FromResult<IRtcPeer>(new SipSorceryPeer(new RTCConfiguration()));

        /// <inheritdoc/>
        public void AddTrack(MediaKind kind, TrackName name, IReadOnlyList<TrackEncoding> encodings)
        {
            lock (_gate)
            {
                var section = new Section(kind, name) { Stream = Open().AddStream(sends: true) };
                Adopt(section, encodings);
                _sections.Add(section);
            }
        }

        /// <inheritdoc/>
        public string CreateOffer()
        {
            lock (_gate)
            {
                Connection connection = Open();
                _sections.BeginOffer();
                return DescriptionWriter.WriteOffer(connection, _sections);
            }
        }

        /// <inheritdoc/>
        public bool TryFindSender(TrackName name, out Mid mid)
        {
            lock (_gate) mid = _sections.FindSender(name)?.Mid ?? default;
            return mid.IsGiven;
        }

        /// <inheritdoc/>
        public bool TrySetAnswer(string answer, out string error)
        {
            lock (_gate)
            {
                if (!SessionDescription.TryParse(answer, out SessionDescription? description, out error)) return false;
                if (!_sections.IsAnswer(description!, out error)) return false;
                if (!Open().TryConnect(description!, isAnswer: true, out error)) return false;
                _sections.TakeAnswer(description!);
                foreach (Section section in _sections.All)
                {
                    if (section.IsStopped) End(section);
                    else if (section.Sends) _senders[section.Mid] = section;
                }
            }

            Become(PeerState.Connecting, "");
            return true;
        }

        /// <inheritdoc/>
        public bool TryAnswer(string offer, out string answer, out string error)
        {
            answer = "";
            lock (_gate)
            {
                if (!SessionDescription.TryParse(offer, out SessionDescription? description, out error)) return false;
                if (!_sections.IsOffer(description!, out error)) return false;
                Connection connection = Open();
                if (!connection.TryConnect(description!, isAnswer: false, out error)) return false;
                var ended = new List<Section>();
                _sections.TakeOffer(description!, ended);
                foreach (Section section in ended) End(section);
                foreach (Section section in _sections.All) Receive(connection, section, description!);
                answer = DescriptionWriter.WriteAnswer(connection, _sections);
            }

            Become(PeerState.Connecting, "");
            return true;
        }

        /// <inheritdoc/>
        public void Rollback()
        {
            lock (_gate) _sections.Rollback();
        }

        /// <inheritdoc/>
        public void Stop(Mid mid)
        {
            lock (_gate)
            {
                Section? section = _sections.Find(mid);
                if (section == null) return;
                section.IsStopped = true;
                End(section);
            }
        }

        /// <inheritdoc/>
        public IRtcDataChannel CreateDataChannel(string label, DataChannelInit init, IDataChannelSink sink)
        {
            lock (_gate)
            {
                Open();
                _sections.WantData();
                return _channels!.Create(label, init, sink);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Become(PeerState.Closed, "it was closed here");
            lock (_gate)
            {
                _channels?.Close();
                _connection?.close();
            }
        }

        private Connection Open()
        {
            if (_connection != null) return _connection;
            if (_state == PeerState.Closed)
                throw new ObjectDisposedException(nameof(SipSorceryPeer), "The engine is closed: make another.");
            var connection = new Connection(_configuration);
            connection.PacketReceived += OnPacket;
            connection.ReportReceived += OnReport;
            connection.onconnectionstatechange += FollowState;
            _channels = new Channels(connection);
            return _connection = connection;
        }

        private void End(Section section)
        {
            _senders.TryRemove(section.Mid, out _);
            _sources.Remove(section);
            if (section.Stream != null) _connection!.EndStream(section.Stream);
            section.Stream = null;
        }

        private void Receive(Connection connection, Section section, SessionDescription offer)
        {
            if (section.IsStopped || !section.Receives) return;
            section.Stream ??= connection.AddStream(sends: false);
            _sources.Add(section);
            foreach (MediaSource source in offer.Find(section.Mid)!.Ssrcs) _sources.Learn(source.Ssrc.Value, section);
        }

        private void FollowState(RTCPeerConnectionState state)
        {
            switch (state)
            {
                case RTCPeerConnectionState.connected:
                    Task.Run(() => Become(PeerState.Connected, ""));
                    break;
                case RTCPeerConnectionState.failed:
                    Task.Run(() => _connection!.Close("failed"));
                    break;
                case RTCPeerConnectionState.closed:
                    Task.Run(() => Become(PeerState.Closed, "the other side is gone, or was never reached"));
                    break;
            }
        }

        // States only go forward, so a follower that was overtaken changes nothing.
        private void Become(PeerState state, string closeDetail)
        {
            lock (_becoming)
            {
                if (state <= _state) return;
                _closeDetail = closeDetail;
                _state = state;
            }

            StateChanged?.Invoke();
        }
    }
}
