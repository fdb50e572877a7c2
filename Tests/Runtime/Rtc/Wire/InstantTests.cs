#nullable enable
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class InstantTests
    {
        [TestCase(0, "0.000000 s")]
        [TestCase(1_500_000, "1.500000 s")]
        [TestCase(-1, "-0.000001 s")]
        [TestCase(-1_500_000, "-1.500000 s")]
        [TestCase(long.MinValue, "-9223372036854.775808 s")]
        public void ToString_IsInSeconds_AlsoBeforeTheOrigin(long microseconds, string text) =>
            Assert.That(new Instant(microseconds).ToString(), Is.EqualTo(text));
    }
}
