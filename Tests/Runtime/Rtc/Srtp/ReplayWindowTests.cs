#nullable enable
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class ReplayWindowTests
    {
        [Test]
        public void DuplicatePacket_IsNotFresh([Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            var window = new ReplayWindow();
            for (int i = 0; i < 3000; i++)
            {
                var seq = new SeqNo(start + i);
                Assert.That(window.IsFresh(seq), $"{seq}");
                window.Commit(seq);
                Assert.That(window.IsFresh(seq), Is.False, $"{seq}");
            }
        }

        [Test]
        public void ReorderedPacket_IsFreshOnceWithinTheWindow(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            var window = new ReplayWindow();
            long highest = start + 2 * ReplayWindow.Size;
            window.Commit(new SeqNo(highest));
            for (int age = 1; age < ReplayWindow.Size; age++)
            {
                var seq = new SeqNo(highest - age);
                Assert.That(window.IsFresh(seq), $"{age} behind");
                window.Commit(seq);
                Assert.That(window.IsFresh(seq), Is.False, $"{age} behind");
            }

            Assert.That(window.IsFresh(new SeqNo(highest - ReplayWindow.Size)), Is.False, "too old to tell");
        }

        [Test]
        public void JumpAhead_ForgetsNothingWithinTheWindowAndAllBehindIt(
            [Values(1, 63, 64, 65, 1000, 1024, 1088, 1089, 100000)] int jump)
        {
            var window = new ReplayWindow();
            var first = new SeqNo(5000);
            window.Commit(first);
            window.Commit(first + jump);
            for (long seq = first.Value - 10; seq <= first.Value + jump; seq++)
            {
                bool isKnown = seq == first.Value || seq == first.Value + jump;
                bool isOld = first.Value + jump - seq >= ReplayWindow.Size;
                if (window.IsFresh(new SeqNo(seq)) != (!isKnown && !isOld)) Assert.Fail($"{seq}");
            }
        }

        [Test]
        public void AskingAlone_ChangesNothing()
        {
            var window = new ReplayWindow();
            window.Commit(new SeqNo(10));
            Assert.That(window.IsFresh(new SeqNo(1_000_000)));
            Assert.That(window.IsFresh(new SeqNo(9)), "a forged packet far ahead has not closed the window");
        }

        [Test]
        public void NegativeNumber_IsNeverFreshOnceAnythingCame()
        {
            var window = new ReplayWindow();
            window.Commit(new SeqNo(3));
            Assert.That(window.IsFresh(new SeqNo(-1)), Is.False);
        }
    }
}
