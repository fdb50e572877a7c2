#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc.Wire;
using Earshot.Stage;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>The director does what the plain words say, tick by tick, and not merely the same with and without its
    /// grid.</summary>
    public sealed class PlainStageTests
    {
        private const int TickMilliseconds = 50;

        [Test]
        public void DirectorPullsWhatPlainWordsSay(
            [Range(1, 6)] int seed, [Values(CandidateSearch.Scan, CandidateSearch.Grid)] CandidateSearch search)
        {
            StageSettings settings = Settings(seed, search);
            var director = new Director(settings, 64);
            var plain = new PlainStage(settings);
            var crowd = new StageCrowd(seed, 70, director);
            StageCrowd.Walker me = crowd.Add(listens: true);
            for (int i = 0; i < 40; i++) SetRange(director, crowd.Add(listens: false), crowd.Next());
            int pulls = 0;
            for (int tick = 1; tick < 600; tick++)
            {
                Instant now = Instant.FromMilliseconds(tick * TickMilliseconds);
                crowd.Step(now, TickMilliseconds / 1000f);
                director.HandleTick(now);
                while (director.TryPollChange(out StageChange change))
                    if (change.Kind == StageChangeKind.Pull) pulls++;
                double seconds = TickMilliseconds / 1000.0;
                plain.Tick(tick * seconds, tick == 1 ? 0 : seconds, me.Place, Voices(crowd));
                AssertSame(director, me.Index, plain, tick);
            }

            Assert.That(pulls, Is.GreaterThan(20), "something went on");
        }

        /// <summary>Ahead and Mutuality need speeds and other listeners: their own tests are in
        /// StageHabitTests.</summary>
        private static StageSettings Settings(int seed, CandidateSearch search) => new StageSettings
        {
            VoiceSeats = 2 + seed % 4,
            Search = search,
            Attention = TimeSpan.Zero,
            Ahead = TimeSpan.Zero,
            Mutuality = 0,
            Loyalty = 0.1f * (seed % 3),
            LoudnessWeight = seed % 2 == 0 ? 1 : 3,
        };

        private static void SetRange(Director director, StageCrowd.Walker walker, float number) =>
            director.SetRange(walker.Index, walker.Range = number < 0.2f ? 5 : number < 0.9f ? 20 : 60);

        private static List<PlainStage.Voice> Voices(StageCrowd crowd) => crowd.Walkers.Skip(1)
            .Select((walker, index) => new PlainStage.Voice(index, walker.Place, walker.Range, walker.Level)).ToList();

        private static void AssertSame(Director director, PlayerIndex me, PlainStage plain, int tick)
        {
            var found = new List<(int Player, float Gain)>();
            for (int seat = 0; seat < director.Settings.VoiceSeats; seat++)
            {
                if (director.TryGetSeat(me, Medium.Voice, seat, out SeatState state))
                    found.Add((state.Player.Value - 1, state.Gain)); // the listener is player 0
            }

            List<(int Player, float Gain)> expected = plain.Pulled.OrderBy(pulled => pulled.Player).ToList();
            found = found.OrderBy(pulled => pulled.Player).ToList();
            Assert.That(
                found.Select(pulled => pulled.Player), Is.EqualTo(expected.Select(pulled => pulled.Player)),
                $"tick {tick}");
            for (int i = 0; i < found.Count; i++)
                Assert.That(found[i].Gain, Is.EqualTo(expected[i].Gain).Within(0.001), $"tick {tick}");
        }
    }
}
