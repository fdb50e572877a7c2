#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Writes our offers and answers. The form is Cloudflare's where we are lite (fingerprint at session
    /// level, candidates only in the first bundled section) and Chrome's where we are not.</summary>
    internal sealed class DescriptionWriter
    {
        private readonly PeerConfig _config;
        private readonly IceAgent _ice;
        private readonly string _sessionId;
        private ulong _version;

        public DescriptionWriter(PeerConfig config, IceAgent ice)
        {
            _config = config;
            _ice = ice;
            Span<byte> bytes = stackalloc byte[24];
            config.Random.Fill(bytes);
            _sessionId = (BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 1).ToString(CultureInfo.InvariantCulture);
            Cname = new Guid(bytes.Slice(8)).ToString("N");
        }

        /// <summary>The canonical name of all our streams (RFC 8834 section 4.9).</summary>
        public string Cname { get; }

        /// <summary>Writes all sections. <paramref name="setup"/> is actpass in an offer and our role in an
        /// answer.</summary>
        public string Write(
            IReadOnlyList<Section> sections, SetupRole setup, bool isAnswer, HeaderExtensionMap extensions)
        {
            var description = new SessionDescription(new Origin(_sessionId, ++_version));
            var bundled = new List<Mid>();
            foreach (Section section in sections)
                if (!IsRejected(section, isAnswer)) bundled.Add(section.Mid);
            description.BundleGroup = bundled;
            if (!isAnswer) description.Attributes.Add("extmap-allow-mixed");
            description.Attributes.Add("msid-semantic", "WMS *");
            if (_config.IceLite)
            {
                description.Fingerprint = _config.Dtls.LocalFingerprint;
                description.IceLite = true;
            }

            foreach (Section section in sections)
            {
                if (IsRejected(section, isAnswer)) WriteRejected(description, section);
                else WriteLive(description, section, setup, isAnswer, extensions, bundled[0] == section.Mid);
            }

            _ice.NoteDescribed();
            return description.ToString();
        }

        private static bool IsRejected(Section section, bool isAnswer) =>
            section.IsRefused || isAnswer && section.Remote!.IsRejected;

        private static void WriteRejected(SessionDescription description, Section section)
        {
            Transceiver? transceiver = section.Transceiver;
            MediaDescription media;
            if (section.Remote != null)
            {
                media = description.AddMedia(section.Remote.Media, 0, section.Remote.Protocol);
                foreach (string format in section.Remote.Formats) media.Formats.Add(format);
            }
            else
            {
                media = description.AddMedia(transceiver!.Kind, 0, MediaDescription.RtpProtocol);
                foreach (Codec codec in transceiver.Codecs) media.AddCodec(codec);
            }

            media.Mid = section.Mid;
            media.Direction = Direction.Inactive;
        }

        private void WriteLive(
            SessionDescription description,
            Section section,
            SetupRole setup,
            bool isAnswer,
            HeaderExtensionMap extensions,
            bool isTagged)
        {
            Transceiver transceiver = section.Transceiver!;
            MediaDescription media = description.AddMedia(transceiver.Kind, 9, MediaDescription.RtpProtocol);
            media.IceUfrag = _ice.Local.Ufrag;
            media.IcePassword = _ice.Local.Password;
            if (!_config.IceLite) media.Attributes.Add("ice-options", "trickle");
            if (!_config.IceLite) media.Fingerprint = _config.Dtls.LocalFingerprint;
            media.Setup = setup;
            media.Mid = section.Mid;
            media.ExtensionsMayMix = isAnswer && section.Remote!.ExtensionsMayMix;
            foreach (HeaderExtension extension in isAnswer
                ? extensions.Agree(section.Remote!)
                : extensions.Offer(transceiver.Kind))
                media.AddExtension(extension);
            Direction direction = isAnswer ? transceiver.CurrentDirection : transceiver.Direction;
            media.Direction = direction;
            if (direction.Sends()) media.Msid = new Msid(transceiver.TrackId, transceiver.TrackId);
            media.RtcpMux = true;
            media.RtcpReducedSize = !isAnswer || section.Remote!.RtcpReducedSize;
            IReadOnlyList<Codec> codecs = isAnswer ? transceiver.ReceiveCodecs : transceiver.Codecs;
            foreach (Codec codec in codecs) media.AddCodec(codec);
            bool isSimulcast = SimulcastAgreement.TryWrite(transceiver, direction, media);
            if (direction.Sends() && !isSimulcast) WriteSources(transceiver, media, codecs);
            if (isTagged) WriteCandidates(media);
        }

        private void WriteSources(Transceiver transceiver, MediaDescription media, IReadOnlyList<Codec> codecs)
        {
            SendEncoding only = transceiver.SendEncodings[0];
            bool hasRtx = false;
            foreach (Codec codec in codecs) hasRtx |= codec.IsRtx;
            if (hasRtx) media.AddSsrcGroup(new SsrcGroup("FID", new[] { only.Ssrc, only.RtxSsrc }));
            media.AddSsrc(only.Ssrc, Cname);
            if (hasRtx) media.AddSsrc(only.RtxSsrc, Cname);
        }

        private void WriteCandidates(MediaDescription media)
        {
            foreach (Candidate candidate in _ice.LocalCandidates) media.AddCandidate(candidate.ToString());
            if (_ice.IsGatheringComplete) media.Attributes.Add("end-of-candidates");
        }
    }
}
