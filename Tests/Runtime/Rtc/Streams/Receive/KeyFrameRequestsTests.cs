#nullable enable
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class KeyFrameRequestsTests
    {
        private readonly KeyFrameRequests _requests = new KeyFrameRequests();

        [Test]
        public void ManyAsk_OneIsSentAndOneMoreAtTheEnd()
        {
            int sent = 0;
            for (int ms = 1000; ms < 1200; ms += 10)
            {
                _requests.Ask(Instant.FromMilliseconds(ms));
                if (_requests.TryTake(Instant.FromMilliseconds(ms))) sent++;
            }

            Assert.That(sent, Is.EqualTo(1));
            Instant end = Instant.FromMilliseconds(1000) + KeyFrameRequests.Interval;
            Assert.That(_requests.NextDeadline.At, Is.EqualTo(end));
            Assert.That(_requests.TryTake(_requests.NextDeadline.At));
            Assert.That(_requests.NextDeadline.IsPending, Is.False);
            Assert.That(_requests.CommandSeq, Is.EqualTo(2));
        }

        [Test]
        public void NoneAsks_NoneIsSent() => Assert.That(new KeyFrameRequests().TryTake(default), Is.False);
    }
}
