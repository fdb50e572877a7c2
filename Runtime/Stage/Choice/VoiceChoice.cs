#nullable enable
using System;
using System.Collections.Generic;
using System.Numerics;
using Earshot.Stage.Players;
using Earshot.Stage.Seats;

namespace Earshot.Stage.Choice
{
    /// <summary>Gives a listener's seats to voices. At each tick it looks first at those seated: fades them, and frees
    /// the seats of those out of reach. Then it fills what is free with the best, or, when nothing is, lets the best
    /// newcomer take the seat of the least if that is worth enough more. One seat is handed over at a time.</summary>
    internal sealed class VoiceChoice
    {
        /// <summary>Above all that nearness, loudness and priority come to.</summary>
        private const float PinnedWorth = 1000;

        private readonly Crowd _crowd;
        private readonly ListenerTable _listeners;
        private readonly Relations _relations;
        private readonly SeatTable _table;
        private readonly SourceGrid _grid;
        private readonly EverywhereOrder _everywhere;
        private readonly VoiceReach _reach;
        private readonly Challengers _challengers = new Challengers();
        private readonly int[] _marks;
        private readonly float _loyalty;
        private readonly float _mutuality;
        private readonly float _edge;
        private readonly int _tenure;
        private readonly float _fade;

        // Of the tick.
        private int _now;
        private float _fadeStep;
        private bool _usesGrid;

        // Of the listener whose turn it is. Whoever bears its mark is seated, or among the challengers.
        private int _mark;
        private int _listener;
        private int _self;
        private Channels _tuned;
        private Vector3 _place;
        private bool _hasPlace;
        private bool _hasRelations;
        private bool _hasNewPin;
        private int _free;
        private int _leaving;
        private int _weakest;
        private float _weakestWorth;

        public VoiceChoice(
            StageSettings settings,
            int capacity,
            Crowd crowd,
            ListenerTable listeners,
            Relations relations,
            SeatTable table)
        {
            _crowd = crowd;
            _listeners = listeners;
            _relations = relations;
            _table = table;
            _grid = new SourceGrid(capacity);
            _everywhere = new EverywhereOrder(capacity);
            _reach = new VoiceReach(settings);
            _marks = new int[capacity];
            _loyalty = settings.Loyalty;
            _mutuality = settings.Mutuality;
            float inner = 1 - settings.EdgeFade;
            _edge = 1 / Math.Max(1e-6f, 1 - inner * inner);
            _tenure = (int)settings.Tenure.TotalMilliseconds;
            _fade = (float)settings.Fade.TotalMilliseconds;
        }

        /// <summary>Begins a tick.</summary>
        /// <param name="now">In ms.</param>
        /// <param name="elapsed">Since the last tick, in ms.</param>
        /// <param name="usesGrid">Whether to look for candidates by the grid.</param>
        public void Begin(int now, int elapsed, bool usesGrid)
        {
            _now = now;
            _fadeStep = _fade > 0 ? elapsed / _fade : 1;
            _usesGrid = usesGrid;
            if (!usesGrid) return;
            _grid.Build(_crowd, _reach);
            _everywhere.Build(_crowd);
        }

        /// <summary>Gives the listener its turn.</summary>
        public void Choose(int number)
        {
            ref Listener listener = ref _listeners.All[number];
            _listener = number;
            _self = listener.Player;
            _tuned = listener.Tuned;
            _place = _crowd.PlaceOf(_self);
            _hasPlace = _crowd.HasPlace(_self);
            _hasRelations = listener.HasRelations;
            _hasNewPin = _hasRelations && HasNewPin();
            _mark++;
            if (listener.IsDeaf) EmptyAll();
            LookAtSeated();
            if (listener.IsDeaf) return;
            if (_free > 0) Fill();
            else if (_leaving == 0 && _weakest >= 0) Contest();
        }

        /// <summary>Takes the seat from whoever has it.</summary>
        public void Vacate(int seat)
        {
            int listener = seat / _table.PerListener, player = _table.Seats[seat].Player;
            _table.Give(seat, Seat.Nobody, _now);
            SetMutualAt(player, _listeners.All[listener].Player, false);
        }

