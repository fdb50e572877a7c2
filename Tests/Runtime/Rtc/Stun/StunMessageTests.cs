#nullable enable
using System;
using System.Text;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>The test vectors of RFC 5769, and what malformed messages come to.</summary>
    public sealed class StunMessageTests
    {
        private const string Password = "VOkJxbRl1RmTxUk/WvJxBt";

        private const string Request =
            "00010058 2112a442 b7e7a701 bc34d686 fa87dfae" +
            "80220010 5354554e 20746573 7420636c 69656e74" +
            "00240004 6e0001ff 80290008 932ff9b1 51263b36" +
            "00060009 6576746a 3a683676 59202020" +
            "00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2" +
            "80280004 e57a3bcf";

        private const string ResponseV4 =
            "0101003c 2112a442 b7e7a701 bc34d686 fa87dfae" +
            "8022000b 74657374 20766563 746f7220" +
            "00200008 0001a147 e112a643" +
            "00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7" +
            "80280004 c07d4c96";

        private const string ResponseV6 =
            "01010048 2112a442 b7e7a701 bc34d686 fa87dfae" +
            "8022000b 74657374 20766563 746f7220" +
            "00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9" +
            "00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41" +
            "80280004 c8fb0b4c";

        [Test]
        public void SampleRequest_IsRead()
        {
            Assert.That(StunMessage.TryParse(Hex.Bytes(Request), out StunMessage message), Is.True);
            Assert.That(message.Class, Is.EqualTo(StunClass.Request));
            Assert.That(message.Method, Is.EqualTo(StunMethod.Binding));
            Assert.That(message.TransactionId.ToString(), Is.EqualTo("b7e7a701bc34d686fa87dfae"));
            Assert.That(message.TryFind(StunAttribute.Software, out ReadOnlySpan<byte> software), Is.True);
            Assert.That(Encoding.ASCII.GetString(software), Is.EqualTo("STUN test client"));
            Assert.That(message.TryGetPriority(out uint priority), Is.True);
            Assert.That(priority, Is.EqualTo(0x6e0001ff));
            Assert.That(message.TryGetTieBreaker(StunAttribute.IceControlled, out ulong tieBreaker), Is.True);
            Assert.That(tieBreaker, Is.EqualTo(0x932ff9b151263b36));
            Assert.That(message.TryGetTieBreaker(StunAttribute.IceControlling, out _), Is.False);
            Assert.That(message.TryGetUfrags(out ReadOnlySpan<byte> recipient, out ReadOnlySpan<byte> sender), Is.True);
            Assert.That(Encoding.ASCII.GetString(recipient), Is.EqualTo("evtj"));
            Assert.That(Encoding.ASCII.GetString(sender), Is.EqualTo("h6vY"));
            Assert.That(message.ListNotUnderstood(new ushort[4]), Is.EqualTo(0));
        }

        [TestCase(ResponseV4, "192.0.2.1")]
        [TestCase(ResponseV6, "2001:db8:1234:5678:11:2233:4455:6677")]
        public void SampleResponse_CarriesTheMappedAddress(string vector, string address)
        {
            Assert.That(StunMessage.TryParse(Hex.Bytes(vector), out StunMessage message), Is.True);
            Assert.That(message.Class, Is.EqualTo(StunClass.Success));
            Assert.That(message.TryGetXorMappedAddress(out TransportAddress mapped), Is.True);
            Assert.That(mapped, Is.EqualTo(IcePair.Address(address, 32853)));
        }

        [Test]
        public void Samples_AreAuthentic([Values(Request, ResponseV4, ResponseV6)] string vector)
        {
            var key = new StunIntegrity(Password);
            var other = new StunIntegrity("another password of 22");
            Assert.That(StunMessage.TryParse(Hex.Bytes(vector), out StunMessage message), Is.True);
            Assert.That(message.IsSignedWith(key), Is.True);
            Assert.That(message.HasNoWrongFingerprint, Is.True);
            Assert.That(message.IsSignedWith(other), Is.False);
        }

        /// <summary>RFC 5769 section 2.4: username and password as SASLprep leaves them.</summary>
        [Test]
        public void SampleWithLongTermCredentials_IsAuthentic()
        {
            const string vector =
                "00010060 2112a442 78ad3433 c6ad72c0 29da412e" +
                "00060012 e3839ee3 8388e383 aae38383 e382af e382b9 0000" +
                "0015001c 662f2f34 39396b39 35346436 4f4c3334 6f4c3946 53547679 36347341" +
                "0014000b 6578616d 706c652e 6f726700" +
                "00080014 f6702465 6dd64a3e 02b8e071 2e85c9a2 8ca89666";
            byte[] realm = Encoding.ASCII.GetBytes("example.org");
            var key = StunIntegrity.LongTerm("マトリックス", realm, "TheMatrIX");
            var other = StunIntegrity.LongTerm("マトリックス", realm, "TheMatrix");
            Assert.That(StunMessage.TryParse(Hex.Bytes(vector), out StunMessage message), Is.True);
            Assert.That(message.IsSignedWith(key), Is.True);
            Assert.That(message.IsSignedWith(other), Is.False);
        }

        [Test]
        public void EveryFlippedBit_SpoilsIt()
        {
            const int fingerprintAt = 100;
            var key = new StunIntegrity(Password);
            byte[] sound = Hex.Bytes(Request);
            for (int bit = 0; bit < fingerprintAt * 8; bit++)
            {
                byte[] spoiled = (byte[])sound.Clone();
                spoiled[bit / 8] ^= (byte)(1 << bit % 8);
                bool isGood = StunMessage.TryParse(spoiled, out StunMessage message) &&
                    message.HasNoWrongFingerprint && message.IsSignedWith(key);
                Assert.That(isGood, Is.False, $"bit {bit}");
            }
        }

        [Test]
        public void EveryTruncation_IsRefused()
        {
            byte[] sound = Hex.Bytes(Request);
            for (int length = 0; length < sound.Length; length++)
                Assert.That(StunMessage.TryParse(sound.AsSpan(0, length), out _), Is.False, $"{length} bytes");
            Assert.That(StunMessage.TryParse(Hex.Bytes(Request + "00000000"), out _), Is.False, "bytes left over");
        }

        [TestCase("4001 0000 2112a442 000000000000000000000000", TestName = "first bits set")]
        [TestCase("0001 0000 2112a443 000000000000000000000000", TestName = "another cookie")]
        [TestCase("0001 0002 2112a442 000000000000000000000000 0000", TestName = "length no multiple of four")]
        [TestCase("0001 0004 2112a442 000000000000000000000000 80220001", TestName = "value beyond the end")]
        [TestCase("0001 0008 2112a442 000000000000000000000000 0008000400000000", TestName = "short integrity")]
        [TestCase("0001 0004 2112a442 000000000000000000000000 80280000", TestName = "short fingerprint")]
        [TestCase("0001 000c 2112a442 000000000000000000000000 8028000400000000 80220000", TestName = "trailing")]
        public void Malformed_IsRefused(string datagram) =>
            Assert.That(StunMessage.TryParse(Hex.Bytes(datagram), out _), Is.False);

        [Test]
        public void AttributesAfterIntegrity_AreNotFound()
        {
            byte[] datagram = Hex.Bytes(
                "0001 0020 2112a442 000000000000000000000000" +
                "00080014 0000000000000000000000000000000000000000 00250000 7fff0000");
            Assert.That(StunMessage.TryParse(datagram, out StunMessage message), Is.True);
            Assert.That(message.TryFind(StunAttribute.UseCandidate, out _), Is.False);
            Assert.That(message.ListNotUnderstood(new ushort[4]), Is.EqualTo(0));
        }

        [Test]
        public void MessageWithoutIntegrity_IsNotSigned()
        {
            var key = new StunIntegrity(Password);
            StunMessage.TryParse(Hex.Bytes("0001 0000 2112a442 000000000000000000000000"), out StunMessage message);
            Assert.That(message.IsSignedWith(key), Is.False);
        }
    }
}
