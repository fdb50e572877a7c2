#nullable enable
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Sdp;

namespace Earshot.Tests
{
    /// <summary>A session description: what was read and written reads the same again.</summary>
    public sealed class SdpTarget : IFuzzTarget
    {
        private const string Offer =
            "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 v 2\r\na=extmap-allow-mixed\r\n" +
            "a=msid-semantic: WMS *\r\na=ice-lite\r\na=fingerprint:sha-256 " +
            "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F\r\n" +
            "m=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\n" +
            "a=ice-pwd:abcdefghijklmnopqrstuv\r\na=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host\r\n" +
            "a=end-of-candidates\r\na=setup:actpass\r\na=mid:0\r\n" +
            "a=extmap:4/sendonly urn:ietf:params:rtp-hdrext:sdes:mid\r\n" +
            "a=sendonly\r\na=msid:s t\r\na=rtcp-mux\r\na=rtcp-rsize\r\na=rtpmap:111 opus/48000/2\r\n" +
            "a=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=ssrc:7 cname:c\r\n" +
            "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\n" +
            "a=ice-pwd:abcdefghijklmnopqrstuv\r\na=setup:actpass\r\na=mid:v\r\na=sendrecv\r\na=rtcp-mux\r\n" +
            "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:* nack pli\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n" +
            "a=rid:h send\r\na=rid:l send pt=96;max-br=100\r\na=simulcast:send h;~l\r\na=ssrc-group:FID 8 9\r\n" +
            "a=ssrc:8 cname:c\r\na=ssrc:9 cname:c\r\n" +
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\n" +
            "a=ice-pwd:abcdefghijklmnopqrstuv\r\na=setup:actpass\r\na=mid:2\r\na=sctp-port:5000\r\n" +
            "a=max-message-size:262144\r\n";

        public string Name => "sdp";

        public IEnumerable<byte[]> Seeds => new[] { Encoding.UTF8.GetBytes(Offer) };

        public void Run(byte[] input)
        {
            string sdp = Encoding.UTF8.GetString(input);
            if (!SessionDescription.TryParse(sdp, out SessionDescription? read, out string error))
            {
                FuzzTargets.Require(error.Length > 0, "a refusal says why");
                return;
            }

            string written = read!.ToString();
            bool isReadAgain = SessionDescription.TryParse(written, out SessionDescription? again, out error);
            FuzzTargets.Require(isReadAgain, $"what was written can be read ({error})");
            FuzzTargets.Require(again!.ToString() == written, "it is written the same again");
        }
    }
}