        /// <summary>Whether the player hears the listener: has given it a seat here, or has said so
        /// elsewhere.</summary>
        public bool Hears(int player, int number)
        {
            int other = _listeners.NumberOf(player);
            if (other >= 0 && _table.Find(other, _listeners.All[number].Player) >= 0) return true;
            return _listeners.All[number].HasRelations && (_relations.Of(number, player) & Relation.HearsUs) != 0;
        }

        private void LookAtSeated()
        {
            _free = _leaving = 0;
            _weakest = -1;
            _weakestWorth = float.PositiveInfinity;
            int start = _listener * _table.PerListener, end = start + _table.PerListener;
            Seat[] seats = _table.Seats;
            Source[] sources = _crowd.Sources;
            for (int i = start; i < end; i++)
            {
                ref Seat seat = ref seats[i];
                if (seat.Player == Seat.Nobody)
                {
                    _free++;
                    continue;
                }

                ref Source source = ref sources[seat.Player];
                float nearness = NearnessOf(source, source.NearnessTo(_place.X, _place.Y, _place.Z));
                float target = seat.IsLeaving ? 0 : Math.Min(1, Math.Max(0, nearness * _edge));
                bool wasSilent = seat.Gain == 0; // and has been told so
                if (seat.Gain != target) Fade(i, target);
                LookAt(i, ref seat, source, nearness, wasSilent);
            }
        }

        private void LookAt(int index, ref Seat seat, in Source source, float nearness, bool wasSilent)
        {
            bool isOld = _now - seat.Since >= _tenure;
            if (wasSilent && seat.Gain == 0 && (seat.IsLeaving || (isOld && IsOutOfReach(source, nearness))))
            {
                Vacate(index);
                _free++;
                return;
            }

            _marks[seat.Player] = _mark;
            if (seat.IsLeaving)
            {
                _leaving++;
                return;
            }

            float worth = WorthOf(source, nearness, seat.IsMutual);
            if (worth >= _weakestWorth || !(isOld || _hasNewPin)) return;
            _weakestWorth = worth;
            _weakest = index;
        }

        private void Fade(int index, float target)
        {
            ref Seat seat = ref _table.Seats[index];
            seat.Gain = seat.Gain < target
                ? Math.Min(target, seat.Gain + _fadeStep)
                : Math.Max(target, seat.Gain - _fadeStep);
            _table.Queue(index);
        }

        private void EmptyAll()
        {
            int start = _listener * _table.PerListener, end = start + _table.PerListener;
            for (int i = start; i < end; i++) _table.Seats[i].IsLeaving = true;
        }

        private void Fill()
        {
            _challengers.Seek(_free, float.NegativeInfinity);
            Search();
            for (int i = 0; i < _challengers.Count; i++)
                Give(_table.FindFree(_listener, _challengers[i]), _challengers[i]);
        }

        private void Contest()
        {
            _challengers.Seek(1, _weakestWorth + _loyalty);
            Search();
            if (_challengers.Count == 0) return;
            ref Seat seat = ref _table.Seats[_weakest];
            if (seat.Gain > 0 && !_crowd.IsSilent(seat.Player, _now))
            {
                seat.IsLeaving = true;
                return;
            }

            Vacate(_weakest);
            Give(_weakest, _challengers[0]);
        }

        private void Give(int seat, int player)
        {
            _table.Give(seat, player, _now);
            _table.Seats[seat].IsMutual = Hears(player, _listener);
            SetMutualAt(player, _self, true);
        }

        /// <summary>Tells the seat that the player has given to us, if any, whether we hear the player.</summary>
        private void SetMutualAt(int player, int self, bool isMutual)
        {
            int other = _listeners.NumberOf(player);
            int seat = other < 0 ? -1 : _table.Find(other, self);
            if (seat >= 0) _table.Seats[seat].IsMutual = isMutual;
        }

        private void Search()
        {
            if (_hasRelations) SearchPins();
            if (!_usesGrid)
            {
                Scan(_crowd.Sources, 0, _crowd.End);
                for (int i = 0; i < _crowd.Everywhere.Count; i++) TryEverywhere(_crowd.Everywhere[i]);
                return;
            }

            SourceGrid.Cursor cursor = SourceGrid.Around(_place);
            while (_hasPlace && _grid.TryNextRun(ref cursor, out int start, out int end))
                Scan(_grid.Sorted, start, end);
            for (int i = 0; i < _everywhere.Count && TryEverywhere(_everywhere[i]); i++)
            {
            }
        }

