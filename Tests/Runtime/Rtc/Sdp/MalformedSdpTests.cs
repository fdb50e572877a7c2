#nullable enable
using System;
using System.Text;
using Earshot.Rtc.Sdp;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class MalformedSdpTests
    {
        private const string Session = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";
        private const string Audio = Session + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n";

        [TestCase("", "SDP line 1: the text ends where v= must stand.")]
        [TestCase("v=0\r\n", "SDP line 2: the text ends where o= must stand.")]
        [TestCase("v=1\r\n", "SDP line 1: 'v=1' is not version 0.")]
        [TestCase("hello\r\n", "SDP line 1: 'hello' is not a letter, an equals sign and a value.")]
        [TestCase("{\"type\":\"offer\"}",
            "SDP line 1: '{\"type\":\"offer\"}' is not a letter, an equals sign and a value.")]
        [TestCase("v=0\r\ns=-\r\n", "SDP line 2: 's=-' stands where o= must stand.")]
        [TestCase("v=0\r\no=- 1 x IN IP4 0.0.0.0\r\n", "SDP line 2: 'o=- 1 x IN IP4 0.0.0.0' is not a user name, " +
            "session id, version, network type, address type and address.")]
        [TestCase(Session + "\r\n", "SDP line 5: '' is not a letter, an equals sign and a value.")]
        [TestCase(Session + "y=1\r\n", "SDP line 5: 'y=1' has a type letter that does not belong there.")]
        [TestCase(Session + "m=audio\r\n", "SDP line 5: 'm=audio' lacks a port.")]
        [TestCase(Session + "m=\r\n", "SDP line 5: 'm=' lacks a kind of media.")]
        [TestCase(Session + "m=audio 65536 X 0\r\n",
            "SDP line 5: 'm=audio 65536 X 0' has a port that is not a number from 0 to 65535.")]
        [TestCase(Session + "m=audio 9\r\n", "SDP line 5: 'm=audio 9' lacks a protocol.")]
        [TestCase(Session + "m=audio 9 UDP/TLS/RTP/SAVPF\r\n",
            "SDP line 5: 'm=audio 9 UDP/TLS/RTP/SAVPF' lacks formats.")]
        [TestCase(Audio + "t=0 0\r\n", "SDP line 6: 't=0 0' has a type letter that does not belong there.")]
        [TestCase(Audio + "a=x\ry\r\n", "SDP line 6: 'a=x y' has a CR or NUL within.")]
        [TestCase(Audio + "a=:x\r\n", "SDP line 6: 'a=:x' lacks a name.")]
        [TestCase(Audio + "a=mid:\r\n", "SDP line 6: 'a=mid:' is not one word.")]
        [TestCase(Audio + "a=setup:maybe\r\n", "SDP line 6: 'a=setup:maybe' is neither active, passive nor actpass.")]
        [TestCase(Audio + "a=mid:0\r\nm=audio 9 X 0\r\na=mid:0\r\n",
            "SDP line 8: 'a=mid:0' names a mid that another section already has.")]
        public void Refusal_NamesLineTextAndProblem(string sdp, string expected)
        {
            bool isParsed = SessionDescription.TryParse(sdp, out SessionDescription? description, out string error);
            Assert.That(isParsed, Is.False);
            Assert.That(error, Is.EqualTo(expected));
            Assert.That(description, Is.Null);
        }

        [Test]
        public void MalformedAttribute_IsRefused(
            [Values("fingerprint:sha-256", "fingerprint:sha-256 A", "fingerprint:sha-256 AB:", "fingerprint:sha-256 GG",
                "ice-ufrag:abc", "ice-pwd:short", "rtpmap:128 opus/48000", "rtpmap:111", "rtpmap:111 opus",
                "rtpmap:111 opus/0", "rtpmap:111 opus/48000/x", "fmtp:x y", "fmtp:111", "rtcp-fb:nack", "extmap:4",
                "extmap:0 urn:x", "extmap:x urn:x", "ssrc:1", "ssrc:4294967296 cname:x", "ssrc-group:FID x",
                "sctp-port:65536", "max-message-size:-1")]
            string attribute)
        {
            bool isParsed = SessionDescription.TryParse($"{Audio}a={attribute}\r\n", out _, out string error);
            Assert.That(isParsed, Is.False);
            Assert.That(error, Does.StartWith($"SDP line 6: 'a={attribute}' is not "));
        }

        [Test]
        public void LongLine_IsShownShortened()
        {
            SessionDescription.TryParse(new string('x', 500), out _, out string error);
            Assert.That(error, Does.Contain("…"));
            Assert.That(error.Length, Is.LessThan(150));
        }

        [Test]
        public void BareLineFeeds_AreReadAndWrittenAsCrLf()
        {
            string sdp = ChromiumSubscriber.AnswerToSfu;
            bool isParsed = SessionDescription.TryParse(
                sdp.Replace("\r", ""), out SessionDescription? description, out string error);
            Assert.That(isParsed, Is.True, error);
            Assert.That(description!.ToString(), Is.EqualTo(sdp));
        }

        [Test]
        public void TrimmedSdp_IsReadButNotTerminated()
        {
            string sdp = ChromiumSubscriber.AnswerToSfu;
            Assert.That(SessionDescription.IsTerminated(sdp, out _), Is.True);
            Assert.That(SessionDescription.IsTerminated(sdp.Trim(), out string error), Is.False);
            Assert.That(error, Does.Contain("missing termination at the end"));
            Assert.That(SessionDescription.TryParse(sdp.Trim(), out SessionDescription? description, out _), Is.True);
            Assert.That(description!.ToString(), Is.EqualTo(sdp));
        }

        [Test]
        public void TooLongAText_IsRefused()
        {
            string sdp = Audio + "a=x:" + new string('y', 1 << 20) + "\r\n";
            Assert.That(SessionDescription.TryParse(sdp, out _, out string error), Is.False);
            Assert.That(error, Does.StartWith("SDP: its ").And.Contain("characters are more than"));
        }

        [Test]
        public void TooManySections_AreRefused()
        {
            var sdp = new StringBuilder(Session);
            for (int i = 0; i < 1001; i++) sdp.Append("m=audio 0 X 0\r\n");
            Assert.That(SessionDescription.TryParse(sdp.ToString(), out _, out string error), Is.False);
            Assert.That(error, Does.StartWith("SDP line 1005: 'm=audio 0 X 0' is one more than the 1000 sections"));
        }

        [Test]
        public void EveryTruncation_IsReadOrRefused()
        {
            string sdp = ChromiumPublisher.PushAudioAndVideo;
            for (int length = 0; length < sdp.Length; length++) ReadAll(sdp.Substring(0, length));
        }

        [Test]
        public void EveryReplacedCharacter_IsReadOrRefused(
            [Values(' ', ':', '\n', '\0', '0', 'z', '\uFFFF')] char other)
        {
            char[] sdp = ChromiumSubscriber.AnswerToSfu.ToCharArray();
            for (int i = 0; i < sdp.Length; i++)
            {
                char kept = sdp[i];
                sdp[i] = other;
                ReadAll(new string(sdp));
                sdp[i] = kept;
            }
        }

        [Test]
        public void SeveralReplacedCharacters_AreReadOrRefused()
        {
            var random = new Random(20);
            const string letters = "maovst=:/ 0*-\r\n~Aé";
            for (int round = 0; round < 2000; round++)
            {
                char[] sdp = ChromiumPublisher.EstablishDataChannels.ToCharArray();
                for (int i = 0; i < 4; i++) sdp[random.Next(sdp.Length)] = letters[random.Next(letters.Length)];
                ReadAll(new string(sdp));
            }
        }

        /// <summary>Reads, asks for everything, and writes: whatever was read must be read again from what was
        /// written.</summary>
        private static void ReadAll(string sdp)
        {
            if (!SessionDescription.TryParse(sdp, out SessionDescription? description, out string error))
            {
                Assert.That(error, Does.StartWith("SDP").And.EndWith("."));
                return;
            }

            foreach (MediaDescription section in description!.Media) Ask(section);
            Assert.That(description.BundleGroup, Is.Not.Null);
            Assert.That(description.BundleTagged == null || description.Media.Count > 0, Is.True);
            string written = description.ToString();
            Assert.That(SessionDescription.TryParse(written, out SessionDescription? again, out error), Is.True, error);
            Assert.That(again!.ToString(), Is.EqualTo(written));
        }

        private static void Ask(MediaDescription section)
        {
            Assert.That(section.Codecs.Count, Is.LessThanOrEqualTo(section.Formats.Count));
            Assert.That(section.Extensions.Count, Is.LessThanOrEqualTo(section.Attributes.Count));
            Assert.That(section.Ssrcs.Count + section.SsrcGroups.Count + section.Rids.Count + section.Candidates.Count,
                Is.LessThanOrEqualTo(section.Attributes.Count));
            Assert.That(section.Mid.Value + section.Direction + section.Setup + section.Fingerprint + section.Msid +
                section.SctpPort + section.MaxMessageSize + section.Simulcast + section.Connection, Is.Not.Empty);
        }
    }
}
