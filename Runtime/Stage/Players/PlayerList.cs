#nullable enable
using System;

namespace Earshot.Stage.Players
{
    /// <summary>A set of players in an array, in no order that lasts.</summary>
    internal sealed class PlayerList
    {
        private readonly int[] _players;
        private readonly int[] _places;

        public PlayerList(int capacity)
        {
            _players = new int[capacity];
            _places = new int[capacity];
            Array.Fill(_places, -1);
        }

        public int Count { get; private set; }

        public int this[int index] => _players[index];

        /// <summary>Puts the player in, or takes it out and the last one into its place.</summary>
        public void Set(int player, bool isIn)
        {
            int place = _places[player];
            if (isIn == place >= 0) return;
            if (isIn)
            {
                _places[player] = Count;
                _players[Count++] = player;
                return;
            }

            int last = _players[--Count];
            _players[place] = last;
            _places[last] = place;
            _places[player] = -1;
        }
    }
}
