#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rooms.Api;
using Earshot.Rtc.Wire;

namespace Earshot.Rooms
{
    /// <summary>Makes a channel that forgets what nobody hears into a chat that loses nothing: each player keeps the
    /// last lines, tells how far it has heard the others, and says again what somebody has missed. A channel is in
    /// order, so a gap means that lines were said while there was no connection.
    /// <code>
    ///  say ─► line 7 ─► all who listen          heard 5 of me? ─► lines 6, 7 again
    ///  line 7 after 5: not taken, "heard 5" ─► told by the next state
    /// </code>
    /// One owner at a time; without clock.</summary>
    public sealed class ChatLedger
    {
        /// <summary>How many of our lines are kept to be said again.</summary>
        public const int Kept = 100;

        private const int MostAgain = 20;

        // Who has gone may come back, in the same life, and is not to be read twice.
        private const int MostKnown = 250;

        private static readonly TimeSpan StatePause = TimeSpan.FromMilliseconds(100);
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

        private readonly string _life;
        private readonly List<string> _lines = new List<string>();
        private readonly Dictionary<PlayerId, Other> _others = new Dictionary<PlayerId, Other>();
        private readonly Queue<string> _frames = new Queue<string>();
        private int _first = 1;
        private bool _stateIsNews = true;
        private Instant _nextState;
        private Instant _againAt;

        /// <param name="life">Random; tells this life of the player from the ones before.</param>
        public ChatLedger(string life) => _life = life;

        /// <summary>Our newest line.</summary>
        public int Last => _first + _lines.Count - 1;

        /// <summary>Our newest line that all others who are there have.</summary>
        public int Acknowledged => Present.Select(other => other.Value.HasOfUs).DefaultIfEmpty(Last).Min();

        /// <summary>Takes a line of ours; its number.</summary>
        public int Say(Instant now, string text)
        {
            _lines.Add(text);
            if (_lines.Count > Kept)
            {
                _lines.RemoveAt(0);
                _first++;
            }

            _frames.Enqueue(ChatFrame.Line(_life, Last, text).ToString());
            _againAt = now + Patience;
            return Last;
        }

        /// <summary>Says who is there; who has come is told how things stand.</summary>
        public void Follow(IReadOnlyCollection<PlayerId> present)
        {
            foreach (PlayerId player in present)
            {
                if (!_others.ContainsKey(player)) _others.Add(player, new Other());
            }

            foreach (KeyValuePair<PlayerId, Other> other in _others.ToList())
            {
                bool isHere = present.Contains(other.Key);
                if (isHere && !other.Value.IsHere) _stateIsNews = true;
                other.Value.IsHere = isHere;
                if (!isHere && _others.Count > MostKnown) _others.Remove(other.Key);
            }
        }

        /// <summary>Notes that we have just begun to hear somebody, or that our own channel has just opened: what was
        /// said before may be lost.</summary>
        public void NoteOpened() => _stateIsNews = true;

        /// <summary>Takes what another player sent; the line that it brought, or null.</summary>
        public ChatLine? Handle(PlayerId from, string text)
        {
            if (!_others.TryGetValue(from, out Other? other) || !other.IsHere) return null;
            if (!ChatFrame.TryParse(text, out ChatFrame frame)) return null;
            if (other.Life != frame.Life)
            {
                other.Life = frame.Life;
                other.Heard = 0;
            }

            if (frame.Text != null)
            {
                _stateIsNews = true; // heard, or missed: both are to be told
                if (frame.Number != other.Heard + 1) return null;
                other.Heard++;
                return new ChatLine(from, frame.Number, frame.Text);
            }

            if (frame.First > other.Heard + 1) other.Heard = frame.First - 1; // nobody has those any more
            if (frame.Last != other.Heard) _stateIsNews = true;
            ChatFrame.Mark? ofUs = frame.Heard.FirstOrDefault(mark => mark.Life == _life);
            other.HasOfUs = Math.Min(ofUs?.Last ?? 0, Last);
            return null;
        }

        /// <summary>Takes the next frame to send; one that could not be sent is lost, and made up for by a later
        /// one.</summary>
        public bool TryPollFrame(Instant now, out string frame)
        {
            if (_frames.Count == 0) SayAgain(now);
            if (_frames.Count == 0) TellState(now);
            return _frames.TryDequeue(out frame!);
        }

        private IEnumerable<KeyValuePair<PlayerId, Other>> Present => _others.Where(other => other.Value.IsHere);

        private void SayAgain(Instant now)
        {
            if (now < _againAt || !Present.Any()) return;
            _againAt = now + Patience;
            int missed = Acknowledged + 1;
            int from = Math.Max(missed, _first);
            for (int number = from; number <= Math.Min(Last, from + MostAgain - 1); number++)
                _frames.Enqueue(ChatFrame.Line(_life, number, _lines[number - _first]).ToString());
            if (missed <= Last) _stateIsNews = true;
        }

        private void TellState(Instant now)
        {
            if (!_stateIsNews || now < _nextState || !Present.Any()) return;
            _stateIsNews = false;
            _nextState = now + StatePause;
            List<ChatFrame.Mark> heard = Present.Where(other => other.Value.Life.Length > 0)
                .Select(other => new ChatFrame.Mark(other.Key, other.Value.Life, other.Value.Heard)).ToList();
            _frames.Enqueue(ChatFrame.State(_life, _first, Last, heard).ToString());
        }

        private sealed class Other
        {
            /// <summary>Empty before anything was heard.</summary>
            public string Life = "";

            public bool IsHere;
            public int Heard;
            public int HasOfUs;
        }
    }
}
