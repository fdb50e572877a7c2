#nullable enable
using System;
using Earshot.Rtc.Sctp;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>The examples of RFC 3720 appendix B.4, whose checksum is SCTP's.</summary>
    public sealed class Crc32cTests
    {
        [TestCase(0, 0, 0x8A9136AAu)]
        [TestCase(0xFF, 0, 0x62A8AB43u)]
        [TestCase(0, 1, 0x46DD794Eu)]
        [TestCase(31, -1, 0x113FDB5Cu)]
        public void ThirtyTwoBytes_AsTheRfcHasThem(int first, int step, uint expected)
        {
            var bytes = new byte[32];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(first + i * step);
            for (int cut = 0; cut <= bytes.Length; cut++)
            {
                uint crc = Crc32c.Append(Crc32c.Start, bytes.AsSpan(0, cut));
                Assert.That(~Crc32c.Append(crc, bytes.AsSpan(cut)), Is.EqualTo(expected), $"in two, {cut} first");
            }
        }
    }
}
