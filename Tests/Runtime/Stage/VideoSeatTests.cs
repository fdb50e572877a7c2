#nullable enable
using System.Numerics;
using Earshot.Stage;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class VideoSeatTests
    {
        // On a screen 1080 pixels high, 60 degrees tall, something half a metre tall at 1 m takes 468 of them.
        private const float Tall = 0.5f;

        [TestCase(1f, VideoLayer.High)]
        [TestCase(2f, VideoLayer.Medium)]
        [TestCase(6f, VideoLayer.Low)]
        public void LayerFollowsSizeOnScreen(float distance, VideoLayer layer)
        {
            StageRun run = Watch(out PlayerIndex me);
            PlayerIndex other = Show(run, distance);
            run.Run(1);
            Assert.That(run.Layer(me, other), Is.EqualTo(layer));
        }

        [Test]
        public void TooSmallToSee_IsNotPulled()
        {
            StageRun run = Watch(out PlayerIndex me);
            PlayerIndex other = Show(run, 14);
            run.Run(1);
            Assert.That(run.Pulls(me, other, Medium.Video), Is.False);
        }

        [Test]
        public void LargestOnScreenGetTheSeats_AndVoicesKeepTheirs()
        {
            StageRun run = Watch(out PlayerIndex me);
            PlayerIndex far = Show(run, 5), near = Show(run, 2), behind = Show(run, -3);
            run.Run(1);
            Assert.That(run.Pulls(me, near, Medium.Video) && run.Pulls(me, far, Medium.Video));
            Assert.That(run.Pulls(me, behind, Medium.Video), Is.False, "there are two seats");
            Assert.That(run.Count(me), Is.EqualTo(3), "voices");
            run.Director.SetView(me, View.Of(-Vector3.UnitX, 60, 1920, 1080));
            run.Run(2);
            Assert.That(run.Pulls(me, behind, Medium.Video));
        }

        [Test]
        public void SizeAtAThreshold_DoesNotFlap()
        {
            StageRun run = Watch(out PlayerIndex me);
            PlayerIndex other = Show(run, 2.6f); // 180 pixels
            int ticks = 0;
            run.BeforeTick += () => run.At(other, 2.6f + (ticks++ % 2 == 0 ? 0.2f : -0.2f));
            run.Run(10);
            Assert.That(
                run.Changes.FindAll(change => change.Change.Kind == StageChangeKind.SetLayer).Count, Is.LessThan(3));
        }

        [Test]
        public void PinnedVideo_StaysBehindOurBack()
        {
            StageRun run = Watch(out PlayerIndex me);
            PlayerIndex friend = Show(run, -30);
            Show(run, 1);
            Show(run, 2);
            run.Director.SetPinned(me, friend, true);
            run.Run(3);
            Assert.That(run.Pulls(me, friend, Medium.Video));
            Assert.That(run.Layer(me, friend), Is.EqualTo(VideoLayer.Low));
        }

        [Test]
        public void VideoTurnedOffOrBlockedOrUnwatched_IsDropped()
        {
            StageRun run = Watch(out PlayerIndex me);
            PlayerIndex one = Show(run, 1), other = Show(run, 2);
            run.Run(0.2);
            run.Director.SetScreen(one, 0);
            run.Director.SetBlocked(me, other, true);
            run.Run(0.2);
            Assert.That(run.Count(me, Medium.Video), Is.Zero);
            run.Director.SetScreen(one, Tall);
            run.Run(0.2);
            Assert.That(run.Pulls(me, one, Medium.Video));
            run.Director.SetView(me, null);
            run.Run(0.2);
            Assert.That(run.Count(me, Medium.Video), Is.Zero);
        }

        private static StageRun Watch(out PlayerIndex me)
        {
            var run = new StageRun(new StageSettings { VideoSeats = 2 });
            me = run.Listener();
            run.Director.SetView(me, View.Of(Vector3.UnitX, 60, 1920, 1080));
            return run;
        }

        private static PlayerIndex Show(StageRun run, float distance)
        {
            PlayerIndex player = run.Player(distance);
            run.Director.SetScreen(player, Tall);
            return player;
        }
    }
}
