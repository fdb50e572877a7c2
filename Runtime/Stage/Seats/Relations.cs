#nullable enable
using System.Collections.Generic;

namespace Earshot.Stage.Seats
{
    /// <summary>What listeners have said about players: few and rarely changed, so kept apart from what is scanned. A
    /// lookup allocates nothing.</summary>
    internal sealed class Relations
    {
        private readonly Dictionary<long, Relation> _all = new Dictionary<long, Relation>();
        private readonly Dictionary<int, List<int>> _pins = new Dictionary<int, List<int>>();
        private readonly List<long> _gone = new List<long>();

        /// <summary>What the listener has said about the player.</summary>
        public Relation Of(int listener, int player) =>
            _all.TryGetValue(Key(listener, player), out Relation relation) ? relation : Relation.None;

        /// <summary>Whom the listener has pinned; null for nobody.</summary>
        public List<int>? PinsOf(int listener) => _pins.TryGetValue(listener, out List<int>? pins) ? pins : null;

        /// <summary>Adds to what the listener has said about the player, or takes it back.</summary>
        public void Set(int listener, int player, Relation relation, bool isSo)
        {
            long key = Key(listener, player);
            Relation before = Of(listener, player);
            Relation now = isSo ? before | relation : before & ~relation;
            if (now == before) return;
            if (now == Relation.None) _all.Remove(key);
            else _all[key] = now;
            if (relation != Relation.Pinned) return;
            if (!_pins.TryGetValue(listener, out List<int>? pins)) _pins[listener] = pins = new List<int>();
            if (isSo) pins.Add(player);
            else pins.Remove(player);
        }

        /// <summary>Whether the listener has said anything about anybody.</summary>
        public bool Has(int listener)
        {
            foreach (long key in _all.Keys)
            {
                if ((int)(key >> 32) == listener) return true;
            }

            return false;
        }

        /// <summary>Forgets all about a player, and all that it said as a listener (-1 when it is none).</summary>
        public void Forget(int listener, int player)
        {
            _gone.Clear();
            foreach (long key in _all.Keys)
            {
                if ((int)key == player || (int)(key >> 32) == listener) _gone.Add(key);
            }

            foreach (long key in _gone)
            {
                _all.Remove(key);
                PinsOf((int)(key >> 32))?.Remove((int)key);
            }
        }

        private static long Key(int listener, int player) => ((long)listener << 32) | (uint)player;
    }
}
