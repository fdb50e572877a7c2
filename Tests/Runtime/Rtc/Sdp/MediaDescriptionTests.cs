#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class MediaDescriptionTests
    {
        [Test]
        public void Chromium_AudioSectionIsRead()
        {
            MediaDescription audio = Parse(ChromiumPublisher.PushAudioAndVideo).Media[0];
            Assert.That(audio.Kind, Is.EqualTo(MediaKind.Audio));
            Assert.That(audio.Port, Is.EqualTo(9));
            Assert.That(audio.Protocol, Is.EqualTo(MediaDescription.RtpProtocol));
            Assert.That(audio.Mid, Is.EqualTo(new Mid("0")));
            Assert.That(audio.Direction, Is.EqualTo(Direction.SendOnly));
            Assert.That(audio.Setup, Is.EqualTo(SetupRole.ActPass));
            Assert.That(audio.IceUfrag, Is.EqualTo("XhL9"));
            Assert.That(audio.IcePassword, Is.EqualTo("QvQ1NH69UN1DIsJDaM0Dybyh"));
            Assert.That(audio.Fingerprint!.Value.Algorithm, Is.EqualTo("sha-256"));
            Assert.That(audio.Connection, Is.EqualTo("IN IP4 0.0.0.0"));
            Assert.That(audio.RtcpMux && audio.RtcpReducedSize, Is.True);
            Assert.That(audio.Msid!.Value.Stream, Is.EqualTo("-"));
            Assert.That(audio.Msid!.Value.Track, Is.EqualTo("e4c1e4f2-eafd-4102-a7d1-e1574f53f6d7"));
            Assert.That(audio.IsRejected, Is.False);
        }

        [Test]
        public void Chromium_CodecsJoinTheirLines()
        {
            IReadOnlyList<Codec> codecs = Parse(ChromiumPublisher.PushAudioAndVideo).Media[0].Codecs;
            Assert.That(codecs, Has.Count.EqualTo(8));
            Assert.That(codecs[0].ToString(), Is.EqualTo("111 opus/48000/2"));
            Assert.That(codecs[0].Parameters, Is.EqualTo("minptime=10;useinbandfec=1"));
            Assert.That(codecs[0].Feedback, Is.EqualTo(new[] { "transport-cc" }));
            Assert.That(codecs[1].Parameters, Is.EqualTo("111/111"));
            IReadOnlyList<Codec> video = Parse(ChromiumPublisher.PushAudioAndVideo).Media[1].Codecs;
            Assert.That(
                video[0].Feedback, Is.EqualTo(new[] { "goog-remb", "transport-cc", "ccm fir", "nack", "nack pli" }));
            Assert.That(video[1].Name, Is.EqualTo("rtx"));
        }

        [Test]
        public void StaticTypes_NeedNoRtpMap()
        {
            IReadOnlyList<Codec> codecs = ParseSection("m=audio 9 UDP/TLS/RTP/SAVPF 0 8 9 13 96", "").Codecs;
            Assert.That(
                string.Join(", ", codecs), Is.EqualTo("0 PCMU/8000/1, 8 PCMA/8000/1, 9 G722/8000/1"),
                "13 and 96 are not named");
        }

        [Test]
        public void FeedbackForAll_IsEachCodecs()
        {
            IReadOnlyList<Codec> codecs = ParseSection(
                "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
                "a=rtpmap:96 VP8/90000\r\na=rtpmap:97 H264/90000\r\n" +
                "a=rtcp-fb:* nack\r\na=rtcp-fb:97 ccm fir\r\n").Codecs;
            Assert.That(codecs[0].Feedback, Is.EqualTo(new[] { "nack" }));
            Assert.That(codecs[1].Feedback, Is.EqualTo(new[] { "nack", "ccm fir" }));
        }

        [Test]
        public void PayloadTypes_AreNotTakenForTheirPrefixes()
        {
            IReadOnlyList<Codec> codecs = ParseSection(
                "m=audio 9 UDP/TLS/RTP/SAVPF 11 111",
                "a=rtpmap:111 opus/48000/2\r\na=rtpmap:11 L16/44100\r\na=fmtp:111 a=1\r\n").Codecs;
            Assert.That(codecs[0].Name, Is.EqualTo("L16"));
            Assert.That(codecs[0].Parameters, Is.Empty);
            Assert.That(codecs[1].Parameters, Is.EqualTo("a=1"));
        }

        [Test]
        public void Chromium_ExtensionsAreRead()
        {
            IReadOnlyList<HeaderExtension> extensions = Parse(ChromiumSubscriber.AnswerToSfu).Media[0].Extensions;
            Assert.That(extensions[0].Uri, Is.EqualTo(ExtensionUri.TransportCc));
            Assert.That(extensions[1].Id, Is.EqualTo(4));
            Assert.That(extensions[1].Uri, Is.EqualTo(ExtensionUri.Mid));
        }

        [Test]
        public void Extension_MayHaveADirectionAndAttributes()
        {
            MediaDescription section = ParseSection(
                "m=audio 9 UDP/TLS/RTP/SAVPF 0", "a=extmap:5/recvonly urn:x short words\r\n");
            Assert.That(section.Extensions[0].Id, Is.EqualTo(5));
            Assert.That(section.Extensions[0].Uri, Is.EqualTo("urn:x"));
        }

        [Test]
        public void Chromium_SourcesAndTheirGroupsAreRead()
        {
            MediaDescription video = Parse(ChromiumPublisher.PushAudioAndVideo).Media[1];
            Assert.That(video.Ssrcs, Has.Count.EqualTo(2));
            Assert.That(video.Ssrcs[0].Ssrc, Is.EqualTo(new Ssrc(1957901414)));
            Assert.That(video.Ssrcs[0].Cname, Is.EqualTo("w0/zqsOXJut8ik8k"));
            Assert.That(video.Ssrcs[1].Msid!.Value.Track, Is.EqualTo("368e0e01-7856-4c1d-9514-37b9f5e8f01f"));
            Assert.That(video.SsrcGroups, Has.Count.EqualTo(1));
            Assert.That(video.SsrcGroups[0].Semantics, Is.EqualTo("FID"));
            Assert.That(
                video.SsrcGroups[0].Ssrcs, Is.EqualTo(new[] { new Ssrc(1957901414), new Ssrc(2818828300) }));
        }

        [Test]
        public void Chromium_SimulcastHasRidsAndNoSources()
        {
            MediaDescription video = Parse(ChromiumPublisher.PushSimulcast).Media[0];
            Assert.That(video.Rids, Is.EqualTo(new[] { "a send", "b send" }));
            Assert.That(video.Simulcast!.ToString(), Is.EqualTo("send a;b"));
            Assert.That(video.Ssrcs, Is.Empty);
        }

        [Test]
        public void Chromium_DataChannelSectionIsRead()
        {
            MediaDescription channels = Parse(ChromiumPublisher.EstablishDataChannels).Media[0];
            Assert.That(channels.Kind, Is.EqualTo(MediaKind.Application));
            Assert.That(channels.Protocol, Is.EqualTo(MediaDescription.SctpProtocol));
            Assert.That(channels.Formats, Is.EqualTo(new[] { "webrtc-datachannel" }));
            Assert.That(channels.SctpPort, Is.EqualTo(5000));
            Assert.That(channels.MaxMessageSize, Is.EqualTo(262144));
            Assert.That(channels.Codecs, Is.Empty);
        }

        [Test]
        public void BundleOnlySection_IsNotRejectedAtPortZero()
        {
            Assert.That(ParseSection("m=audio 0 UDP/TLS/RTP/SAVPF 0", "").IsRejected, Is.True);
            Assert.That(ParseSection("m=audio 0 UDP/TLS/RTP/SAVPF 0", "a=bundle-only\r\n").IsRejected, Is.False);
        }

        [Test]
        public void Sha256_IsPreferredAmongFingerprints()
        {
            MediaDescription section = ParseSection(
                "m=audio 9 UDP/TLS/RTP/SAVPF 0", "a=fingerprint:sha-1 01:02\r\na=fingerprint:SHA-256 0a:0b\r\n");
            Assert.That(section.Fingerprint!.Value.ToString(), Is.EqualTo("sha-256 0A:0B"));
        }

        [Test]
        public void MissingAttributes_AreNullOrTheirDefault()
        {
            MediaDescription section = ParseSection("m=audio 9 UDP/TLS/RTP/SAVPF 0", "");
            Assert.That(section.Direction, Is.EqualTo(Direction.SendRecv));
            Assert.That(section.Mid.IsGiven, Is.False);
            Assert.That(section.Setup, Is.Null);
            Assert.That(section.Fingerprint, Is.Null);
            Assert.That(section.IceUfrag, Is.Null);
            Assert.That(section.Msid, Is.Null);
            Assert.That(section.Connection, Is.Null);
            Assert.That(section.SctpPort, Is.Null);
            Assert.That(section.MaxMessageSize, Is.Null);
            Assert.That(section.ExtensionsMayMix, Is.False);
        }

        private static MediaDescription ParseSection(string line, string attributes) =>
            Parse($"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n{line}\r\n{attributes}").Media[0];

        private static SessionDescription Parse(string sdp)
        {
            bool isParsed = SessionDescription.TryParse(sdp, out SessionDescription? description, out string error);
            Assert.That(isParsed, Is.True, error);
            return description!;
        }
    }
}
