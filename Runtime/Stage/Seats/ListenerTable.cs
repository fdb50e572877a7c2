#nullable enable
using System;
using System.Collections.Generic;

namespace Earshot.Stage.Seats
{
    /// <summary>The players who pull others, numbered from 0 so that their seats stand close together.</summary>
    internal sealed class ListenerTable
    {
        private readonly int[] _numbers;
        private readonly Stack<int> _freed = new Stack<int>();
        private Listener[] _all = new Listener[4];

        public ListenerTable(int capacity)
        {
            _numbers = new int[capacity];
            Array.Fill(_numbers, -1);
        }

        /// <summary>Listeners by number; who has gone has no player.</summary>
        public Listener[] All => _all;

        /// <summary>Numbers are below this.</summary>
        public int End { get; private set; }

        /// <summary>How many there are.</summary>
        public int Count { get; private set; }

        /// <summary>The player's number; -1 when it does not listen.</summary>
        public int NumberOf(int player) => _numbers[player];

        public int Add(int player)
        {
            int number = _freed.Count > 0 ? _freed.Pop() : End++;
            if (End > _all.Length) Array.Resize(ref _all, _all.Length * 2);
            _all[number] = new Listener { Player = player, Tuned = Channels.Megaphone, LooksNow = true };
            _numbers[player] = number;
            Count++;
            return number;
        }

        public void Remove(int player)
        {
            _freed.Push(_numbers[player]);
            _all[_numbers[player]] = new Listener { Player = Seat.Nobody };
            _numbers[player] = -1;
            Count--;
        }
    }
}
