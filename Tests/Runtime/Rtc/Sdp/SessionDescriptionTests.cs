#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class SessionDescriptionTests
    {
        /// <summary>What Cloudflare's answers look like: the fingerprint at session level only, candidates in the
        /// first section only.</summary>
        private const string CloudflareAnswer =
            "v=0\r\no=- 4611731400430051336 1727000000 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n" +
            "a=msid-semantic:WMS*\r\na=fingerprint:sha-256 AB:CD:EF\r\na=ice-lite\r\na=extmap-allow-mixed\r\n" +
            "a=group:BUNDLE 0 1\r\n" +
            "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=setup:passive\r\na=mid:0\r\n" +
            "a=ice-ufrag:abcdefgh\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=rtcp-mux\r\na=rtcp-rsize\r\n" +
            "a=rtpmap:111 opus/48000/2\r\na=recvonly\r\n" +
            "a=candidate:1 1 udp 2130706431 192.0.2.1 1473 typ host\r\na=end-of-candidates\r\n" +
            "m=video 0 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=inactive\r\n";

        private static IEnumerable<TestCaseData> Samples()
        {
            yield return new TestCaseData(ChromiumPublisher.PushAudioAndVideo).SetName("PushAudioAndVideo");
            yield return new TestCaseData(ChromiumPublisher.PushSimulcast).SetName("PushSimulcast");
            yield return new TestCaseData(ChromiumPublisher.EstablishDataChannels).SetName("EstablishDataChannels");
            yield return new TestCaseData(ChromiumSubscriber.Receive).SetName("Receive");
            yield return new TestCaseData(ChromiumSubscriber.AnswerToSfu).SetName("AnswerToSfu");
            yield return new TestCaseData(CloudflareAnswer).SetName("CloudflareAnswer");
        }

        [TestCaseSource(nameof(Samples))]
        public void Sample_IsWrittenAsItWasRead(string sdp) =>
            Assert.That(Parse(sdp).ToString(), Is.EqualTo(sdp));

        [Test]
        public void UnknownLines_KeepTheirPlace()
        {
            const string sdp =
                "v=0\r\no=alice 1 2 IN IP6 ::1\r\ns=a call\r\ni=about\r\nc=IN IP4 192.0.2.9\r\nb=AS:64\r\nt=0 0\r\n" +
                "a=x-first:1:2\r\na=x-flag\r\na=x-empty:\r\n" +
                "m=text 9 X/Y z\r\ni=what\r\nb=AS:1\r\na=x-second\r\na=mid:t\r\na=x-third:é\r\n";
            SessionDescription description = Parse(sdp);
            Assert.That(description.ToString(), Is.EqualTo(sdp));
            Assert.That(description.Media[0].Kind, Is.EqualTo(MediaKind.Unknown));
            Assert.That(description.Media[0].Connection, Is.EqualTo("IN IP4 192.0.2.9"), "the session's");
        }

        [Test]
        public void SessionLevel_SpeaksForSectionsThatSayNothing()
        {
            SessionDescription answer = Parse(CloudflareAnswer);
            MediaDescription audio = answer.Media[0];
            Assert.That(audio.Fingerprint, Is.EqualTo(new Fingerprint("sha-256", "AB:CD:EF")));
            Assert.That(audio.ExtensionsMayMix, Is.True);
            Assert.That(answer.IceLite, Is.True);
            Assert.That(audio.Setup, Is.EqualTo(SetupRole.Passive));
            Assert.That(answer.Media[1].Setup, Is.Null, "another section does not speak for it");
        }

        [Test]
        public void SectionLevel_OverridesTheSession()
        {
            SessionDescription description = Parse(
                "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=setup:actpass\r\na=sendonly\r\n" +
                "a=ice-ufrag:aaaa\r\na=ice-pwd:aaaaaaaaaaaaaaaaaaaaaa\r\n" +
                "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=setup:active\r\na=recvonly\r\na=ice-ufrag:bbbb\r\n" +
                "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n");
            MediaDescription own = description.Media[0];
            Assert.That(own.Setup, Is.EqualTo(SetupRole.Active));
            Assert.That(own.Direction, Is.EqualTo(Direction.RecvOnly));
            Assert.That(own.IceUfrag, Is.EqualTo("bbbb"));
            MediaDescription silent = description.Media[1];
            Assert.That(silent.Setup, Is.EqualTo(SetupRole.ActPass));
            Assert.That(silent.Direction, Is.EqualTo(Direction.SendOnly));
            Assert.That(silent.IceUfrag, Is.EqualTo("aaaa"));
            Assert.That(silent.IcePassword, Is.EqualTo("aaaaaaaaaaaaaaaaaaaaaa"));
        }

        [Test]
        public void Bundle_NamesTheSectionThatHasTheTransport()
        {
            SessionDescription answer = Parse(CloudflareAnswer);
            Assert.That(answer.BundleGroup, Is.EqualTo(new[] { new Mid("0"), new Mid("1") }));
            Assert.That(answer.BundleTagged, Is.SameAs(answer.Media[0]));
            Assert.That(answer.BundleTagged!.Candidates, Has.Count.EqualTo(1));
            Assert.That(answer.Find(new Mid("1")), Is.SameAs(answer.Media[1]));
            Assert.That(answer.Find(new Mid("7")), Is.Null);
        }

        [Test]
        public void WithoutBundle_TheFirstLivingSectionHasTheTransport()
        {
            SessionDescription description = Parse(
                "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n" +
                "m=audio 0 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:1\r\n");
            Assert.That(description.BundleGroup, Is.Empty);
            Assert.That(description.BundleTagged, Is.SameAs(description.Media[1]));
        }

        [Test]
        public void Offer_IsBuiltLineByLine()
        {
            var offer = new SessionDescription(new Origin("4711", 1));
            offer.Attributes.Add("msid-semantic", "WMS*");
            offer.Fingerprint = new Fingerprint("sha-256", "ab:cd");
            offer.IceLite = true;
            offer.BundleGroup = new[] { new Mid("0") };
            MediaDescription audio = offer.AddMedia(MediaKind.Audio, 9, MediaDescription.RtpProtocol);
            audio.Setup = SetupRole.ActPass;
            audio.Mid = new Mid("0");
            audio.IceUfrag = "abcd";
            audio.IcePassword = "abcdefghijklmnopqrstuv";
            audio.RtcpMux = true;
            audio.RtcpReducedSize = true;
            audio.AddCodec(new Codec(
                new PayloadType(111), "opus", 48000, 2, "minptime=10;useinbandfec=1", new[] { "transport-cc" }));
            audio.AddExtension(new HeaderExtension(4, ExtensionUri.Mid));
            audio.Direction = Direction.SendOnly;
            audio.Msid = new Msid("stream", "track");
            audio.AddSsrc(new Ssrc(77), "voice");
            audio.AddCandidate("1 1 udp 2130706431 192.0.2.1 7881 typ host");
            audio.Attributes.Add("end-of-candidates");
            MediaDescription stopped = offer.AddMedia(MediaKind.Video, 0, MediaDescription.RtpProtocol);
            stopped.Formats.Add("96");
            stopped.Mid = new Mid("1");
            stopped.Direction = Direction.Inactive;

            Assert.That(offer.ToString(), Is.EqualTo(
                "v=0\r\no=- 4711 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=msid-semantic:WMS*\r\n" +
                "a=fingerprint:sha-256 AB:CD\r\na=ice-lite\r\na=group:BUNDLE 0\r\n" +
                "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=setup:actpass\r\na=mid:0\r\n" +
                "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\na=rtcp-mux\r\na=rtcp-rsize\r\n" +
                "a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\n" +
                "a=fmtp:111 minptime=10;useinbandfec=1\r\na=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n" +
                "a=sendonly\r\na=msid:stream track\r\na=ssrc:77 cname:voice\r\n" +
                "a=candidate:1 1 udp 2130706431 192.0.2.1 7881 typ host\r\na=end-of-candidates\r\n" +
                "m=video 0 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=inactive\r\n"));
        }

        [Test]
        public void SettingAgain_ReplacesTheLineInPlace()
        {
            SessionDescription answer = Parse(CloudflareAnswer);
            MediaDescription audio = answer.Media[0];
            int count = audio.Attributes.Count;
            audio.Setup = SetupRole.Active;
            audio.Direction = Direction.SendRecv;
            audio.RtcpMux = true;
            Assert.That(audio.Attributes, Has.Count.EqualTo(count));
            Assert.That(audio.Attributes[0].ToString(), Is.EqualTo("setup:active"));
            audio.Setup = null;
            audio.RtcpMux = false;
            Assert.That(audio.Attributes, Has.Count.EqualTo(count - 2));
        }

        [Test]
        public void Origin_KeepsItsFields()
        {
            Origin origin = Parse(CloudflareAnswer).Origin;
            Assert.That(origin.SessionId, Is.EqualTo("4611731400430051336"));
            Assert.That(origin.SessionVersion, Is.EqualTo(1727000000));
            Assert.That(origin.UserName, Is.EqualTo("-"));
            Assert.That(origin.Address, Is.EqualTo("IN IP4 0.0.0.0"));
        }

        private static SessionDescription Parse(string sdp)
        {
            bool isParsed = SessionDescription.TryParse(sdp, out SessionDescription? description, out string error);
            Assert.That(isParsed, Is.True, error);
            Assert.That(error, Is.Empty);
            return description!;
        }
    }
}
