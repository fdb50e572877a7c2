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
    internal sealed partial class VoiceChoice
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
        private readonly int[] _likely;
        private readonly float _loyalty;

        /// <summary>What merit counts: 1 for a stranger, more for one who hears the listener.</summary>
        private readonly float[] _regard;
        private readonly float _edge;
        private readonly uint _tenure;
        private readonly int _attention;
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
        private bool _isFading;
        private bool _hasLeft;
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
            _regard = new[] { 1, 1 + settings.Mutuality };
            _likely = new int[capacity];
            float inner = 1 - settings.EdgeFade;
            _edge = 1 / Math.Max(1e-6f, 1 - inner * inner);
            _tenure = (uint)settings.Tenure.TotalMilliseconds;
            _attention = (int)settings.Attention.TotalMilliseconds;
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

        /// <summary>Gives all listeners their turns, neighbours after each other where that is known: what they read is
        /// in the processor's cache then. Their order changes nothing.</summary>
        public void ChooseAll()
        {
            for (int number = 0; number < _listeners.End && !_usesGrid; number++) Choose(number);
            if (!_usesGrid) return;
            for (int i = 0; i < _grid.Count; i++)
            {
                int number = _listeners.NumberOf(_grid.Sorted[i].Player);
                if (number >= 0) Choose(number);
            }

            for (int number = 0; number < _listeners.End; number++)
            {
                int player = _listeners.All[number].Player;
                if (player != Seat.Nobody && !SourceGrid.Holds(_crowd.Sources[player])) Choose(number);
            }
        }

        private void Choose(int number)
        {
            ref Listener listener = ref _listeners.All[number];
            if (listener.Player == Seat.Nobody) return;
            bool isDue = listener.LooksNow || _now - listener.LookAt >= 0;
            if (!isDue && !listener.IsFading) return;
            if (isDue) listener.LookAt = NextLook(number, listener);
            listener.LooksNow = false;
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
            if (!listener.IsDeaf && (isDue || _hasLeft))
            {
                if (_free > 0) Fill();
                else if (_leaving == 0 && _weakest >= 0) Contest();
            }

            listener.IsFading = _isFading;
        }

        /// <summary>When the listener looks round again: in turns, so that not all do in one tick.</summary>
        private int NextLook(int number, in Listener listener)
        {
            if (_attention == 0) return _now;
            if (listener.LooksNow) return _now + 1 + (int)(number * 2654435761L % _attention);
            int next = listener.LookAt + _attention;
            return next - _now > 0 ? next : _now + _attention;
        }

        /// <summary>Whether the player hears the listener: was told to pull it, or has said so.</summary>
        public bool Hears(int player, int number)
        {
            ref Listener listener = ref _listeners.All[number];
            return _table.Hears(player, listener.Player) ||
                (listener.HasRelations && (_relations.Of(number, player) & Relation.HearsUs) != 0);
        }

        private void LookAtSeated()
        {
            _isFading = _hasLeft = false;
            _free = _leaving = 0;
            _weakest = -1;
            _weakestWorth = float.PositiveInfinity;
            int start = _listener * _table.PerListener, end = start + _table.PerListener;
            Seat[] seats = _table.Seats;
            Source[] sources = _crowd.Sources;
            float x = _place.X, y = _place.Y, z = _place.Z;
            bool isUnusual = _hasRelations || !_hasPlace; // then distance is not all
            for (int i = start; i < end; i++)
            {
                ref Seat seat = ref seats[i];
                if (seat.Player == Seat.Nobody)
                {
                    _free++;
                    continue;
                }

                ref Source source = ref sources[seat.Player];
                float nearness = source.NearnessTo(x, y, z);
                bool isCalm = seat.Gain == 1 && nearness * _edge >= 1 && source.Merit >= 0;
                if (!isCalm || isUnusual || source.Broadcasts || seat.IsLeaving)
                {
                    LookAt(i, ref seat, source, nearness);
                    continue;
                }

                _marks[seat.Player] = _mark;
                float worth = nearness + source.Merit * _regard[seat.Mutual];
                if (worth < _weakestWorth && seat.AgeAt(_now) >= _tenure) (_weakest, _weakestWorth) = (i, worth);
            }
        }

        /// <summary>The same for a seat in which something changes.</summary>
        private void LookAt(int index, ref Seat seat, in Source source, float byDistance)
        {
            float nearness = NearnessOf(source, byDistance);
            bool isOld = seat.AgeAt(_now) >= _tenure;
            bool wasSilent = seat.Gain == 0; // and has been told so
            Fade(index, seat.IsLeaving ? 0 : Math.Min(1, Math.Max(0, nearness * _edge)));
            if (wasSilent && seat.Gain == 0 && (seat.IsLeaving || (isOld && IsOutOfReach(source, nearness))))
            {
                _hasLeft |= seat.IsLeaving;
                _table.Give(index, Seat.Nobody, _now);
                _free++;
                return;
            }

            _marks[seat.Player] = _mark;
            if (seat.IsLeaving)
            {
                _isFading = true;
                _leaving++;
                return;
            }

            float worth = WorthOf(source, nearness, seat.Mutual);
            if (worth < _weakestWorth && (isOld || _hasNewPin)) (_weakest, _weakestWorth) = (index, worth);
        }

        private void Fade(int index, float target)
        {
            ref Seat seat = ref _table.Seats[index];
            if (seat.Gain == target) return;
            seat.Gain = seat.Gain < target
                ? Math.Min(target, seat.Gain + _fadeStep)
                : Math.Max(target, seat.Gain - _fadeStep);
            _isFading |= seat.Gain != target;
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
            if (_table.IsToldToPlay(_weakest) && !_crowd.IsSilent(seat.Player, _now))
            {
                seat.IsLeaving = _isFading = true;
                return;
            }

            Give(_weakest, _challengers[0]);
        }

        private void Give(int seat, int player)
        {
            _table.Give(seat, player, _now);
            _table.Seats[seat].Mutual = Hears(player, _listener) ? (byte)1 : (byte)0;
            _isFading = true;
        }

        /// <summary>What distance made it, unless distance does not matter.</summary>
        private float NearnessOf(in Source source, float byDistance)
        {
            if (source.Broadcasts && _tuned.Meets(_crowd.BroadcastOf(source.Player))) return 1;
            if (_hasRelations && IsPinned(source.Player)) return 1;
            if (_hasPlace) return byDistance >= VoiceReach.LeastNearness ? byDistance : VoiceReach.LeastNearness;
            return source.InverseRangeSquared == 0 ? 1 : VoiceReach.LeastNearness;
        }

        private float WorthOf(in Source source, float nearness, int mutual)
        {
            if (_hasRelations && IsPinned(source.Player)) return PinnedWorth + source.Merit;
            if (source.Merit < 0) return nearness + source.Merit;
            if (nearness <= 0) return nearness;
            return nearness + source.Merit * _regard[mutual];
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
