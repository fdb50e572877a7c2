#nullable enable
using System;
using Earshot.Rtc.Dtls;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class DtlsRecordHeaderTests
    {
        [Test]
        public void Header_SurvivesTheWire()
        {
            var bytes = new byte[DtlsRecordHeader.Size + 300];
            new DtlsRecordHeader(DtlsContentType.Alert, 0xFEFD, 1, 0xABCD_0123_4567, 300).WriteTo(bytes);
            Assert.That(bytes[0], Is.EqualTo(21));
            Assert.That(bytes[5], Is.EqualTo(0xAB), "the number's first byte follows the epoch");
            Assert.That(DtlsRecordHeader.TryParse(bytes, out DtlsRecordHeader header), Is.True);
            Assert.That(header.Type, Is.EqualTo(DtlsContentType.Alert));
            Assert.That(header.Version, Is.EqualTo(0xFEFD));
            Assert.That(header.Epoch, Is.EqualTo(1));
            Assert.That(header.Number, Is.EqualTo(0xABCD_0123_4567));
            Assert.That(header.Length, Is.EqualTo(300));
        }

        [Test]
        public void CutOffRecord_IsRefusedAtEveryLength()
        {
            var bytes = new byte[DtlsRecordHeader.Size + 20];
            new DtlsRecordHeader(DtlsContentType.Handshake, 0xFEFF, 0, 7, 20).WriteTo(bytes);
            for (int length = 0; length < bytes.Length; length++)
                Assert.That(DtlsRecordHeader.TryParse(bytes.AsSpan(0, length), out _), Is.False, $"{length} bytes");
            Assert.That(DtlsRecordHeader.TryParse(bytes, out _), Is.True);
        }
    }
}
