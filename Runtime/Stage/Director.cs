#nullable enable
using System;
using System.Numerics;
using Earshot.Rtc.Wire;
using Earshot.Stage.Choice;
using Earshot.Stage.Players;
using Earshot.Stage.Seats;

namespace Earshot.Stage
{
    /// <summary>Chooses whom each listener pulls: a few seats for the voices and videos that matter, held calmly.
    /// <para>Tell it what is known (where players are, how loud), call <see cref="HandleTick"/> some ten to sixty times
    /// a second, then do what <see cref="TryPollChange"/> says until it has no more. It reads no clock, calls nobody
    /// and, once players are added, allocates nothing. One listener is a client; all of them are a server or a farm of
    /// bots. The same calls give the same choices on every machine. One thread.</para></summary>
    public sealed class Director
    {
        private readonly int _capacity;
        private readonly Crowd _crowd;
        private readonly ListenerTable _listeners;
        private readonly Relations _relations = new Relations();
        private readonly SeatTable _voices;
        private readonly SeatTable _videos;
        private readonly VoiceChoice _voiceChoice;
        private readonly VideoChoice _videoChoice;
        private Instant? _began;
        private int _now;

        /// <summary>A stage without players.</summary>
        /// <param name="settings">Read here and not again.</param>
        /// <param name="capacity">Players at most; each takes some 200 bytes.</param>
        public Director(StageSettings settings, int capacity)
        {
            settings.Check();
            if (capacity < 1) throw new ArgumentOutOfRangeException(nameof(capacity), "Room for one player at least.");
            Settings = settings;
            _capacity = capacity;
            _crowd = new Crowd(settings, capacity);
            _listeners = new ListenerTable(capacity);
            _voices = new SeatTable(Medium.Voice, settings.VoiceSeats, _listeners);
            _videos = new SeatTable(Medium.Video, settings.VideoSeats, _listeners);
            _voiceChoice = new VoiceChoice(settings, capacity, _crowd, _listeners, _relations, _voices);
            _videoChoice = new VideoChoice(settings, capacity, _crowd, _relations, _videos);
        }

        /// <summary>How it chooses; changes to them come too late.</summary>
        public StageSettings Settings { get; }

        /// <summary>Adds a player, of whom nothing is known yet: it is heard nowhere until it has a place.</summary>
        /// <param name="listens">Whether it pulls others; false for those another client pulls for.</param>
        public PlayerIndex Add(bool listens = false)
        {
            int player = _crowd.Add(Settings.Range);
            if (player < 0) throw new InvalidOperationException($"The stage has room for {_capacity} players only.");
            if (listens) _listeners.Add(player);
            _voices.Grow(_listeners.End);
            _videos.Grow(_listeners.End);
            return new PlayerIndex(player);
        }

        /// <summary>Takes a player away. Its seats and those it gave end without a change to poll: whoever calls this
        /// knows.
        /// </summary>
        public void Remove(PlayerIndex player)
        {
            int index = Known(player);
            int number = _listeners.NumberOf(index);
            Forget(_voices, number, index);
            Forget(_videos, number, index);
            _relations.Forget(number, index);
            if (number >= 0) _listeners.Remove(index);
            _crowd.Remove(index);
        }

        /// <summary>The player is there now. Speed is taken from where it was before.</summary>
        public void HandlePlace(Instant now, PlayerIndex player, Vector3 metres)
        {
            float sum = metres.X + metres.Y + metres.Z;
            if (float.IsNaN(sum) || float.IsInfinity(sum))
                throw new ArgumentException($"A place is three finite numbers, not {metres}.", nameof(metres));
            _crowd.Place(Known(player), metres, Milliseconds(now));
        }

        /// <summary>The player's voice is that loud now, 0 to 1; said again while it goes on. Without it only distance
        /// counts.</summary>
        public void HandleLevel(Instant now, PlayerIndex player, float level)
        {
            if (!(level >= 0)) throw new ArgumentOutOfRangeException(nameof(level), "A level is 0 to 1.");
            _crowd.SetLevel(Known(player), Math.Min(1, level), Milliseconds(now));
        }

