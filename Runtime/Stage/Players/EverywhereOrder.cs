#nullable enable
using System;

namespace Earshot.Stage.Players
{
    /// <summary>Those heard at any distance, the best first. Nearness is 1 for all of them, so one order serves all
    /// listeners, and each stops reading where the rest cannot get a seat.</summary>
    internal sealed class EverywhereOrder
    {
        private readonly ulong[] _keys;

        public EverywhereOrder(int capacity) => _keys = new ulong[capacity];

        public int Count { get; private set; }

        public int this[int index] => (int)(uint)_keys[index];

        /// <summary>Puts them in order, by merit and then by number.</summary>
        public void Build(Crowd crowd)
        {
            Count = crowd.Everywhere.Count;
            for (int i = 0; i < Count; i++)
            {
                int player = crowd.Everywhere[i];
                _keys[i] = ((ulong)~Ascending(crowd.Sources[player].Merit) << 32) | (uint)player;
            }

            Array.Sort(_keys, 0, Count);
        }

        /// <summary>A number that orders as the float does.</summary>
        private static uint Ascending(float value)
        {
            int bits = BitConverter.SingleToInt32Bits(value);
            return (uint)(bits < 0 ? ~bits : bits | int.MinValue);
        }
    }
}
