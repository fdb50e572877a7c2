#nullable enable
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class SeqNoTests
    {
        [Test]
        public void Extend_FollowsTheStreamAcrossRollOver(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            var seq = new SeqNo(start);
            for (int i = 0; i < 70000; i++)
            {
                SeqNo next = SeqNo.Extend((ushort)(start + i), seq);
                Assert.That(next.Value, Is.EqualTo(start + i));
                seq = next;
            }
        }

        [Test]
        public void Extend_TakesALateValueAsTheCycleBefore()
        {
            Assert.That(SeqNo.Extend(65535, new SeqNo(65536)).Value, Is.EqualTo(65535));
            Assert.That(SeqNo.Extend(65530, new SeqNo(3)).Value, Is.EqualTo(65530), "there is none before the first");
        }
    }
}