        /// <summary>The innermost loop: all else together is called less often.</summary>
        private void Scan(Source[] sources, int start, int end)
        {
            if (!_hasPlace) return;
            float x = _place.X, y = _place.Y, z = _place.Z;
            float bar = _challengers.Bar - _mutuality;
            float floor = bar > 0 ? 0 : VoiceReach.LeastNearness; // who is not heard yet is worth less than nothing
            for (int i = start; i < end; i++)
            {
                ref readonly Source source = ref sources[i];
                float nearness = source.NearnessTo(x, y, z);
                if (nearness >= floor && nearness + source.Merit >= bar && TryEnter(source, nearness))
                    bar = _challengers.Bar - _mutuality;
            }
        }

        /// <summary>False when it cannot get a seat, nor anybody worth less.</summary>
        private bool TryEverywhere(int player)
        {
            ref readonly Source source = ref _crowd.Sources[player];
            if (1 + source.Merit < _challengers.Bar - _mutuality) return false;
            bool isHeard = source.InverseRangeSquared == 0 || _tuned.Meets(_crowd.BroadcastOf(player));
            if (isHeard) TryEnter(source, 1);
            return true;
        }

        private void SearchPins()
        {
            List<int>? pins = _relations.PinsOf(_listener);
            if (pins == null) return;
            for (int i = 0; i < pins.Count; i++) TryEnter(_crowd.Sources[pins[i]], 1);
        }

        private bool TryEnter(in Source source, float nearness)
        {
            int player = source.Player;
            if (player == _self || _marks[player] == _mark) return false;
            if (_hasRelations && (_relations.Of(_listener, player) & Relation.Blocked) != 0) return false;
            nearness = NearnessOf(source, nearness);
            if (nearness <= 0 && (source.Merit < 0 || !IsApproaching(source, nearness))) return false;
            bool isMutual = _mutuality > 0 && nearness > 0 && Hears(player, _listener);
            if (!_challengers.TryEnter(player, WorthOf(source, nearness, isMutual))) return false;
            _marks[player] = _mark;
            return true;
        }

        /// <summary>What distance made it, unless distance does not matter.</summary>
        private float NearnessOf(in Source source, float byDistance)
        {
            if (source.Broadcasts && _tuned.Meets(_crowd.BroadcastOf(source.Player))) return 1;
            if (_hasRelations && IsPinned(source.Player)) return 1;
            if (_hasPlace) return byDistance >= VoiceReach.LeastNearness ? byDistance : VoiceReach.LeastNearness;
            return source.InverseRangeSquared == 0 ? 1 : VoiceReach.LeastNearness;
        }

        private float WorthOf(in Source source, float nearness, bool isMutual)
        {
            if (_hasRelations && IsPinned(source.Player)) return PinnedWorth + source.Merit;
            if (source.Merit < 0) return nearness + source.Merit;
            if (nearness <= 0) return nearness;
            return nearness + source.Merit + (isMutual ? _mutuality : 0);
        }

        private bool IsPinned(int player) => (_relations.Of(_listener, player) & Relation.Pinned) != 0;

        private bool HasNewPin()
        {
            List<int>? pins = _relations.PinsOf(_listener);
            if (pins == null) return false;
            for (int i = 0; i < pins.Count; i++)
            {
                bool isBlocked = (_relations.Of(_listener, pins[i]) & Relation.Blocked) != 0;
                if (!isBlocked && _table.Find(_listener, pins[i]) < 0) return true;
            }

            return false;
        }

        private bool IsOutOfReach(in Source source, float nearness) =>
            source.Merit < 0 ? nearness <= 0 : nearness < _reach.KeptNearness && !IsApproaching(source, nearness);

        private bool IsApproaching(in Source source, float nearness)
        {
            if (nearness <= VoiceReach.LeastNearness) return false;
            float range = _crowd.RangeOf(source.Player);
            float distance = range * (float)Math.Sqrt(1 - nearness);
            var towards = new Vector3(source.X - _place.X, source.Y - _place.Y, source.Z - _place.Z);
            Vector3 velocity = _crowd.VelocityOf(source.Player) - _crowd.VelocityOf(_self);
            float closing = -Vector3.Dot(velocity, towards) / distance;
            return distance <= _reach.Farthest(range, closing);
        }
    }
}
