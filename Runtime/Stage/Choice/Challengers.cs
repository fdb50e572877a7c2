#nullable enable
namespace Earshot.Stage.Choice
{
    /// <summary>The best few candidates for a listener's seats, best first; of equals the lower number wins, so that
    /// the order in which they were found does not matter.</summary>
    internal sealed class Challengers
    {
        private readonly float[] _worths = new float[StageSettings.MaxSeats];
        private readonly int[] _players = new int[StageSettings.MaxSeats];
        private int _wanted;

        public int Count { get; private set; }

        /// <summary>What a candidate must be worth more than.</summary>
        public float Bar { get; private set; }

        public int this[int index] => _players[index];

        /// <summary>Forgets all, to find that many who are worth more than the bar.</summary>
        public void Seek(int wanted, float bar)
        {
            _wanted = wanted;
            Count = 0;
            Bar = bar;
        }

        /// <summary>Takes the candidate in, if it is among the best; it must not be in already.</summary>
        public bool TryEnter(int player, float worth)
        {
            bool isFull = Count == _wanted;
            if (isFull ? !IsBetter(player, worth, Count - 1) : worth <= Bar) return false;
            int place = isFull ? Count - 1 : Count++;
            for (; place > 0 && IsBetter(player, worth, place - 1); place--)
            {
                _worths[place] = _worths[place - 1];
                _players[place] = _players[place - 1];
            }

            _worths[place] = worth;
            _players[place] = player;
            if (Count == _wanted) Bar = _worths[Count - 1];
            return true;
        }

        private bool IsBetter(int player, float worth, int place) =>
            worth > _worths[place] || (worth == _worths[place] && player < _players[place]);
    }
}
