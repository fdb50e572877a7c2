#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rooms;
using Earshot.Rooms.Api;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class ChatLedgerTests
    {
        private static readonly PlayerId Ada = new PlayerId("ada");
        private static readonly PlayerId Bob = new PlayerId("bob");
        private static readonly PlayerId Cem = new PlayerId("cem");

        private readonly Dictionary<PlayerId, ChatLedger> _ledgers = new Dictionary<PlayerId, ChatLedger>();
        private readonly Dictionary<PlayerId, List<string>> _read = new Dictionary<PlayerId, List<string>>();
        private Instant _now;

        [SetUp]
        public void Gather()
        {
            _now = new Instant(1);
            _ledgers.Clear();
            _read.Clear();
            Enter(Ada);
            Enter(Bob);
            Meet();
        }

        [Test]
        public void Lines_AreReadOnceAndInOrder_ByAllButTheirAuthor()
        {
            _ledgers[Ada].Say(_now, "one");
            _ledgers[Bob].Say(_now, "two");
            _ledgers[Ada].Say(_now, "three");
            Pass(3000, (_, to) => true);
            Assert.That(_read[Bob], Is.EqualTo(new[] { "ada 1 one", "ada 2 three" }));
            Assert.That(_read[Ada], Is.EqualTo(new[] { "bob 1 two" }));
            Assert.That(_ledgers[Ada].Acknowledged, Is.EqualTo(2));
        }

        [Test]
        public void LineSaidWhileNobodyHeard_IsSaidAgainAndNotAcknowledgedBefore()
        {
            _ledgers[Ada].Say(_now, "one");
            Pass(500, (_, to) => false);
            Assert.That(_ledgers[Ada].Acknowledged, Is.Zero);
            _ledgers[Ada].Say(_now, "two");
            Pass(3000, (_, to) => true);
            Assert.That(_read[Bob], Is.EqualTo(new[] { "ada 1 one", "ada 2 two" }));
            Assert.That(_ledgers[Ada].Acknowledged, Is.EqualTo(2));
        }

        [Test]
        public void OneOfThreeMissesSome_AndTheThirdReadsNothingTwice()
        {
            Enter(Cem);
            Meet();
            for (int i = 1; i <= 40; i++)
            {
                _ledgers[Ada].Say(_now, $"{i}");
                Pass(50, (_, to) => to != Bob || i < 5 || i > 30);
            }

            Pass(5000, (_, to) => true);
            string[] all = Enumerable.Range(1, 40).Select(i => $"ada {i} {i}").ToArray();
            Assert.That(_read[Bob], Is.EqualTo(all));
            Assert.That(_read[Cem], Is.EqualTo(all));
            Assert.That(_ledgers[Ada].Acknowledged, Is.EqualTo(40));
        }

        [Test]
        public void ConnectionsThatComeAndGo_CostTimeButNoLine([Values(1, 2, 3)] int seed)
        {
            var random = new Random(seed);
            for (int i = 1; i <= 60; i++)
            {
                bool adaHears = random.Next(2) == 0, bobHears = random.Next(2) == 0;
                _ledgers[Ada].Say(_now, $"{i}");
                _ledgers[Bob].Say(_now, $"{i}");
                Pass(300, (_, to) => to == Ada ? adaHears : bobHears);
            }

            Pass(10_000, (_, to) => true);
            Assert.That(_read[Bob], Has.Count.EqualTo(60).And.Unique);
            Assert.That(_read[Ada], Has.Count.EqualTo(60).And.Unique);
        }

        [Test]
        public void WhoJoinsLate_ReadsWhatIsRemembered()
        {
            for (int i = 1; i <= ChatLedger.Kept + 10; i++) _ledgers[Ada].Say(_now, $"{i}");
            Pass(3000, (_, to) => true);
            Enter(Cem);
            Meet();
            Pass(15_000, (_, to) => true);
            Assert.That(_read[Cem].First(), Is.EqualTo("ada 11 11"));
            Assert.That(_read[Cem], Has.Count.EqualTo(ChatLedger.Kept).And.Unique);
        }

        [Test]
        public void WhoIsGoneForAWhile_IsNotReadTwice()
        {
            _ledgers[Ada].Say(_now, "one");
            Pass(3000, (_, to) => true);
            _ledgers[Bob].Follow(Array.Empty<PlayerId>());
            _ledgers[Ada].Say(_now, "two");
            Pass(500, (_, to) => true);
            Meet();
            Pass(3000, (_, to) => true);
            Assert.That(_read[Bob], Is.EqualTo(new[] { "ada 1 one", "ada 2 two" }));
        }

        [Test]
        public void WhoRejoins_BeginsANewLife()
        {
            _ledgers[Ada].Say(_now, "old");
            Pass(3000, (_, to) => true);
            _ledgers[Ada] = new ChatLedger("another life");
            Meet();
            _ledgers[Ada].Say(_now, "new");
            Pass(3000, (_, to) => true);
            Assert.That(_read[Bob], Is.EqualTo(new[] { "ada 1 old", "ada 1 new" }));
        }

        [Test]
        public void QuietChat_SendsNothing()
        {
            _ledgers[Ada].Say(_now, "one");
            Pass(3000, (_, to) => true);
            int frames = 0;
            Pass(10_000, (_, to) => ++frames > 0);
            Assert.That(frames, Is.Zero);
        }

        [TestCase("")]
        [TestCase("{}")]
        [TestCase("[1]")]
        [TestCase("{\"life\":\"x\",\"number\":-1,\"text\":\"a\"}")]
        [TestCase("{\"life\":\"x\",\"first\":0,\"last\":9}")]
        [TestCase("{\"life\":\"x\",\"first\":1,\"last\":1,\"heard\":[{}]}")]
        public void FrameThatIsNone_DoesNothing(string text)
        {
            Assert.That(_ledgers[Ada].Handle(Bob, text), Is.Null);
            Assert.That(_ledgers[Ada].Handle(Cem, text), Is.Null, "nor does a stranger's");
        }

        private void Enter(PlayerId player)
        {
            _ledgers[player] = new ChatLedger($"life of {player}");
            _read[player] = new List<string>();
        }

        private void Meet()
        {
            foreach (PlayerId player in _ledgers.Keys.ToList())
                _ledgers[player].Follow(_ledgers.Keys.Where(other => other != player).ToList());
        }

        private void Pass(int milliseconds, Func<PlayerId, PlayerId, bool> arrives)
        {
            for (int i = 0; i < milliseconds; i += 10)
            {
                _now += TimeSpan.FromMilliseconds(10);
                foreach (PlayerId from in _ledgers.Keys)
                {
                    while (_ledgers[from].TryPollFrame(_now, out string frame))
                    {
                        foreach (PlayerId to in _ledgers.Keys)
                            if (to != from && arrives(from, to)) Hand(from, to, frame);
                    }
                }
            }
        }

        private void Hand(PlayerId from, PlayerId to, string frame)
        {
            ChatLine? line = _ledgers[to].Handle(from, frame);
            if (line != null) _read[to].Add($"{line.Author} {line.Number} {line.Text}");
        }
    }
}