        /// <summary>Says that the player's own microphone is off: no seat is held by whom nobody can hear.</summary>
        public void SetMuted(PlayerIndex player, bool isMuted) => _crowd.SetMuted(Known(player), isMuted);

        /// <summary>How far the player's voice carries, in metres: less to whisper, more to shout, infinity for
        /// everywhere.</summary>
        public void SetRange(PlayerIndex player, float metres)
        {
            if (!(metres > 0)) throw new ArgumentOutOfRangeException(nameof(metres), "A range is more than 0 m.");
            _crowd.SetRange(Known(player), metres);
        }

        /// <summary>Makes everybody prefer the player: 1 as much as standing beside them, 0 to 10.</summary>
        public void SetPriority(PlayerIndex player, float priority)
        {
            if (!(priority >= 0 && priority <= 10))
                throw new ArgumentOutOfRangeException(nameof(priority), "A priority is 0 to 10.");
            _crowd.SetPriority(Known(player), priority);
        }

        /// <summary>The channels the player speaks on now, on which it is heard at any distance by whoever is tuned to
        /// one.</summary>
        public void SetBroadcast(PlayerIndex player, Channels channels) => _crowd.SetBroadcast(Known(player), channels);

        /// <summary>How tall the player's video stands in the world, in metres; 0 for no video.</summary>
        public void SetScreen(PlayerIndex player, float metres)
        {
            if (!(metres >= 0)) throw new ArgumentOutOfRangeException(nameof(metres), "A height is not negative.");
            _crowd.SetScreen(Known(player), metres);
        }

        /// <summary>The channels the listener hears beside the megaphone.</summary>
        public void SetTuned(PlayerIndex listener, Channels channels)
        {
            ref Listener entry = ref _listeners.All[Listening(listener)];
            entry.Tuned = channels | Channels.Megaphone;
            entry.LooksNow = true;
        }

        /// <summary>What the listener sees; null to pull no videos.</summary>
        public void SetView(PlayerIndex listener, View? view)
        {
            int number = Listening(listener);
            _listeners.All[number].HasView = view != null;
            _listeners.All[number].View = view ?? default;
            for (int i = 0; i < _videos.PerListener && view == null; i++)
                _videos.Give(number * _videos.PerListener + i, Seat.Nobody, _now);
        }

        /// <summary>Fades all voices out, drops them, and pulls none until taken back.</summary>
        public void SetDeaf(PlayerIndex listener, bool isDeaf)
        {
            ref Listener entry = ref _listeners.All[Listening(listener)];
            entry.IsDeaf = isDeaf;
            entry.LooksNow = true;
        }

        /// <summary>Gives the player a seat before all others, at any distance and in full, for as long as it is
        /// set.</summary>
        public void SetPinned(PlayerIndex listener, PlayerIndex player, bool isPinned) =>
            Relate(listener, player, Relation.Pinned, isPinned);

        /// <summary>Takes the player from the listener's ears and eyes at once. The other way round is another
        /// call.</summary>
        public void SetBlocked(PlayerIndex listener, PlayerIndex player, bool isBlocked)
        {
            Relate(listener, player, Relation.Blocked, isBlocked);
            if (!isBlocked) return;
            int number = Listening(listener);
            int voice = _voices.Find(number, player.Value), video = _videos.Find(number, player.Value);
            if (voice >= 0) _voices.Give(voice, Seat.Nobody, _now);
            if (video >= 0) _videos.Give(video, Seat.Nobody, _now);
        }

