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

        /// <summary>Writes an offer: sections that have stopped at port 0, all others as we want them.</summary>
        public string WriteOffer(
            IReadOnlyList<Section> sections, IReadOnlyList<Mid> bundle, HeaderExtensionMap extensions)
        {
            SessionDescription description = Begin(bundle);
            description.Attributes.Add("extmap-allow-mixed");
            foreach (Section section in sections)
            {
                MediaDescription media = Begin(description, section, isRejected: section.IsRefused);
                if (section.IsRefused) continue;
                WriteTransport(media, SetupRole.ActPass);
                if (section is MediaSection rtp) WriteOffered(media, rtp, extensions);
                else DataChannelSection.Write(media);
                if (bundle[0] == section.Mid) WriteCandidates(media);
            }

            return Finish(description);
        }

        /// <summary>Writes an answer of what has been agreed; <paramref name="setup"/> is our role.</summary>
        public string WriteAnswer(
            IReadOnlyList<Section> sections,
            SessionDescription offer,
            IReadOnlyList<Mid> bundle,
            SetupRole setup,
            HeaderExtensionMap extensions)
        {
            SessionDescription description = Begin(offer.BundleGroup.Count > 0 ? bundle : Array.Empty<Mid>());
            foreach (Section section in sections)
            {
                MediaDescription media = Begin(description, section, isRejected: section.IsClosed);
                if (section.IsClosed) continue;
                WriteTransport(media, setup);
                if (section is MediaSection rtp) WriteAnswered(media, rtp, extensions);
                else DataChannelSection.Write(media);
                if (bundle[0] == section.Mid) WriteCandidates(media);
            }

            return Finish(description);
        }

        private SessionDescription Begin(IReadOnlyList<Mid> bundle)
        {
            var description = new SessionDescription(new Origin(_sessionId, ++_version));
            if (bundle.Count > 0) description.BundleGroup = bundle;
            description.Attributes.Add("msid-semantic", "WMS *");
            if (!_config.IceLite) return description;
            description.Fingerprint = _config.Dtls.LocalFingerprint;
            description.IceLite = true;
            return description;
        }

        private string Finish(SessionDescription description)
        {
            _ice.NoteDescribed();
            return description.ToString();
        }

        private static MediaDescription Begin(SessionDescription description, Section section, bool isRejected)
        {
            MediaDescription? remote = section.Remote;
            int port = isRejected ? 0 : 9;
            MediaDescription media = remote != null
                ? description.AddMedia(remote.Media, port, remote.Protocol)
                : description.AddMedia(section.Kind, port, section.Protocol);
            media.Mid = section.Mid;
            if (!isRejected) return media;

            // RFC 3264 wants any one format; werift wants its codec too.
            IReadOnlyList<Codec>? codecs = remote?.Codecs ?? (section as MediaSection)?.Transceiver.Codecs;
            if (codecs?.Count > 0) media.AddCodec(codecs[0]);
            else media.Formats.Add(remote?.Formats[0] ?? "0");
            media.Direction = Direction.Inactive;
            return media;
        }

        private void WriteTransport(MediaDescription media, SetupRole setup)
        {
            media.IceUfrag = _ice.Local.Ufrag;
            media.IcePassword = _ice.Local.Password;
            if (!_config.IceLite) media.Attributes.Add("ice-options", "trickle");
            if (!_config.IceLite) media.Fingerprint = _config.Dtls.LocalFingerprint;
            media.Setup = setup;
        }

        private void WriteOffered(MediaDescription media, MediaSection section, HeaderExtensionMap extensions)
        {
            Transceiver transceiver = section.Transceiver;
            foreach (HeaderExtension extension in extensions.Offer(transceiver.Kind, section.OfferedCodecs))
                media.AddExtension(extension);
            WriteMedia(media, transceiver, transceiver.Direction, section.OfferedCodecs, isReducedSize: true);
        }

        private void WriteAnswered(MediaDescription media, MediaSection section, HeaderExtensionMap extensions)
        {
            MediaDescription remote = section.Remote!;
            Transceiver transceiver = section.Transceiver;
            media.ExtensionsMayMix = remote.ExtensionsMayMix;
            foreach (HeaderExtension extension in extensions.Agree(remote, section.AgreedCodecs))
                media.AddExtension(extension);
            WriteMedia(
                media, transceiver, transceiver.CurrentDirection, section.AgreedCodecs, remote.RtcpReducedSize);
        }

        private void WriteMedia(
            MediaDescription media,
            Transceiver transceiver,
            Direction direction,
            IReadOnlyList<Codec> codecs,
            bool isReducedSize)
        {
            media.Direction = direction;
            // Like Chrome, a section that has sent keeps its sources while it does not: libwebrtc takes down a stream
            // without them, and nobody who listened hears it when it comes back.
            bool hasSent = transceiver.HasSent || direction.Sends();
            if (hasSent) media.Msid = new Msid(transceiver.TrackId, transceiver.TrackId);
            media.RtcpMux = true;
            media.RtcpReducedSize = isReducedSize;
            foreach (Codec codec in codecs) media.AddCodec(codec);
            bool isSimulcast = SimulcastAgreement.TryWrite(transceiver, direction, media);
            bool hasSources = direction.Sends() ? !isSimulcast : transceiver.SendEncodings.Count == 1;
            if (hasSent && hasSources) WriteSources(transceiver, media, codecs);
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
            foreach (Candidate candidate in _ice.LocalCandidates)
            {
                media.AddCandidate(candidate.ToString());
                if (!_config.ListsRtcpCandidates) continue;
                media.AddCandidate(candidate.For(Candidate.RtcpComponent).ToString());
            }

            if (_ice.IsGatheringComplete) media.Attributes.Add("end-of-candidates");
        }
    }
}
