#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sdp
{
    /// <summary>An SDP description (https://www.rfc-editor.org/rfc/rfc8866#section-5) as WebRTC uses it (RFC 8829).
    /// Whatever it read it writes again byte for byte, lines it does not understand included.</summary>
    /// <remarks>
    /// <code>
    ///   v=0                                         session
    ///   o=- 4611731400430051336 2 IN IP4 0.0.0.0      Origin
    ///   s=-                                           Name
    ///   t=0 0                                         OtherLines
    ///   a=fingerprint:… a=ice-lite a=group:BUNDLE 0   Attributes
    ///   m=audio 9 UDP/TLS/RTP/SAVPF 111             one MediaDescription
    ///   c=IN IP4 0.0.0.0                              OtherLines
    ///   a=mid:0 a=sendonly a=rtpmap:111 …             Attributes
    ///   m=…                                         the next
    /// </code>
    /// </remarks>
    public sealed class SessionDescription
    {
        internal const string LineBreak = "\r\n";

        private readonly List<MediaDescription> _media = new List<MediaDescription>();

        /// <summary>Who wrote it, and which revision it is.</summary>
        public Origin Origin { get; }

        /// <summary>The <c>s=</c> line's value: "-" in WebRTC.</summary>
        public string Name { get; }

        /// <summary>The lines between <c>s=</c> and the attributes, such as "t=0 0".</summary>
        public IList<string> OtherLines { get; } = new List<string>();

        /// <summary>The session-level <c>a=</c> lines, in their order.</summary>
        public AttributeList Attributes { get; } = new AttributeList();

        /// <summary>The media sections, in their order, stopped ones included.</summary>
        public IReadOnlyList<MediaDescription> Media => _media;

        /// <summary>A description without attributes and sections yet.</summary>
        public SessionDescription(Origin origin)
            : this(origin, "-") => OtherLines.Add("t=0 0");

        internal SessionDescription(Origin origin, string name)
        {
            Origin = origin;
            Name = name;
        }

        /// <summary>Reads a description. False, with the first problem in one sentence, when it is not one. Lines that
        /// end with LF alone and a last line without end are let pass; see <see cref="IsTerminated"/>.</summary>
        public static bool TryParse(string sdp, out SessionDescription? description, out string error) =>
            SdpParser.TryParse(sdp, out description, out error);

        /// <summary>False, with a sentence, when the last line has no end. Cloudflare refuses such a description
        /// ("missing termination at the end"), while <see cref="TryParse"/> takes it.</summary>
        public static bool IsTerminated(string sdp, out string error)
        {
            bool isTerminated = sdp.EndsWith("\n", StringComparison.Ordinal);
            error = isTerminated ? "" : "SDP: missing termination at the end; end every line with CRLF, the last too.";
            return isTerminated;
        }

        /// <summary>The session's fingerprint, for sections without one; null when there is none.</summary>
        public Fingerprint? Fingerprint
        {
            get => Attributes.Fingerprint;
            set => Attributes.Fingerprint = value;
        }

        /// <summary>True when the writer is an ICE-lite agent (RFC 8839 section 5.3).</summary>
        public bool IceLite
        {
            get => Attributes.Has("ice-lite");
            set => Attributes.SetFlag("ice-lite", value);
        }

        /// <summary>The mids of the BUNDLE group (RFC 8843), in its order; empty when there is no group.</summary>
        public IReadOnlyList<Mid> BundleGroup
        {
            get
            {
                var mids = new List<Mid>();
                string[] words = FindBundle().Split(' ', StringSplitOptions.RemoveEmptyEntries);
                for (int i = 1; i < words.Length; i++) mids.Add(new Mid(words[i]));
                return mids;
            }
            set => Attributes.Set("group", "BUNDLE" + (value.Count == 0 ? "" : " ") + string.Join(" ", value));
        }

        /// <summary>The section whose transport all bundled sections share: the first of the group (RFC 8843 section
        /// 7.1), or without a group of the description, that is not rejected. Null when there is none.</summary>
        public MediaDescription? BundleTagged
        {
            get
            {
                IReadOnlyList<Mid> group = BundleGroup;
                if (group.Count == 0) return _media.Find(section => !section.IsRejected);
                var living = new Dictionary<Mid, MediaDescription>();
                foreach (MediaDescription section in _media)
                    if (!section.IsRejected) living[section.Mid] = section;
                foreach (Mid mid in group)
                    if (living.TryGetValue(mid, out MediaDescription? tagged)) return tagged;
                return null;
            }
        }

        /// <summary>The session-level connection line's value; null when there is none.</summary>
        public string? Connection => ConnectionOf(OtherLines);

        /// <summary>The section with that mid, or null.</summary>
        public MediaDescription? Find(Mid mid) => _media.Find(section => section.Mid == mid);

        /// <summary>Appends a section with the connection line that WebRTC gives it and nothing else.</summary>
        public MediaDescription AddMedia(MediaKind kind, int port, string protocol) =>
            AddMedia(MediaDescription.WordOf(kind), port, protocol);

        /// <summary>Appends a section whose kind may be unknown here, as an answer needs that refuses it.</summary>
        public MediaDescription AddMedia(string media, int port, string protocol)
        {
            var section = new MediaDescription(this, media, port, protocol, new List<string>());
            section.OtherLines.Add("c=IN IP4 0.0.0.0");
            Append(section);
            return section;
        }

        /// <summary>The whole text, every line ended by CRLF.</summary>
        public override string ToString()
        {
            var text = new StringBuilder(1024);
            text.Append("v=0").Append(LineBreak);
            text.Append("o=").Append(Origin.ToString()).Append(LineBreak);
            text.Append("s=").Append(Name).Append(LineBreak);
            WriteLines(text, OtherLines, Attributes);
            foreach (MediaDescription section in _media) section.WriteTo(text);
            return text.ToString();
        }

        internal void Append(MediaDescription section) => _media.Add(section);

        internal static void WriteLines(StringBuilder text, IList<string> others, AttributeList attributes)
        {
            foreach (string line in others) text.Append(line).Append(LineBreak);
            foreach (SdpAttribute attribute in attributes)
                text.Append("a=").Append(attribute.ToString()).Append(LineBreak);
        }

        internal static string? ConnectionOf(IList<string> lines)
        {
            foreach (string line in lines)
                if (line.StartsWith("c=", StringComparison.Ordinal))
                    return line.Substring(2);
            return null;
        }

        private string FindBundle()
        {
            foreach (string group in Attributes.FindAll("group"))
                if (group == "BUNDLE" || group.StartsWith("BUNDLE ", StringComparison.Ordinal))
                    return group;
            return "";
        }
    }
}
