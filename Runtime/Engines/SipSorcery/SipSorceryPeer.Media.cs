#nullable enable
using System;
using System.Collections.Generic;
using System.Net.Sockets;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using SIPSorcery.Net;

namespace Earshot.Engines.SipSorcery
{
    // Packets, what is asked of those who send them, and what is counted.
    public sealed partial class SipSorceryPeer
    {
        /// <summary>What can be known: SIPSorcery measures neither round trip nor bandwidth.</summary>
        public RtcPeerStats Stats
        {
            get
            {
                Connection? connection = _connection;
                ChecklistEntry? path = connection?.GetRtpChannel().NominatedEntry;
                return new RtcPeerStats(
                    connection?.Received ?? 0, 0, TimeSpan.Zero, 0,
                    AddressOf(path?.LocalCandidate), AddressOf(path?.RemoteCandidate));
            }
        }

        /// <summary>Uses these servers if nothing has been exchanged yet: SIPSorcery takes none later.</summary>
        public void SetIceServers(IReadOnlyList<IceServerObject> servers)
        {
            lock (_gate)
            {
                if (_connection != null) return;
                var usable = new List<RTCIceServer>();
                foreach (IceServerObject server in servers)
                {
                    foreach (string url in server.Urls)
                    {
                        usable.Add(new RTCIceServer
                        {
                            urls = url,
                            username = server.Username,
                            credential = server.Credential,
                            credentialType = RTCIceCredentialType.password,
                        });
                    }
                }

                _configuration.iceServers = usable;
            }
        }

        /// <summary>Does nothing: SIPSorcery checks its path every three seconds, and cannot be asked.</summary>
        public void CheckPath()
        {
        }

        /// <inheritdoc/>
        public void SetEncodings(Mid mid, IReadOnlyList<TrackEncoding> encodings)
        {
            lock (_gate)
            {
                Section? section = _sections.Find(mid);
                if (section != null) Adopt(section, encodings);
            }
        }

        /// <inheritdoc/>
        public void SetSink(Mid mid, ITrackSink? sink)
        {
            if (sink == null) _sinks.TryRemove(mid, out _);
            else _sinks[mid] = sink;
        }

        /// <inheritdoc/>
        public void SetFeedback(Mid mid, ITrackFeedback? feedback)
        {
            if (feedback == null) _feedback.TryRemove(mid, out _);
            else _feedback[mid] = feedback;
        }

        /// <summary>Sends the next packet of a section; false when it may not send now, and for all layers of a
        /// simulcast but the first. Allocates some 3 kB.</summary>
        public bool TrySend(Mid mid, Rid rid, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            if (_state != PeerState.Connected || !_senders.TryGetValue(mid, out Section? section)) return false;
            MediaStream? stream = section.Stream;
            if (stream == null || section.IsPaused || rid != section.Rid) return false;
            try
            {
                stream.SendRtpRaw(payload.ToArray(), time.Ticks, marker ? 1 : 0, section.Codec!.PayloadType.Value);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public void RequestKeyFrame(Mid mid)
        {
            lock (_gate)
            {
                Section? section = _sections.Find(mid);
                if (section?.Stream == null || section.Source == 0) return;
                section.Stream.SendRtcpFeedback(new RTCPFeedback(
                    section.Stream.LocalTrack.Ssrc, section.Source, PSFBFeedbackTypesEnum.PLI));
            }
        }

        // Of a simulcast the first layer is sent, as if it were the only one.
        private static void Adopt(Section section, IReadOnlyList<TrackEncoding> encodings)
        {
            if (encodings.Count == 0) return;
            section.Rid = encodings[0].Rid;
            section.IsPaused = !encodings[0].IsActive;
        }

        private static TransportAddress AddressOf(RTCIceCandidate? candidate)
        {
            if (candidate?.DestinationEndPoint == null) return default;
            byte[] bytes = candidate.DestinationEndPoint.Address.GetAddressBytes();
            return new TransportAddress(bytes, (ushort)candidate.DestinationEndPoint.Port);
        }

        private void OnPacket(RTPPacket packet)
        {
            RTPHeader header = packet.Header;
            Section? section = _sources.Find(header, _sections.MidExtension);
            if (section == null || !_sinks.TryGetValue(section.Mid, out ITrackSink? sink)) return;
            SeqNo seq = section.Extend(header.SyncSource, (ushort)header.SequenceNumber);
            sink.OnRtp(_clock.Now, seq, new RtpTime(header.Timestamp), header.MarkerBit == 1, packet.GetPayloadBytes());
        }

        private void OnReport(RTCPCompoundPacket report)
        {
            RTCPFeedback? asked = report.Feedback;
            if (asked?.Header.PayloadFeedbackMessageType != PSFBFeedbackTypesEnum.PLI) return;
            foreach (KeyValuePair<Mid, Section> sender in _senders)
            {
                bool isMeant = sender.Value.Stream?.LocalTrack.Ssrc == asked.MediaSSRC;
                if (isMeant && _feedback.TryGetValue(sender.Key, out ITrackFeedback? feedback))
                    feedback.OnKeyFrameRequested(sender.Value.Rid);
            }
        }
    }
}
