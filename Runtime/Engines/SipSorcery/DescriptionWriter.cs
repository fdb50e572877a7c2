#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using SIPSorcery.Net;

namespace Earshot.Engines.SipSorcery
{
    /// <summary>Writes our offers and answers of the sections there are.</summary>
    internal static class DescriptionWriter
    {
        public static string WriteOffer(Connection connection, Sections sections) =>
            Write(connection, sections, SetupRole.ActPass, isAnswer: false);

        /// <summary>Our part in DTLS stays what it was, in each answer.</summary>
        public static string WriteAnswer(Connection connection, Sections sections) =>
            Write(connection, sections, connection.Setup, isAnswer: true);

        private static string Write(Connection connection, Sections sections, SetupRole setup, bool isAnswer)
        {
            MediaDescription transport = connection.Local;
            var description = new SessionDescription(
                new Origin(connection.LocalSdpSessionID, (ulong)++sections.Version));
            var bundle = new List<Mid>();
            foreach (Section section in sections.All)
                if (!section.IsStopped) bundle.Add(section.Mid);
            description.BundleGroup = bundle;
            description.Attributes.Add("msid-semantic", "WMS *");
            foreach (Section section in sections.All)
            {
                MediaDescription media =
                    description.AddMedia(section.Media, section.IsStopped ? 0 : 9, section.Protocol);
                media.Mid = section.Mid;
                if (section.IsStopped) WriteStopped(media, section);
                else WriteLiving(media, section, transport, setup, isAnswer ? sections.MidExtension : 0);
                bool isTagged = bundle.Count > 0 && section.Mid == bundle[0];
                if (!isTagged) continue;
                foreach (string candidate in transport.Candidates) media.AddCandidate(candidate);
            }

            return description.ToString();
        }

        private static void WriteStopped(MediaDescription media, Section section)
        {
            if (section.Codec != null) media.AddCodec(section.Codec);
            else media.Formats.Add(section.Kind == MediaKind.Application ? "webrtc-datachannel" : "0");
            media.Direction = Direction.Inactive;
        }

        private static void WriteLiving(
            MediaDescription media, Section section, MediaDescription transport, SetupRole setup, int midExtension)
        {
            media.IceUfrag = transport.IceUfrag;
            media.IcePassword = transport.IcePassword;
            media.Attributes.Add("ice-options", "trickle");
            media.Fingerprint = transport.Fingerprint;
            media.Setup = setup;
            if (section.Kind == MediaKind.Application)
            {
                media.Formats.Add("webrtc-datachannel");
                media.SctpPort = 5000;
                media.MaxMessageSize = Connection.MaxMessageSize;
                return;
            }

            if (midExtension > 0) media.AddExtension(new HeaderExtension(midExtension, ExtensionUri.Mid));
            media.Direction = section.Sends ? Direction.SendOnly
                : section.Receives ? Direction.RecvOnly : Direction.Inactive;
            if (section.Sends) media.Msid = new Msid(section.Track.Value, section.Track.Value);
            media.RtcpMux = true;
            media.AddCodec(section.Codec!);
            MediaStream? stream = section.Sends ? section.Stream : null;
            if (stream != null) media.AddSsrc(new Ssrc(stream.LocalTrack.Ssrc), stream.RtcpSession.Cname);
        }
    }
}
