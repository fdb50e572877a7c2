#nullable enable
using System;
using System.Text;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class StunWriterTests
    {
        private static readonly TransactionId Id = new TransactionId(Hex.Bytes("b7e7a701bc34d686fa87dfae"));

        [Test]
        public void EveryClass_ComesBack([Values] StunClass @class)
        {
            var writer = new StunWriter(new byte[20], @class, (StunMethod)0xABC, Id);
            Assert.That(writer.Length, Is.EqualTo(20));

            var buffer = new byte[20];
            _ = new StunWriter(buffer, @class, (StunMethod)0xABC, Id);
            Assert.That(StunMessage.TryParse(buffer, out StunMessage message), Is.True);
            Assert.That(message.Class, Is.EqualTo(@class));
            Assert.That(message.Method, Is.EqualTo((StunMethod)0xABC));
            Assert.That(message.TransactionId, Is.EqualTo(Id));
        }

        [Test]
        public void Check_ComesBackAuthentic()
        {
            var key = new StunIntegrity("VOkJxbRl1RmTxUk/WvJxBt");
            var buffer = new byte[256];
            new Random(1).NextBytes(buffer);
            var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, Id);
            writer.WriteUsername(Encoding.ASCII.GetBytes("evtj"), Encoding.ASCII.GetBytes("h6vY"));
            writer.WriteUInt32(StunAttribute.Priority, 0x6e0001ff);
            writer.WriteUInt64(StunAttribute.IceControlling, 0x932ff9b151263b36);
            writer.WriteFlag(StunAttribute.UseCandidate);
            writer.WriteIntegrity(key);
            writer.WriteFingerprint();

            Assert.That(StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out StunMessage message), Is.True);
            Assert.That(message.IsSignedWith(key), Is.True);
            Assert.That(message.HasNoWrongFingerprint, Is.True);
            Assert.That(message.TryFind(StunAttribute.Fingerprint, out _), Is.False, "integrity does not cover it");
            Assert.That(message.TryGetUfrags(out ReadOnlySpan<byte> recipient, out _), Is.True);
            Assert.That(Encoding.ASCII.GetString(recipient), Is.EqualTo("evtj"));
            Assert.That(message.TryGetTieBreaker(StunAttribute.IceControlling, out ulong tieBreaker), Is.True);
            Assert.That(tieBreaker, Is.EqualTo(0x932ff9b151263b36));
            Assert.That(message.TryFind(StunAttribute.UseCandidate, out _), Is.True);
            Assert.That(Hex.Text(buffer.AsSpan(33, 3)), Is.EqualTo("000000"), "padding is zero");
        }

        [TestCase("192.0.2.1")]
        [TestCase("2001:db8:1234:5678:11:2233:4455:6677")]
        public void MappedAddress_ComesBack(string address)
        {
            TransportAddress mapped = IcePair.Address(address, 32853);
            var buffer = new byte[64];
            var writer = new StunWriter(buffer, StunClass.Success, StunMethod.Binding, Id);
            writer.WriteXorMappedAddress(mapped);

            Assert.That(StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out StunMessage message), Is.True);
            Assert.That(message.TryGetXorMappedAddress(out TransportAddress read), Is.True);
            Assert.That(read, Is.EqualTo(mapped));
        }

        [Test]
        public void MappedAddress_IsMaskedAsTheRfcPrintsIt()
        {
            var buffer = new byte[32];
            var writer = new StunWriter(buffer, StunClass.Success, StunMethod.Binding, Id);
            writer.WriteXorMappedAddress(IcePair.Address("192.0.2.1", 32853));

            Assert.That(Hex.Text(buffer.AsSpan(20, 12)), Is.EqualTo("002000080001a147e112a643"));
        }

        [Test]
        public void Refusal_SaysWhy()
        {
            var buffer = new byte[64];
            var writer = new StunWriter(buffer, StunClass.Error, StunMethod.Binding, Id);
            writer.WriteErrorCode(StunErrorCode.UnknownAttribute, "Unknown Attribute");
            writer.WriteUnknownAttributes(new ushort[] { 0x7fff, 0x0003, 0x0004 });

            Assert.That(StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out StunMessage message), Is.True);
            Assert.That(message.TryGetErrorCode(out StunErrorCode code), Is.True);
            Assert.That(code, Is.EqualTo(StunErrorCode.UnknownAttribute));
            Assert.That(message.TryFind(StunAttribute.UnknownAttributes, out ReadOnlySpan<byte> types), Is.True);
            Assert.That(Hex.Text(types), Is.EqualTo("7fff00030004"));
        }

        [Test]
        public void NotUnderstood_AreListedAsFarAsThereIsRoom()
        {
            var buffer = new byte[64];
            var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, Id);
            writer.WriteFlag((StunAttribute)0x7ffe);
            writer.WriteFlag((StunAttribute)0xfffe);
            writer.WriteFlag(StunAttribute.UseCandidate);
            writer.WriteFlag((StunAttribute)0x0003);
            writer.WriteFlag((StunAttribute)0x0004);

            StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out StunMessage message);
            var types = new ushort[2];
            Assert.That(message.ListNotUnderstood(types), Is.EqualTo(2));
            Assert.That(types, Is.EqualTo(new ushort[] { 0x7ffe, 0x0003 }), "types from 0x8000 may be passed over");
        }
    }
}
