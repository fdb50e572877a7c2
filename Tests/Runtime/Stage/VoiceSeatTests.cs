#nullable enable
using System;
using Earshot.Stage;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class VoiceSeatTests
    {
        [Test]
        public void NearestGetTheSeats()
        {
            var run = new StageRun(new StageSettings { VoiceSeats = 2 });
            PlayerIndex me = run.Listener();
            PlayerIndex far = run.Player(15), near = run.Player(3), middle = run.Player(8);
            run.Run(1);
            Assert.That(run.Pulls(me, near) && run.Pulls(me, middle));
            Assert.That(run.Pulls(me, far), Is.False);
            Assert.That(run.Gain(me, near), Is.EqualTo(1));
        }

        [Test]
        public void NobodyIsHeardBeforeTheyHaveAPlace()
        {
            var run = new StageRun(new StageSettings());
            PlayerIndex me = run.Listener(), nowhere = run.Director.Add();
            run.Run(1);
            Assert.That(run.Pulls(me, nowhere), Is.False);
            run.At(nowhere, 1);
            run.Run(0.15);
            Assert.That(run.Pulls(me, nowhere));
        }

        [Test]
        public void ListenerWithoutAPlace_PullsOnlyWhatIsHeardEverywhere()
        {
            var run = new StageRun(new StageSettings());
            PlayerIndex me = run.Director.Add(true), near = run.Player(0), megaphone = run.Player(500);
            run.Director.SetBroadcast(megaphone, Channels.Megaphone);
            run.Run(1);
            Assert.That(run.Pulls(me, near), Is.False);
            Assert.That(run.Gain(me, megaphone), Is.EqualTo(1));
        }

        [TestCase(3, 2)]
        [TestCase(3, 4)]
        [TestCase(60, 50)]
        public void EachVoiceCarriesItsOwnRange(float range, float distance)
        {
            var run = new StageRun(new StageSettings { Margin = 0 });
            PlayerIndex me = run.Listener(), other = run.Player(distance);
            run.Director.SetRange(other, range);
            run.Run(1);
            Assert.That(run.Pulls(me, other), Is.EqualTo(distance < range));
        }

        [Test]
        public void LoudVoiceFarAway_TakesTheSeatOfASilentNearOne()
        {
            var run = new StageRun(new StageSettings { VoiceSeats = 1 });
            PlayerIndex me = run.Listener(), near = run.Player(2), far = run.Player(15);
            run.Run(2);
            Assert.That(run.Pulls(me, near));
            run.Speaks(far);
            run.Run(0.15);
            Assert.That(run.Pulls(me, far), "without a fade, since nobody hears the silent one end");
            Assert.That(run.Pulls(me, near), Is.False);
        }

        [Test]
        public void VoiceThatSpeaks_FadesBeforeItIsDropped()
        {
            var run = new StageRun(new StageSettings { VoiceSeats = 1 });
            PlayerIndex me = run.Listener(), near = run.Player(10), far = run.Player(2);
            run.Director.SetMuted(far, true);
            run.Speaks(near, 0.3f);
            run.Run(2);
            run.Director.SetMuted(far, false);
            run.Speaks(far);
            run.Run(1);
            Assert.That(run.Pulls(me, far));
            int drop = run.Changes.FindIndex(change => change.Change.Kind == StageChangeKind.Drop);
            Assert.That(run.Changes[drop - 1].Change.Gain, Is.Zero);
            Assert.That(run.Changes[drop - 2].Change.Gain, Is.InRange(0.01f, 0.99f));
            Assert.That(run.Changes[drop].Milliseconds - run.Changes[drop - 1].Milliseconds, Is.LessThanOrEqualTo(50));
        }

        [Test]
        public void LoudThenMuted_DoesNotHoldTheSeat()
        {
            var run = new StageRun(new StageSettings { VoiceSeats = 1 });
            PlayerIndex me = run.Listener(), loud = run.Player(2, 1), quiet = run.Player(12);
            run.Run(2);
            Assert.That(run.Pulls(me, loud));
            run.Director.SetMuted(loud, true);
            run.Run(0.15);
            Assert.That(run.Pulls(me, quiet));
        }

        [Test]
        public void LoudThenSilent_IsForgottenByHalves()
        {
            var run = new StageRun(new StageSettings { LoudnessHalfLife = TimeSpan.FromSeconds(1) });
            PlayerIndex player = run.Player(1, 0.8f);
            run.Tick();
            run.Run(1);
            Assert.That(run.Director.LoudnessOf(player), Is.EqualTo(0.4f).Within(0.02f));
            run.Run(9);
            Assert.That(run.Director.LoudnessOf(player), Is.Zero);
        }

        [Test]
        public void MutedVoice_KeepsASeatThatNobodyElseWants()
        {
            var run = new StageRun(new StageSettings());
            PlayerIndex me = run.Listener(), muted = run.Player(2);
            run.Director.SetMuted(muted, true);
            run.Run(1);
            Assert.That(run.Pulls(me, muted), "to be heard at once when unmuted");
        }

        [Test]
        public void EqualVoices_NeverChangeSeats()
        {
            var run = new StageRun(new StageSettings { VoiceSeats = 4 });
            PlayerIndex me = run.Listener();
            for (int i = 0; i < 12; i++) run.Speaks(run.Player(i % 2 == 0 ? 5 : -5), 0.5f);
            run.Run(30);
            Assert.That(run.PullsSince(0, me), Is.EqualTo(4));
        }

        [Test]
        public void BlockedPlayer_IsDroppedAtOnceAndNeverPulled()
        {
            var run = new StageRun(new StageSettings());
            PlayerIndex me = run.Listener(), pest = run.Player(1, 1);
            run.Run(1);
            run.Director.SetBlocked(me, pest, true);
            run.Tick();
            Assert.That(run.Pulls(me, pest), Is.False);
            run.Director.SetBroadcast(pest, Channels.Megaphone);
            run.Director.SetPinned(me, pest, true);
            run.Run(2);
            Assert.That(run.Pulls(me, pest), Is.False);
            run.Director.SetBlocked(me, pest, false);
            run.Tick();
            Assert.That(run.Pulls(me, pest));
        }

        [Test]
        public void PinnedPlayer_HasASeatAnywhere()
        {
            var run = new StageRun(new StageSettings { VoiceSeats = 2 });
            PlayerIndex me = run.Listener(), friend = run.Player(400);
            run.Speaks(run.Player(1));
            run.Speaks(run.Player(2));
            run.Run(0.2);
            run.Director.SetPinned(me, friend, true);
            run.Run(0.5);
            Assert.That(run.Gain(me, friend), Is.EqualTo(1), "before the tenure of the others has passed");
            run.Director.SetPinned(me, friend, false);
            run.Run(2);
            Assert.That(run.Pulls(me, friend), Is.False);
        }

        [Test]
        public void Radio_IsHeardByItsTeamOnly()
        {
            var run = new StageRun(new StageSettings());
            PlayerIndex red = run.Listener(), blue = run.Listener(100), speaker = run.Player(900);
            run.Director.SetTuned(red, Channels.Of(0));
            run.Director.SetTuned(blue, Channels.Of(1));
            run.Director.SetBroadcast(speaker, Channels.Of(0) | Channels.Of(5));
            run.Run(1);
            Assert.That(run.Gain(red, speaker), Is.EqualTo(1));
            Assert.That(run.Pulls(blue, speaker), Is.False);
            run.Director.SetBroadcast(speaker, Channels.None);
            run.Run(2);
            Assert.That(run.Pulls(red, speaker), Is.False);
        }

        [Test]
        public void Priority_OutweighsDistance()
        {
            var run = new StageRun(new StageSettings { VoiceSeats = 1 });
            PlayerIndex me = run.Listener(), guide = run.Player(18);
            run.Player(2);
            run.Director.SetPriority(guide, 1);
            run.Run(1);
            Assert.That(run.Pulls(me, guide));
        }

        [Test]
        public void Deaf_PullsNothing()
        {
            var run = new StageRun(new StageSettings());
            PlayerIndex me = run.Listener(), other = run.Player(2, 1);
            run.Run(1);
            run.Director.SetDeaf(me, true);
            run.Run(1);
            Assert.That(run.Pulls(me, other), Is.False);
            run.Director.SetDeaf(me, false);
            run.Run(1);
            Assert.That(run.Gain(me, other), Is.EqualTo(1));
        }

        [Test]
        public void ActiveSpeakers_AreTheLoudestWhereverTheyAre()
        {
            var run = new StageRun(StageSettings.ActiveSpeakers(6), 200);
            PlayerIndex me = run.Director.Add(true);
            var players = new PlayerIndex[100];
            for (int i = 0; i < players.Length; i++) players[i] = run.Director.Add();
            for (int i = 0; i < players.Length; i += 15) run.Speaks(players[i], 0.5f + i / 300f);
            run.Run(3);
            for (int i = 15; i < players.Length; i += 15) Assert.That(run.Gain(me, players[i]), Is.EqualTo(1), $"{i}");
            Assert.That(run.Count(me), Is.EqualTo(6));
        }

        [Test]
        public void RemovedPlayer_LeavesNothingBehind()
        {
            var run = new StageRun(new StageSettings { VoiceSeats = 2 }, 3);
            PlayerIndex me = run.Listener(), gone = run.Player(1, 1);
            run.Director.SetPinned(me, gone, true);
            run.Run(1);
            run.Director.Remove(gone);
            Assert.That(run.Director.TryPollChange(out _), Is.False);
            Assert.That(() => run.Director.SetMuted(gone, true), Throws.ArgumentException);
            PlayerIndex next = run.Director.Add();
            Assert.That(next, Is.EqualTo(gone), "the number is used again");
            run.Director.HandleTick(run.Now);
            Assert.That(run.Director.TryPollChange(out _), Is.False, "the newcomer has no place, and is not pinned");
        }

        [Test]
        public void ClockTurnsOver_WithoutNotice([Values(1, 2)] int times)
        {
            var run = new StageRun(new StageSettings { VoiceSeats = 1 });
            PlayerIndex me = run.Listener(), near = run.Player(5), far = run.Player(15);
            for (int i = 0; i < times; i++)
            {
                run.Tick();
                run.Skip(TimeSpan.FromDays(24.85));
            }

            for (int i = 0; i < 20; i++)
            {
                PlayerIndex speaker = i % 2 == 0 ? near : far;
                for (int tick = 0; tick < 1500; tick++)
                {
                    run.Director.HandleLevel(run.Now, speaker, 1);
                    run.Tick();
                }

                Assert.That(run.Pulls(me, speaker), $"turn {i}");
            }
        }

        [Test]
        public void PlaceThatIsNone_IsTheCallersFault()
        {
            var run = new StageRun(new StageSettings());
            PlayerIndex me = run.Listener();
            Assert.That(() => run.At(me, float.NaN), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => run.Director.HandleLevel(run.Now, me, float.NaN), Throws.InstanceOf<ArgumentException>());
            var settings = new StageSettings { Mutuality = -1 };
            Assert.That(() => new Director(settings, 1), Throws.InstanceOf<ArgumentException>());
        }
    }
}
