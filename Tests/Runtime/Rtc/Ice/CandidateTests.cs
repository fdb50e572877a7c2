#nullable enable
using System.Linq;
using Earshot.Rtc.Ice;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class CandidateTests
    {
        [TestCase("1 1 udp 2130706431 141.101.90.0 1473 typ host")]
        [TestCase("842163049 1 udp 1677729535 203.0.113.7 49203 typ srflx raddr 192.168.1.5 rport 49203")]
        [TestCase("3 2 udp 16777215 2001:db8::7 50000 typ relay raddr 0.0.0.0 rport 0")]
        [TestCase("a+/Z 1 udp 1862270975 198.51.100.3 9 typ prflx raddr 10.0.0.1 rport 5000")]
        public void Line_ComesBack(string line)
        {
            Assert.That(Candidate.TryParse(line, out Candidate? candidate, out string error), Is.True, error);
            Assert.That(candidate!.ToString(), Is.EqualTo(line));
        }

        [Test]
        public void ChromiumsLine_IsRead()
        {
            const string line = "3859917557 1 UDP 2113937151 192.168.0.196 60735 typ host " +
                "generation 0 ufrag XhL9 network-id 1 network-cost 10";
            Assert.That(Candidate.TryParse(line, out Candidate? candidate, out _), Is.True);
            Assert.That(candidate!.Kind, Is.EqualTo(CandidateKind.Host));
            Assert.That(candidate.Address, Is.EqualTo(IcePair.Address("192.168.0.196", 60735)));
            Assert.That(candidate.Priority, Is.EqualTo(2113937151));
        }

        [Test]
        public void HiddenRelatedAddress_IsUnspecified()
        {
            const string line = "1 1 udp 1677729535 203.0.113.7 4 typ srflx raddr 1c0ffee.local rport 9";
            Assert.That(Candidate.TryParse(line, out Candidate? candidate, out _), Is.True);
            Assert.That(candidate!.Related.IsUnspecified, Is.True);
        }

        [TestCase("1 1 tcp 2105458943 192.0.2.1 9 typ host tcptype active", "only UDP")]
        [TestCase("1 1 udp 2113937151 4b3f-8c21.local 51000 typ host", "not resolved")]
        [TestCase("1 1 udp 2113937151 192.0.2.1 0 typ host", "port")]
        [TestCase("1 1 udp 2113937151 192.0.2.1 65536 typ host", "port")]
        [TestCase("1 1 udp 2113937151 0.0.0.0 9 typ host", "nothing can be sent")]
        [TestCase("1 0 udp 2113937151 192.0.2.1 9 typ host", "component")]
        [TestCase("1 1 udp 4294967296 192.0.2.1 9 typ host", "priority")]
        [TestCase("1 1 udp -1 192.0.2.1 9 typ host", "priority")]
        [TestCase("1 1 udp 2113937151 192.0.2.1 9 typ magic", "magic")]
        [TestCase("1 1 udp 2113937151 192.0.2.1 9", "RFC 8839")]
        [TestCase("", "RFC 8839")]
        public void Unusable_IsRefusedWithItsReason(string line, string reason)
        {
            Assert.That(Candidate.TryParse(line, out Candidate? candidate, out string error), Is.False);
            Assert.That(candidate, Is.Null);
            Assert.That(error, Does.Contain(reason));
        }

        [Test]
        public void HostPriority_IsTheRfcs()
        {
            Candidate candidate = Candidate.Host(IcePair.Address("192.0.2.1", 7881));
            Assert.That(candidate.Priority, Is.EqualTo(126u << 24 | 65535u << 8 | 255u));
            Assert.That(Candidate.TryParse(candidate.ToString(), out _, out string error), Is.True, error);
        }

        [Test]
        public void Foundation_IsOneForAnAddressWhateverThePort()
        {
            string[] foundations = new[] { ("192.0.2.1", 1), ("192.0.2.1", 2), ("192.0.2.3", 1), ("2001:db8::1", 1) }
                .Select(address => Candidate.Host(IcePair.Address(address.Item1, address.Item2)).Foundation).ToArray();
            Assert.That(foundations[0], Is.EqualTo(foundations[1]));
            Assert.That(foundations.Distinct().Count(), Is.EqualTo(3));
        }
    }
}
