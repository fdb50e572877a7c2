#nullable enable
using Earshot.Rtc.Turn;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class ServerUriTests
    {
        [TestCase("stun:stun.example.org", false, TurnTransport.Udp, "stun.example.org", 3478)]
        [TestCase("stun:192.0.2.1:19302", false, TurnTransport.Udp, "192.0.2.1", 19302)]
        [TestCase("STUN:example.org", false, TurnTransport.Udp, "example.org", 3478)]
        [TestCase("stuns:example.org", false, TurnTransport.Tls, "example.org", 5349)]
        [TestCase("turn:turn.example.org", true, TurnTransport.Udp, "turn.example.org", 3478)]
        [TestCase("turn:turn.example.org:80?transport=tcp", true, TurnTransport.Tcp, "turn.example.org", 80)]
        [TestCase("turn:[2001:db8::1]:3479?transport=udp", true, TurnTransport.Udp, "2001:db8::1", 3479)]
        [TestCase("turn:[2001:db8::1]", true, TurnTransport.Udp, "2001:db8::1", 3478)]
        [TestCase("turns:turn.example.org:443?transport=tcp", true, TurnTransport.Tls, "turn.example.org", 443)]
        [TestCase("turns:turn.example.org", true, TurnTransport.Tls, "turn.example.org", 5349)]
        public void SoundUri_IsRead(string text, bool isTurn, TurnTransport transport, string host, int port)
        {
            Assert.That(ServerUri.TryParse(text, out ServerUri? uri, out string error), Is.True, error);
            Assert.That(uri!.IsTurn, Is.EqualTo(isTurn));
            Assert.That(uri.Transport, Is.EqualTo(transport));
            Assert.That(uri.Host, Is.EqualTo(host));
            Assert.That(uri.Port, Is.EqualTo(port));
        }

        [TestCase("", "begin with")]
        [TestCase("example.org", "begin with")]
        [TestCase("http:example.org", "begin with")]
        [TestCase("stun://example.org", "//")]
        [TestCase("turn:anna@example.org", "username")]
        [TestCase("stun:example.org?transport=udp", "?")]
        [TestCase("turn:example.org?transport=sctp", "transport=udp")]
        [TestCase("turns:example.org?transport=udp", "DTLS")]
        [TestCase("stun:", "host or port")]
        [TestCase("stun:example.org:", "host or port")]
        [TestCase("stun:example.org:0", "host or port")]
        [TestCase("stun:example.org:65536", "host or port")]
        [TestCase("stun:example.org:x", "host or port")]
        [TestCase("turn:[2001:db8::1", "host or port")]
        [TestCase("turn:2001:db8::1", "host or port")]
        public void BrokenUri_IsRefusedWithASentence(string text, string why)
        {
            Assert.That(ServerUri.TryParse(text, out _, out string error), Is.False);
            Assert.That(error, Does.Contain(why).And.EndWith("."));
        }
    }
}
