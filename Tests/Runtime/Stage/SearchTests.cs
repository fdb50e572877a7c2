#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc.Wire;
using Earshot.Stage;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>The grid chooses what a scan of everybody would, change by change.</summary>
    public sealed class SearchTests
    {
        private const int TickMilliseconds = 50;

        [Test]
        public void GridChoosesWhatAScanChooses([Range(1, 8)] int seed, [Values(30f, 150f, 4000f)] float side)
        {
            Director scan = Make(CandidateSearch.Scan, seed), grid = Make(CandidateSearch.Grid, seed);
            var crowd = new StageCrowd(seed, side, scan, grid);
            for (int i = 0; i < 80; i++) crowd.Add(listens: i % 3 != 0);
            int changes = 0;
            for (int tick = 0; tick < 150; tick++)
            {
                Instant now = Instant.FromMilliseconds(tick * TickMilliseconds);
                Meddle(crowd);
                crowd.Step(now, TickMilliseconds / 1000f);
                scan.HandleTick(now);
                grid.HandleTick(now);
                changes += AssertSameChanges(scan, grid, tick);
            }

            Assert.That(changes, Is.GreaterThan(side < 1000 ? 300 : 0));
        }

        [Test]
        public void PlayersLapsAway_AreFoundWhereTheyAre()
        {
            var run = new StageRun(new StageSettings { Search = CandidateSearch.Grid });
            PlayerIndex me = run.Listener(1e6f), near = run.Player(1e6f + 5);
            for (int i = 1; i < 40; i++) run.Player(1e6f + i * 1000);
            run.Run(1);
            Assert.That(run.Pulls(me, near));
            Assert.That(run.Count(me), Is.EqualTo(1));
        }

        private static Director Make(CandidateSearch search, int seed) => new Director(
            new StageSettings
            {
                VoiceSeats = 2 + seed % 5,
                Search = search,
                Mutuality = seed % 2 == 0 ? 0.5f : 0,
                Attention = TimeSpan.FromMilliseconds(seed % 3 * 60),
                Fade = TimeSpan.FromMilliseconds(seed % 3 * 100),
                Range = seed % 4 == 3 ? float.PositiveInfinity : 20,
            },
            120);

        /// <summary>What games do to players at any time.</summary>
        private static void Meddle(StageCrowd crowd)
        {
            StageCrowd.Walker one = crowd.Anybody(), other = crowd.Anybody();
            float number = crowd.Next();
            int channel = (int)(crowd.Next() * 3);
            bool isSo = crowd.Next() < 0.5f;
            switch ((int)(crowd.Next() * 12))
            {
                case 0: crowd.Tell(director => director.SetMuted(one.Index, isSo)); break;
                case 1: crowd.Tell(director => director.SetRange(one.Index, 0.5f + number * number * 80)); break;
                case 2: crowd.Tell(director => director.SetPriority(one.Index, isSo ? number : 0)); break;
                case 3:
                    Channels channels = isSo ? Channels.Of(channel) : number < 0.1f ? Channels.Megaphone : default;
                    crowd.Tell(director => director.SetBroadcast(one.Index, channels));
                    break;
                case 4: one.Place = other.Place; break;
                case 5:
                    crowd.Remove(one);
                    crowd.Add(isSo);
                    break;
                default:
                    if (one.Listens) crowd.Tell(director => Relate(director, one, other, channel, isSo, number));
                    break;
            }
        }

        private static void Relate(
            Director director, StageCrowd.Walker one, StageCrowd.Walker other, int channel, bool isSo, float number)
        {
            switch ((int)(number * 5))
            {
                case 0: director.SetPinned(one.Index, other.Index, isSo); break;
                case 1: director.SetBlocked(one.Index, other.Index, isSo); break;
                case 2: director.SetTuned(one.Index, Channels.Of(channel)); break;
                case 3: director.SetDeaf(one.Index, isSo); break;
                default: director.SetHearsUs(one.Index, other.Index, isSo); break;
            }
        }

        private static int AssertSameChanges(Director scan, Director grid, int tick)
        {
            string[] expected = Drain(scan), found = Drain(grid);
            Assert.That(found, Is.EqualTo(expected), $"tick {tick}");
            return expected.Length;
        }

        /// <summary>The changes of each listener in their order; in which order listeners come does not
        /// matter.</summary>
        private static string[] Drain(Director director)
        {
            var changes = new List<StageChange>();
            while (director.TryPollChange(out StageChange change)) changes.Add(change);
            return changes.OrderBy(change => change.Listener.Value).Select(change => change.ToString()).ToArray();
        }
    }
}
