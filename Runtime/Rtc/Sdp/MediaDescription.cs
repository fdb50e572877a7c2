#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sdp
{
    /// <summary>One media section: an <c>m=</c> line and what follows it (RFC 8866 section 5.14). Its lines are kept as
    /// written; the properties read and write them. Where RFCs let a session-level line speak for the sections
    /// without one, reading falls back to it: Cloudflare writes its fingerprint only there.</summary>
    public sealed class MediaDescription
    {
        /// <summary>The protocol of audio and video sections (RFC 5764 section 8).</summary>
        public const string RtpProtocol = "UDP/TLS/RTP/SAVPF";

        /// <summary>The protocol of the data channels' section (RFC 8841 section 4).</summary>
        public const string SctpProtocol = "UDP/DTLS/SCTP";

        private readonly SessionDescription _session;

        /// <summary>What the section carries.</summary>
        public MediaKind Kind { get; }

        /// <summary>The first word of the <c>m=</c> line as written.</summary>
        public string Media { get; }

        /// <summary>9 as long as ICE has not chosen (RFC 8839 section 4.2.1), 0 for a stopped or refused
        /// section.</summary>
        public int Port { get; set; }

        /// <summary>The transport as written, such as <see cref="RtpProtocol"/>.</summary>
        public string Protocol { get; }

        /// <summary>True for RTP over DTLS-SRTP, by any of its names: stacks write them without care (RFC 8829 section
        /// 5.1.2).</summary>
        public bool IsSecureRtp =>
            Protocol.EndsWith("RTP/SAVPF", StringComparison.Ordinal) ||
            Protocol.EndsWith("RTP/SAVP", StringComparison.Ordinal);

        /// <summary>The formats as written: payload types, or "webrtc-datachannel".</summary>
        public IList<string> Formats { get; }

        /// <summary>The lines between <c>m=</c> and the attributes, such as "c=IN IP4 0.0.0.0" and "b=AS:64".</summary>
        public IList<string> OtherLines { get; } = new List<string>();

        /// <summary>The <c>a=</c> lines, in their order.</summary>
        public AttributeList Attributes { get; } = new AttributeList();

        internal MediaDescription(
            SessionDescription session, string media, int port, string protocol, IList<string> formats)
        {
            _session = session;
            Kind = KindOf(media);
            Media = media;
            Port = port;
            Protocol = protocol;
            Formats = formats;
        }

        /// <summary>The connection line's value, of the section or of the session; null when there is none.</summary>
        public string? Connection => SessionDescription.ConnectionOf(OtherLines) ?? _session.Connection;

        /// <summary>True when either side has stopped or refused the section. Port 0 with <c>a=bundle-only</c> is an
        /// offer like any other (RFC 8843 section 6).</summary>
        public bool IsRejected => Port == 0 && !BundleOnly;

        /// <summary>The section's tag; <c>default</c> when there is none.</summary>
        public Mid Mid
        {
            get => Attributes.Find("mid") is { Length: > 0 } mid ? new Mid(mid) : default;
            set => Attributes.Set("mid", value.IsGiven ? value.Value : null);
        }

        /// <summary>Who sends; SendRecv when neither section nor session says.</summary>
        public Direction Direction
        {
            get => Attributes.Direction ?? _session.Attributes.Direction ?? Direction.SendRecv;
            set => Attributes.Direction = value;
        }

        /// <summary>Who begins the DTLS handshake; null when neither section nor session says.</summary>
        public SetupRole? Setup
        {
            get => Attributes.Setup ?? _session.Attributes.Setup;
            set => Attributes.Setup = value;
        }

        /// <summary>The hash of the writer's certificate; null when neither section nor session says.</summary>
        public Fingerprint? Fingerprint
        {
            get => Attributes.Fingerprint ?? _session.Attributes.Fingerprint;
            set => Attributes.Fingerprint = value;
        }

        /// <summary>The ICE username fragment; null when neither section nor session says.</summary>
        public string? IceUfrag
        {
            get => Attributes.IceUfrag ?? _session.Attributes.IceUfrag;
            set => Attributes.IceUfrag = value;
        }

        /// <summary>The ICE password; null when neither section nor session says.</summary>
        public string? IcePassword
        {
            get => Attributes.IcePassword ?? _session.Attributes.IcePassword;
            set => Attributes.IcePassword = value;
        }

        /// <summary><c>a=bundle-only</c> (RFC 8843 section 6).</summary>
        public bool BundleOnly
        {
            get => Attributes.Has("bundle-only");
            set => Attributes.SetFlag("bundle-only", value);
        }

        /// <summary><c>a=rtcp-mux</c> (RFC 5761).</summary>
        public bool RtcpMux
        {
            get => Attributes.Has("rtcp-mux");
            set => Attributes.SetFlag("rtcp-mux", value);
        }

        /// <summary><c>a=rtcp-rsize</c> (RFC 5506).</summary>
        public bool RtcpReducedSize
        {
            get => Attributes.Has("rtcp-rsize");
            set => Attributes.SetFlag("rtcp-rsize", value);
        }

        /// <summary>True when one- and two-byte header extensions may be mixed in a stream (RFC 8285 section
        /// 6).</summary>
        public bool ExtensionsMayMix
        {
            get => Attributes.Has("extmap-allow-mixed") || _session.Attributes.Has("extmap-allow-mixed");
            set => Attributes.SetFlag("extmap-allow-mixed", value);
        }

        /// <summary>What follows "candidate:" in each such line. Under BUNDLE, Cloudflare writes them only into
        /// <see cref="SessionDescription.BundleTagged"/>.</summary>
        public IReadOnlyList<string> Candidates => Attributes.FindAll("candidate");

        /// <summary>The codecs of <see cref="Formats"/>, in their order: rtpmap, fmtp and rtcp-fb lines
        /// joined.</summary>
        public IReadOnlyList<Codec> Codecs => CodecLines.Read(Formats, Attributes);

        /// <summary>The RTP header extensions, in their order.</summary>
        public IReadOnlyList<HeaderExtension> Extensions
        {
            get
            {
                AttributeList level = Attributes.Has("extmap") ? Attributes : _session.Attributes;
                var extensions = new List<HeaderExtension>();
                foreach (string value in level.FindAll("extmap"))
                    if (HeaderExtension.TryParse(value, out HeaderExtension extension))
                        extensions.Add(extension);
                return extensions;
            }
        }

        /// <summary>The stream and track of what the section sends; null when no line says.</summary>
        public Msid? Msid
        {
            get => Attributes.Find("msid") is { } value ? Sdp.Msid.Parse(value) : (Msid?)null;
            set => Attributes.Set("msid", value?.ToString());
        }

        /// <summary>The sources the section announces, in their order.</summary>
        public IReadOnlyList<MediaSource> Ssrcs => MediaSource.ReadAll(Attributes);

        /// <summary>Which of them belong together.</summary>
        public IReadOnlyList<SsrcGroup> SsrcGroups
        {
            get
            {
                var groups = new List<SsrcGroup>();
                foreach (string value in Attributes.FindAll("ssrc-group"))
                    if (SsrcGroup.TryParse(value, out SsrcGroup? group))
                        groups.Add(group!);
                return groups;
            }
        }

        /// <summary>What follows "rid:" in each such line, such as "a send" (RFC 8851).</summary>
        public IReadOnlyList<string> Rids => Attributes.FindAll("rid");

        /// <summary>Which of them go each way; null when no line says, or one that RFC 8853 does not allow.</summary>
        public Simulcast? Simulcast
        {
            get => Sdp.Simulcast.TryParse(Attributes.Find("simulcast") ?? "", out Simulcast? layers) ? layers : null;
            set => Attributes.Set("simulcast", value?.ToString());
        }

        /// <summary>The SCTP port (RFC 8841 section 5); null when there is none.</summary>
        public int? SctpPort
        {
            get => ReadNumber("sctp-port") is long port && port <= 65535 ? (int)port : (int?)null;
            set => Attributes.Set("sctp-port", value?.ToString(CultureInfo.InvariantCulture));
        }

        /// <summary>The longest message the writer takes, in bytes, 0 for any length; null when no line says, which
        /// means 65,536 (RFC 8841 section 6).</summary>
        public long? MaxMessageSize
        {
            get => ReadNumber("max-message-size");
            set => Attributes.Set("max-message-size", value?.ToString(CultureInfo.InvariantCulture));
        }

        /// <summary>Appends a codec: its payload type to the formats, its lines to the attributes.</summary>
        public void AddCodec(Codec codec)
        {
            Formats.Add(codec.PayloadType.ToString());
            CodecLines.Write(codec, Attributes);
        }

        /// <summary>Appends an <c>a=extmap</c> line.</summary>
        public void AddExtension(HeaderExtension extension) => Attributes.Add("extmap", extension.ToString());

        /// <summary>Appends an <c>a=ssrc</c> line with the source's cname.</summary>
        public void AddSsrc(Ssrc ssrc, string cname) => Attributes.Add("ssrc", $"{ssrc} cname:{cname}");

        /// <summary>Appends an <c>a=ssrc-group</c> line.</summary>
        public void AddSsrcGroup(SsrcGroup group) => Attributes.Add("ssrc-group", group.ToString());

        /// <summary>Appends an <c>a=rid</c> line; <paramref name="direction"/> is "send" or "recv".</summary>
        public void AddRid(Rid rid, string direction) => Attributes.Add("rid", $"{rid} {direction}");

        /// <summary>Appends an <c>a=candidate</c> line.</summary>
        public void AddCandidate(string candidate) => Attributes.Add("candidate", candidate);

        internal void WriteTo(StringBuilder text)
        {
            text.Append("m=").Append(Media).Append(' ').Append(Port).Append(' ').Append(Protocol);
            foreach (string format in Formats) text.Append(' ').Append(format);
            text.Append(SessionDescription.LineBreak);
            SessionDescription.WriteLines(text, OtherLines, Attributes);
        }

        internal static string WordOf(MediaKind kind) => kind switch
        {
            MediaKind.Audio => "audio",
            MediaKind.Video => "video",
            MediaKind.Application => "application",
            _ => throw new ArgumentException("An unknown kind has no word of its own; pass the word.", nameof(kind)),
        };

        private static MediaKind KindOf(string media) => media switch
        {
            "audio" => MediaKind.Audio,
            "video" => MediaKind.Video,
            "application" => MediaKind.Application,
            _ => MediaKind.Unknown,
        };

        private long? ReadNumber(string name)
        {
            string? value = Attributes.Find(name);
            bool isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
            return isNumber ? number : (long?)null;
        }
    }
}