        /// <summary>Says that the player's own client hears the listener; of listeners in this stage it is
        /// known.</summary>
        public void SetHearsUs(PlayerIndex listener, PlayerIndex player, bool hears)
        {
            Relate(listener, player, Relation.HearsUs, hears);
            int number = Listening(listener), seat = _voices.Find(number, player.Value);
            if (seat >= 0) _voices.Seats[seat].Mutual = _voiceChoice.Hears(player.Value, number) ? (byte)1 : (byte)0;
        }

        /// <summary>Chooses anew for every listener.</summary>
        public void HandleTick(Instant now)
        {
            int before = _now;
            int then = Milliseconds(now);
            if (then - _now > 0) _now = then;
            _crowd.HandleTick(_now);
            _voiceChoice.Begin(_now, _now - before, UsesGrid());
            _voiceChoice.ChooseAll();
            for (int number = 0; number < _listeners.End; number++)
            {
                ref Listener listener = ref _listeners.All[number];
                if (listener.HasView && Settings.VideoSeats > 0) _videoChoice.Choose(number, listener, _now);
            }
        }

        /// <summary>The next thing to do; false when all is done.</summary>
        public bool TryPollChange(out StageChange change) =>
            _voices.TryPoll(out change) || _videos.TryPoll(out change);

        /// <summary>Who has one of the listener's seats, numbered from 0; false while it is free.</summary>
        public bool TryGetSeat(PlayerIndex listener, Medium medium, int seat, out SeatState state)
        {
            SeatTable table = medium == Medium.Voice ? _voices : _videos;
            if (seat < 0 || seat >= table.PerListener)
                throw new ArgumentOutOfRangeException(nameof(seat), $"Seats are 0 to {table.PerListener - 1}.");
            ref Seat entry = ref table.Seats[Listening(listener) * table.PerListener + seat];
            state = new SeatState(new PlayerIndex(entry.Player), entry.Gain, entry.Layer, entry.IsLeaving);
            return entry.Player != Seat.Nobody;
        }

        /// <summary>How loud the stage remembers the player, 0 to 1.</summary>
        public float LoudnessOf(PlayerIndex player) => _crowd.LoudnessOf(Known(player));

        /// <summary>Whether the player was added as a listener.</summary>
        public bool Listens(PlayerIndex player) => _listeners.NumberOf(Known(player)) >= 0;

        // A grid costs as much to build as some sixteen scans.
        private bool UsesGrid() => Settings.Search == CandidateSearch.Grid ||
            (Settings.Search == CandidateSearch.Automatic && _listeners.Count >= 16);

        private void Relate(PlayerIndex listener, PlayerIndex player, Relation relation, bool isSo)
        {
            int number = Listening(listener);
            _relations.Set(number, Known(player), relation, isSo);
            _listeners.All[number].HasRelations = isSo || _relations.Has(number);
            _listeners.All[number].LooksNow = true;
        }

        /// <summary>Empties the seats that a player has, and those it gave as a listener.</summary>
        private void Forget(SeatTable table, int number, int player)
        {
            for (int seat = 0; seat < _listeners.End * table.PerListener; seat++)
            {
                bool isOwn = seat / table.PerListener == number, isSeated = table.Seats[seat].Player == player;
                if (isOwn || isSeated) table.Give(seat, Seat.Nobody, _now);
                table.ForgetTold(seat, isOwn ? Seat.Nobody : player);
            }
        }

        private int Known(PlayerIndex player)
        {
            if (!_crowd.IsHere(player.Value))
                throw new ArgumentException($"The stage has no {player}: it was never added, or removed.");
            return player.Value;
        }

        private int Listening(PlayerIndex listener)
        {
            int number = _listeners.NumberOf(Known(listener));
            if (number < 0) throw new ArgumentException($"{listener} was added without listening.");
            return number;
        }

        /// <summary>Since the first call, turning over after 24 days: only differences mean something.</summary>
        private int Milliseconds(Instant now)
        {
            _began ??= now;
            return unchecked((int)((now - _began.Value).Ticks / TimeSpan.TicksPerMillisecond));
        }
    }
}
