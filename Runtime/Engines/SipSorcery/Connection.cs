#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using SIPSorcery.Net;

namespace Earshot.Engines.SipSorcery
{
    /// <summary>SIPSorcery's peer connection, used for all but its descriptions: those match sections by their
    /// position, and one that is stopped breaks each later exchange. So it is told of a single section, once, which
    /// stands for the transport; which streams there are is decided here.</summary>
    internal sealed class Connection : RTCPeerConnection
    {
        // Streams are looked up for each packet, unlocked, while others may be added: so there are enough from the
        // start for what one request to the SFU can pull. Beyond that a packet may be lost at the moment one is added.
        private const int ReadyStreams = 64;

        /// <summary>The longest message SIPSorcery takes, in bytes.</summary>
        public const int MaxMessageSize = 262_144;

        private const byte ReceiverReport = 201;
        private const byte Feedback = 205;
        private const byte PayloadFeedback = 206;
        private const int MaxReporters = 64;

        private readonly HashSet<string> _candidates = new HashSet<string>();
        private MediaDescription? _local;
        private long _received;

        public Connection(RTCConfiguration configuration) : base(configuration)
        {
            for (int i = 1; i <= ReadyStreams; i++) GetOrCreateAudioStream(i);
            addTrack(NewTrack(MediaStreamStatusEnum.SendRecv)); // takes the first stream, the transport's own
            PrimaryStream.NegotiatedRtpEventPayloadID = 0;
            PrimaryStream.OnRtpPacketReceivedByIndex += OnPacket;
            PrimaryStream.OnReceiveReportByIndex += OnReport;
            GetRtpChannel().OnRTPDataReceived += OnDatagram;
            GetRtpChannel().OnStunMessageReceived += (message, remote, relayed) => Interlocked.Increment(ref _received);
        }

        /// <summary>A packet of a section, or of nobody known yet.</summary>
        public event Action<RTPPacket>? PacketReceived;

        /// <summary>RTCP of the other side's.</summary>
        public event Action<RTCPCompoundPacket>? ReportReceived;

        /// <summary>Our end of the transport: ICE's credentials and candidates, and the certificate. Waits until the
        /// candidates of this host are known.</summary>
        public MediaDescription Local
        {
            get
            {
                if (_local != null) return _local;
                if (!SessionDescription.TryParse(createOffer().sdp, out SessionDescription? offer, out string error))
                    throw new InvalidOperationException($"SIPSorcery wrote an offer that does not parse: {error}");
                return _local = offer!.Media[0];
            }
        }

        /// <summary>What we are in the DTLS handshake.</summary>
        public SetupRole Setup => IceRole == IceRolesEnum.active ? SetupRole.Active : SetupRole.Passive;

        public bool IsBegun { get; private set; }

        /// <summary>True when there is a DTLS connection for an SCTP association.</summary>
        public bool IsSctpStarted => sctp.transport != null;

        /// <summary>Datagrams received.</summary>
        public long Received => Interlocked.Read(ref _received);

        /// <summary>Begins to connect to the other side's end of the transport, or takes what candidates it has
        /// gained; false, with a sentence, when it wants what SIPSorcery cannot do.</summary>
        public bool TryConnect(SessionDescription remote, bool isAnswer, out string error)
        {
            error = "";
            MediaDescription? tagged = remote.BundleTagged;
            if (tagged == null) return true; // nothing is left but stopped sections
            bool isWhole = tagged.IceUfrag != null && tagged.IcePassword != null && tagged.Fingerprint != null;
            if (!isWhole) return IsBegun || Refuse("The description has no ICE credentials or fingerprint.", out error);
            if (IsBegun) return TryAddCandidates(tagged, out error);

            string description = Describe(remote, tagged);
            _ = Local;
            if (isAnswer) setLocalDescription(createOffer());
            SetDescriptionResultEnum result = setRemoteDescription(new RTCSessionDescriptionInit
            {
                type = isAnswer ? RTCSdpType.answer : RTCSdpType.offer,
                sdp = description,
            });
            if (result != SetDescriptionResultEnum.OK)
                return Refuse($"SIPSorcery refused the description: {result}.", out error);
            if (!isAnswer) setLocalDescription(createAnswer());
            PrimaryStream.RemoteTrack = null; // else the first source heard would become its own
            foreach (string candidate in tagged.Candidates) _candidates.Add(candidate);
            IsBegun = true;
            return true;
        }

        /// <summary>A stream for one section.</summary>
        public MediaStream AddStream(bool sends)
        {
            MediaStreamTrack track = NewTrack(sends ? MediaStreamStatusEnum.SendOnly : MediaStreamStatusEnum.RecvOnly);
            addTrack(track);
            MediaStream stream = AudioStreamList.Find(candidate => candidate.LocalTrack == track)!;
            stream.NegotiatedRtpEventPayloadID = 0;
            stream.OnReceiveReportByIndex += OnReport;
            if (sends) return stream;
            stream.RemoteTrack = new MediaStreamTrack(
                SDPMediaTypesEnum.audio, true, AllPayloadTypes(), MediaStreamStatusEnum.SendOnly);
            stream.OnRtpPacketReceivedByIndex += OnPacket;
            if (connectionState == RTCPeerConnectionState.connected) stream.RtcpSession.Start();
            return stream;
        }

