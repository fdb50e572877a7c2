#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Earshot.Stage;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What holds over minutes, whoever walks and talks.</summary>
    public sealed class StageHabitTests
    {
        private const float TickSeconds = 0.05f;

        [Test]
        public void SeatChangesHandsAtMostOnceASecond_ForWalkersAtTheEdge([Range(1, 8)] int seed)
        {
            var random = new Random(seed);
            var run = new StageRun(new StageSettings { VoiceSeats = 3 });
            PlayerIndex me = run.Listener();
            for (int i = 0; i < 12; i++) Wander(run, random, 15 + i % 5 * 3);
            var pulls = new Dictionary<int, int>();
            var seated = new int[3];
            for (int tick = 0; tick < 1200; tick++)
            {
                run.Tick();
                for (int seat = 0; seat < 3; seat++)
                {
                    int player = run.Director.TryGetSeat(me, Medium.Voice, seat, out SeatState state)
                        ? state.Player.Value : -1;
                    if (player == seated[seat]) continue;
                    seated[seat] = player;
                    if (player < 0) continue;
                    if (pulls.TryGetValue(seat, out int before))
                        Assert.That(run.Milliseconds - before, Is.GreaterThanOrEqualTo(1000), $"seat {seat}");
                    pulls[seat] = run.Milliseconds;
                }
            }

            Assert.That(run.PullsSince(0, me), Is.GreaterThan(10), "they do come and go");
        }

        [Test]
        public void WalkerToAndFroAcrossTheEdge_IsPulledOnceAndGlides()
        {
            var run = new StageRun(new StageSettings());
            PlayerIndex me = run.Listener(), walker = run.Player(20);
            run.BeforeTick += () => run.At(walker, 20 + 1.5f * (float)Math.Sin(run.Milliseconds / 400.0));
            run.Run(60);
            Assert.That(run.PullsSince(0, me), Is.EqualTo(1));
            float before = 0;
            foreach ((int _, StageChange change) in run.Changes.Where(c => c.Change.Kind == StageChangeKind.SetGain))
            {
                Assert.That(Math.Abs(change.Gain - before), Is.LessThan(0.35f));
                before = change.Gain;
            }
        }

        [TestCase(1.5f, 0)]
        [TestCase(6f, 500)]
        [TestCase(9f, 500)]
        public void WhoComesNearer_IsPulledBeforeBeingHeard(float speed, int leastMilliseconds)
        {
            var run = new StageRun(new StageSettings());
            PlayerIndex me = run.Listener(), runner = run.Player(60);
            run.BeforeTick += () => run.At(runner, 60 - speed * run.Milliseconds / 1000);
            while (!run.Pulls(me, runner)) run.Tick();
            int pulled = run.Milliseconds;
            while (run.Gain(me, runner) == 0) run.Tick();
            Assert.That(run.Milliseconds - pulled, Is.InRange(Math.Max(leastMilliseconds, 500), 1700));
        }

        [Test]
        public void WhoRunsAway_IsNotPulledAhead()
        {
            var run = new StageRun(new StageSettings());
            PlayerIndex me = run.Listener(), runner = run.Player(22.5f);
            run.BeforeTick += () => run.At(runner, 22.5f + 6 * run.Milliseconds / 1000f);
            run.Run(2);
            Assert.That(run.Pulls(me, runner), Is.False);
        }

        [Test]
        public void NeverMoreThanItsSeats_AndNothingTwice([Range(1, 4)] int seed)
        {
            var run = new StageRun(new StageSettings { VoiceSeats = 4 }, 128);
            var crowd = new StageCrowd(seed, 60, run.Director);
            for (int i = 0; i < 100; i++) crowd.Add(listens: i < 30);
            run.BeforeTick += () => crowd.Step(run.Now, TickSeconds);
            for (int tick = 0; tick < 400; tick++)
            {
                run.Tick(); // which throws on a pull of what is pulled, and on a drop of what is not
                foreach (StageCrowd.Walker walker in crowd.Walkers.Take(30))
                    Assert.That(run.Count(walker.Index), Is.LessThanOrEqualTo(4));
            }
        }

        [Test]
        public void VoiceIsNeverDroppedWhileItIsHeard([Range(1, 4)] int seed)
        {
            var run = new StageRun(new StageSettings { VoiceSeats = 3 }, 64);
            var crowd = new StageCrowd(seed, 50, run.Director);
            for (int i = 0; i < 50; i++) crowd.Add(listens: i < 10);
            var levels = new Dictionary<PlayerIndex, float>();
            run.BeforeTick += () => crowd.Step(run.Now, TickSeconds);
            int drops = 0, checkedChanges = 0;
            var gains = new Dictionary<(PlayerIndex, PlayerIndex), float>();
            for (int tick = 0; tick < 600; tick++)
            {
                run.Tick();
                foreach (StageCrowd.Walker walker in crowd.Walkers) levels[walker.Index] = walker.Level;
                for (; checkedChanges < run.Changes.Count; checkedChanges++)
                {
                    StageChange change = run.Changes[checkedChanges].Change;
                    (PlayerIndex, PlayerIndex) pair = (change.Listener, change.Player);
                    if (change.Kind == StageChangeKind.SetGain) gains[pair] = change.Gain;
                    if (change.Kind == StageChangeKind.Pull) gains[pair] = 0;
                    if (change.Kind != StageChangeKind.Drop) continue;
                    drops++;
                    Assert.That(gains[pair] == 0 || levels[change.Player] == 0, $"{change} at gain {gains[pair]}");
                }
            }

            Assert.That(drops, Is.GreaterThan(20));
        }

        [Test]
        public void WhoeverSpeaks_IsHeardSoon_ThoughAllSeatsWereTaken([Range(1, 6)] int seed)
        {
            var random = new Random(seed);
            var run = new StageRun(new StageSettings { VoiceSeats = 4 });
            PlayerIndex me = run.Listener();
            var players = new PlayerIndex[20];
            for (int i = 0; i < players.Length; i++) players[i] = run.Player(2 + (float)random.NextDouble() * 16);
            PlayerIndex speaker = players[0];
            run.BeforeTick += () => run.Director.HandleLevel(run.Now, speaker, 0.7f);
            foreach (PlayerIndex next in players.OrderBy(_ => random.Next()))
            {
                speaker = next;
                run.Run(1.5);
                Assert.That(run.Pulls(me, next), $"{next} speaks alone");
                run.Run(1.5);
                Assert.That(run.Gain(me, next), Is.GreaterThan(0.5f));
            }
        }

        [Test]
        public void WhereSeatsAreScarce_MostConversationsAreHeardBothWays()
        {
            Assert.That(OneSided(mutuality: 0.5f), Is.LessThan(OneSided(mutuality: 0) * 0.75));
        }

        [Test]
        public void WhoSaysThatTheyHearUs_IsPreferred()
        {
            var run = new StageRun(new StageSettings { VoiceSeats = 1 });
            PlayerIndex me = run.Listener(), near = run.Player(9, 0.5f), other = run.Player(10, 0.5f);
            run.Director.SetHearsUs(me, other, true);
            run.Run(1);
            Assert.That(run.Pulls(me, other));
            Assert.That(run.Pulls(me, near), Is.False);
        }

        /// <summary>Share of the pulls between two who both talk that are not returned, in a crowd that
        /// stands.</summary>
        private static double OneSided(float mutuality)
        {
            var settings = new StageSettings { VoiceSeats = 3, Mutuality = mutuality };
            var run = new StageRun(settings, 128);
            var random = new Random(5);
            var all = new List<PlayerIndex>();
            for (int i = 0; i < 100; i++)
            {
                PlayerIndex player = run.Director.Add(true);
                run.At(player, (float)random.NextDouble() * 40, 0, (float)random.NextDouble() * 40);
                all.Add(player);
            }

            var levels = new float[all.Count];
            run.BeforeTick += () =>
            {
                for (int i = 0; i < levels.Length; i++)
                {
                    if (random.Next(40) == 0) levels[i] = random.Next(3) == 0 ? 0.5f : 0;
                    run.Director.HandleLevel(run.Now, all[i], levels[i]);
                }
            };
            int pulls = 0, oneSided = 0;
            for (int second = 0; second < 30; second++)
            {
                run.Run(1);
                List<PlayerIndex> talkers = all.Where(one => run.Director.LoudnessOf(one) > 0.2f).ToList();
                foreach (PlayerIndex one in talkers)
                {
                    foreach (PlayerIndex other in talkers.Where(other => run.Pulls(one, other)))
                    {
                        pulls++;
                        if (!run.Pulls(other, one)) oneSided++;
                    }
                }
            }

            TestContext.WriteLine($"mutuality {mutuality}: {100.0 * oneSided / pulls:0} % of {pulls} pulls one-sided");
            return (double)oneSided / pulls;
        }

        private static void Wander(StageRun run, Random random, float distance)
        {
            double angle = random.NextDouble() * 2 * Math.PI;
            var place = new Vector3((float)Math.Cos(angle) * distance, 0, (float)Math.Sin(angle) * distance);
            PlayerIndex player = run.Director.Add();
            float level = 0;
            run.BeforeTick += () =>
            {
                place += new Vector3((float)random.NextDouble() - 0.5f, 0, (float)random.NextDouble() - 0.5f);
                if (random.Next(30) == 0) level = random.Next(3) == 0 ? 1 : 0;
                run.At(player, place.X, 0, place.Z);
                run.Director.HandleLevel(run.Now, player, level);
            };
        }
    }
}
