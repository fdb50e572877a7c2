#nullable enable
using Earshot.Rtc.Wire;
using Earshot.Stage;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class StageAllocationTests
    {
        [TestCase(1)]
        [TestCase(300)]
        public void TickAllocatesNothing(int listeners)
        {
            var director = new Director(new StageSettings { VoiceSeats = 6 }, 300);
            var crowd = new StageCrowd(3, 150, director);
            for (int i = 0; i < 300; i++) crowd.Add(i < listeners);
            foreach (StageCrowd.Walker walker in crowd.Walkers) director.SetScreen(walker.Index, 0.5f);
            PlayerIndex first = crowd.Walkers[0].Index;
            director.SetPinned(first, crowd.Walkers[1].Index, true);
            director.SetBroadcast(crowd.Walkers[2].Index, Channels.Megaphone);
            director.SetView(first, View.Of(System.Numerics.Vector3.UnitX, 60, 1920, 1080));
            var now = new Instant(0);
            int changes = 0;
            var places = new System.Collections.Generic.List<StageCrowd.Walker>(crowd.Walkers);
            long allocated = Allocation.Of(1000, () =>
            {
                now = new Instant(now.Microseconds + 50_000);
                for (int i = 0; i < places.Count; i++)
                {
                    StageCrowd.Walker walker = places[i];
                    walker.Place.X += ((now.Microseconds / 1_000_000 + i) & 1) == 0 ? 0.1f : -0.1f;
                    director.HandlePlace(now, walker.Index, walker.Place);
                    director.HandleLevel(now, walker.Index, ((now.Microseconds / 700_000 + i) % 5) == 0 ? 0.8f : 0);
                }

                director.HandleTick(now);
                while (director.TryPollChange(out _)) changes++;
            });
            Assert.That(changes, Is.GreaterThan(100));
            Assert.That(allocated, Is.Zero);
        }
    }
}