        /// <summary>Gives a source's packets and reports to a stream.</summary>
        public static void AddSource(MediaStream stream, uint source)
        {
            MediaStreamTrack? track = stream.RemoteTrack;
            if (track != null) track.SdpSsrc = With(track.SdpSsrc, source);
        }

        /// <summary>Ends a stream with a goodbye. SIPSorcery keeps its place.</summary>
        public void EndStream(MediaStream stream)
        {
            stream.OnRtpPacketReceivedByIndex -= OnPacket;
            stream.OnReceiveReportByIndex -= OnReport;
            stream.RemoteTrack = null;
            stream.RtcpSession?.Close(null);
        }

        private void OnPacket(int index, IPEndPoint remote, SDPMediaTypesEnum media, RTPPacket packet) =>
            PacketReceived?.Invoke(packet);

        private void OnReport(int index, IPEndPoint remote, SDPMediaTypesEnum media, RTCPCompoundPacket report) =>
            ReportReceived?.Invoke(report);

        // SIPSorcery drops what one who sends no media asks for, since it knows no such source; and an SFU asks for key
        // frames like that. The source stands in the clear: the transport's own stream takes it for one of its own.
        private void OnDatagram(int port, IPEndPoint remote, byte[] datagram)
        {
            Interlocked.Increment(ref _received);
            bool isReport = datagram.Length >= 8 && datagram[0] >> 6 == 2 &&
                (datagram[1] == ReceiverReport || datagram[1] == Feedback || datagram[1] == PayloadFeedback);
            if (!isReport) return;
            uint source = BinaryPrimitives.ReadUInt32BigEndian(datagram.AsSpan(4));
            MediaStreamTrack own = PrimaryStream.LocalTrack;
            if (own.SdpSsrc.Count >= MaxReporters || own.IsSsrcMatch(source)) return;
            foreach (AudioStream stream in AudioStreamList)
                if (stream.RemoteTrack?.IsSsrcMatch(source) == true) return;
            own.SdpSsrc = With(own.SdpSsrc, source);
        }

        // A new table, since the socket's thread reads the old one.
        private static Dictionary<uint, SDPSsrcAttribute> With(Dictionary<uint, SDPSsrcAttribute> known, uint source) =>
            new Dictionary<uint, SDPSsrcAttribute>(known) { [source] = new SDPSsrcAttribute(source, "", null) };

        private bool TryAddCandidates(MediaDescription tagged, out string error)
        {
            error = "";
            bool isSame = tagged.IceUfrag == RemoteDescription.Media[0].IceUfrag;
            if (!isSame) return Refuse("SIPSorcery cannot restart ICE; make a new connection.", out error);
            foreach (string candidate in tagged.Candidates)
            {
                if (_candidates.Add(candidate))
                    addIceCandidate(new RTCIceCandidateInit { candidate = "candidate:" + candidate });
            }

            return true;
        }

        private static bool Refuse(string sentence, out string error)
        {
            error = sentence;
            return false;
        }

        private static MediaStreamTrack NewTrack(MediaStreamStatusEnum status) =>
            new MediaStreamTrack(SDPMediaTypesEnum.audio, false, AllPayloadTypes(), status) { NoDtmfSupport = true };

        // SIPSorcery drops what it has no format for. What a number means is known here, not there.
        private static List<SDPAudioVideoMediaFormat> AllPayloadTypes()
        {
            var formats = new List<SDPAudioVideoMediaFormat>();
            for (int id = 96; id < 128; id++)
                formats.Add(new SDPAudioVideoMediaFormat(SDPMediaTypesEnum.audio, id, "opus", 48_000, 2));
            return formats;
        }

        private static string Describe(SessionDescription remote, MediaDescription tagged)
        {
            var description = new SessionDescription(new Origin(remote.Origin.SessionId, 1));
            description.IceLite = remote.IceLite;
            MediaDescription section = description.AddMedia(MediaKind.Audio, 9, MediaDescription.RtpProtocol);
            foreach (SDPAudioVideoMediaFormat format in AllPayloadTypes())
                section.AddCodec(new Codec(new PayloadType((byte)format.ID), "opus", 48_000, 2));
            section.Attributes.Set("mid", "0");
            section.Direction = Direction.SendRecv;
            section.RtcpMux = true;
            section.IceUfrag = tagged.IceUfrag;
            section.IcePassword = tagged.IcePassword;
            section.Fingerprint = tagged.Fingerprint;
            section.Setup = tagged.Setup ?? SetupRole.ActPass;
            foreach (string candidate in tagged.Candidates) section.AddCandidate(candidate);
            return description.ToString();
        }
    }
}
