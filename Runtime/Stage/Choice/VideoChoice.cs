#nullable enable
using System;
using System.Numerics;
using Earshot.Stage.Players;
using Earshot.Stage.Seats;

namespace Earshot.Stage.Choice
{
    /// <summary>Gives a listener's video seats to those who look largest on its screen, and chooses how much of each is
    /// worth pulling. Every screen is looked at: listeners with a view are clients, and few.</summary>
    internal sealed class VideoChoice
    {
        /// <summary>A newcomer must look that much larger than whoever has the seat.</summary>
        private const float Loyalty = 1.25f;

        /// <summary>A seat, and a layer, is kept until it is that much too small.</summary>
        private const float Patience = 0.8f;

        /// <summary>What is behind the viewer counts as that much smaller: turning round shows it at once.</summary>
        private const float Unseen = 0.25f;

        /// <summary>Above all sizes.</summary>
        private const float PinnedFactor = 1e6f;

        private const float NearestMetres = 0.3f;

        private readonly Crowd _crowd;
        private readonly Relations _relations;
        private readonly SeatTable _table;
        private readonly Challengers _challengers = new Challengers();
        private readonly int[] _marks;
        private readonly float _low;
        private readonly float _medium;
        private readonly float _high;
        private readonly uint _tenure;
        private int _mark;
        private int _now;

        public VideoChoice(StageSettings settings, int capacity, Crowd crowd, Relations relations, SeatTable table)
        {
            _crowd = crowd;
            _relations = relations;
            _table = table;
            _marks = new int[capacity];
            _low = settings.LowPixels;
            _medium = settings.MediumPixels;
            _high = settings.HighPixels;
            _tenure = (uint)settings.Tenure.TotalMilliseconds;
        }

        /// <summary>Gives the listener its turn.</summary>
        public void Choose(int number, in Listener listener, int now)
        {
            _now = now;
            _mark++;
            int start = number * _table.PerListener, end = start + _table.PerListener;
            int free = 0, weakest = -1;
            float weakestSize = float.PositiveInfinity;
            for (int i = start; i < end; i++)
            {
                ref Seat seat = ref _table.Seats[i];
                float size = seat.Player == Seat.Nobody ? 0 : SizeFor(number, listener, seat.Player);
                bool isOld = seat.AgeAt(now) >= _tenure;
                if (seat.Player == Seat.Nobody || size == 0 || (isOld && size < _low * Patience))
                {
                    if (seat.Player != Seat.Nobody) _table.Give(i, Seat.Nobody, now);
                    free++;
                    continue;
                }

                _marks[seat.Player] = _mark;
                ChooseLayer(i, size);
                if (!isOld || size >= weakestSize) continue;
                weakestSize = size;
                weakest = i;
            }

            if (free > 0) Fill(number, listener, free);
            else if (weakest >= 0) Contest(number, listener, weakest, weakestSize);
        }

        private void Fill(int number, in Listener listener, int free)
        {
            _challengers.Seek(free, _low);
            Search(number, listener);
            for (int i = 0; i < _challengers.Count; i++)
                Give(_table.FindFree(number, _challengers[i]), number, listener, _challengers[i]);
        }

        private void Contest(int number, in Listener listener, int weakest, float size)
        {
            _challengers.Seek(1, size * Loyalty);
            Search(number, listener);
            if (_challengers.Count > 0) Give(weakest, number, listener, _challengers[0]);
        }

        private void Give(int seat, int number, in Listener listener, int player)
        {
            _table.Give(seat, player, _now);
            ChooseLayer(seat, SizeFor(number, listener, player));
        }

        private void Search(int number, in Listener listener)
        {
            for (int i = 0; i < _crowd.Screens.Count; i++)
            {
                int player = _crowd.Screens[i];
                if (player == listener.Player || _marks[player] == _mark) continue;
                float size = SizeFor(number, listener, player);
                if (size > _challengers.Bar || _challengers.Count > 0) _challengers.TryEnter(player, size);
            }
        }

        /// <summary>How much of the listener's screen a player's video is worth, in pixels of height; 0 to have none of
        /// it.</summary>
        private float SizeFor(int number, in Listener listener, int player)
        {
            Relation relation = listener.HasRelations ? _relations.Of(number, player) : Relation.None;
            if ((relation & Relation.Blocked) != 0 || !listener.HasView) return 0;
            float pixels = PixelsFor(listener, player);
            return (relation & Relation.Pinned) != 0 ? Math.Max(pixels, _low) * PinnedFactor : pixels;
        }

        private float PixelsFor(in Listener listener, int player)
        {
            float metres = _crowd.ScreenOf(player);
            if (metres == 0 || !_crowd.HasPlace(player) || !_crowd.HasPlace(listener.Player)) return 0;
            Vector3 towards = _crowd.PlaceOf(player) - _crowd.PlaceOf(listener.Player);
            float distance = Math.Max(NearestMetres, towards.Length());
            float pixels = listener.View.Focal * metres / distance;
            bool isSeen = Vector3.Dot(towards, listener.View.Forward) >= listener.View.CornerCosine * distance - metres;
            return isSeen ? pixels : pixels * Unseen;
        }

        private void ChooseLayer(int index, float size)
        {
            ref Seat seat = ref _table.Seats[index];
            float pixels = size >= PinnedFactor ? size / PinnedFactor : size;
            VideoLayer layer =
                pixels >= Threshold(_high, seat.Layer >= VideoLayer.High) ? VideoLayer.High :
                pixels >= Threshold(_medium, seat.Layer >= VideoLayer.Medium) ? VideoLayer.Medium : VideoLayer.Low;
            if (layer == seat.Layer) return;
            seat.Layer = layer;
            _table.Queue(index);
        }

        private static float Threshold(float pixels, bool isThere) => isThere ? pixels * Patience : pixels;
    }
}
