#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using SIPSorcery.Net;

namespace Earshot.Engines.SipSorcery
{
    /// <summary>SIPSorcery (https://github.com/sipsorcery-org/sipsorcery) behind the port. Its ICE, DTLS, SRTP, RTCP
    /// and SCTP are used; sections, their exchanges and the way from a packet to its section are this room's own, for
    /// the reasons in the manual's page on engines. It allocates for each packet, sent or received.</summary>
    public sealed class SipSorceryPeer : IRtcPeer
    {
        private readonly ConcurrentDictionary<Mid, ITrackSink> _sinks = new ConcurrentDictionary<Mid, ITrackSink>();
        private readonly ConcurrentDictionary<Mid, Section> _senders = new ConcurrentDictionary<Mid, Section>();
        private readonly MonotonicClock _clock = new MonotonicClock();
        private readonly Sections _sections = new Sections();
        private readonly SourceMap _sources = new SourceMap();
        private readonly object _gate = new object();
        private readonly object _becoming = new object();
        private readonly Connection _connection;
        private readonly DescriptionWriter _writer;
        private volatile PeerState _state = PeerState.New;
        private volatile string _closeDetail = "";

        /// <summary>Opens the socket; <paramref name="configuration"/> holds servers and, to have one for several
        /// engines, the certificate.</summary>
        public SipSorceryPeer(RTCConfiguration configuration)
        {
            _connection = new Connection(configuration);
            _writer = new DescriptionWriter(_connection, _sections);
            _connection.PacketReceived += OnPacket;
            _connection.onconnectionstatechange += FollowState;
        }

        /// <inheritdoc/>
        public event Action? StateChanged;

        /// <inheritdoc/>
        public PeerState State => _state;

        /// <inheritdoc/>
        public string CloseDetail => _closeDetail;

        /// <summary>An engine with SIPSorcery's own defaults and a certificate of its own.</summary>
        public static Task<IRtcPeer> CreateAsync() =>
            Task.Run<IRtcPeer>(() => new SipSorceryPeer(new RTCConfiguration()));

        /// <inheritdoc/>
        public void AddTrack(MediaKind kind, TrackName name)
        {
            lock (_gate)
            {
                var section = new Section(kind, name) { Stream = _connection.AddStream(sends: true) };
                _sections.Add(section);
            }
        }

        /// <inheritdoc/>
        public string CreateOffer()
        {
            lock (_gate)
            {
                _sections.BeginOffer();
                return _writer.WriteOffer();
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
                if (!_connection.TryConnect(description!, isAnswer: true, out error)) return false;
                _sections.TakeAnswer(description!);
                foreach (Section section in _sections.All) Apply(section);
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
                if (!_connection.TryConnect(description!, isAnswer: false, out error)) return false;
                var ended = new List<Section>();
                _sections.TakeOffer(description!, ended);
                foreach (Section section in ended) End(section);
                foreach (Section section in _sections.All) Receive(section, description!);
                answer = _writer.WriteAnswer();
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
        public void SetSink(Mid mid, ITrackSink? sink)
        {
            if (sink == null) _sinks.TryRemove(mid, out _);
            else _sinks[mid] = sink;
        }

        /// <inheritdoc/>
        public bool TrySend(Mid mid, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            if (_state != PeerState.Connected || !_senders.TryGetValue(mid, out Section? section)) return false;
            try
            {
                section.Stream!.SendRtpRaw(
                    payload.ToArray(), time.Ticks, marker ? 1 : 0, section.Codec!.PayloadType.Value);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Become(PeerState.Closed, "it was closed here");
            _connection.close();
        }

        private void Apply(Section section)
        {
            if (section.IsStopped) End(section);
            else if (section.Sends) _senders[section.Mid] = section;
        }

        private void End(Section section)
        {
            _senders.TryRemove(section.Mid, out _);
            _sources.Remove(section);
            if (section.Stream != null) _connection.EndStream(section.Stream);
            section.Stream = null;
        }

        private void Receive(Section section, SessionDescription offer)
        {
            if (section.IsStopped || !section.Receives) return;
            section.Stream ??= _connection.AddStream(sends: false);
            _sources.Add(section);
            foreach (MediaSource source in offer.Find(section.Mid)!.Ssrcs) _sources.Learn(source.Ssrc.Value, section);
        }

        private void OnPacket(RTPPacket packet)
        {
            RTPHeader header = packet.Header;
            Section? section = _sources.Find(header, _sections.MidExtension);
            if (section == null || !_sinks.TryGetValue(section.Mid, out ITrackSink? sink)) return;
            SeqNo seq = section.Extend(header.SyncSource, (ushort)header.SequenceNumber);
            sink.OnRtp(_clock.Now, seq, new RtpTime(header.Timestamp), header.MarkerBit == 1, packet.GetPayloadBytes());
        }

        private void FollowState(RTCPeerConnectionState state)
        {
            switch (state)
            {
                case RTCPeerConnectionState.connected:
                    Task.Run(() => Become(PeerState.Connected, ""));
                    break;
                case RTCPeerConnectionState.failed:
                    Task.Run(() => _connection.Close("failed"));
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
