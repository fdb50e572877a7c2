#nullable enable
using System.Threading;

namespace UnityStandIn
{
    /// <summary>Hands the newest state from one writing thread to one reading thread, without a lock on either side:
    /// each holds one of three slots, and the third changes hands.</summary>
    internal sealed class TripleBuffer<T> where T : class, new()
    {
        private const int Fresh = 4;
        private const int Slot = 3;

        private readonly T[] _slots = { new T(), new T(), new T() };
        private int _back;
        private int _front = 1;
        private int _between = 2;

        /// <summary>The writer's slot. It holds some older state, so every field must be set.</summary>
        public T Back => _slots[_back];

        public void Publish() => _back = Interlocked.Exchange(ref _between, _back | Fresh) & Slot;

        /// <summary>The reader's view: what was published last.</summary>
        public T Latest()
        {
            if ((Volatile.Read(ref _between) & Fresh) != 0) _front = Interlocked.Exchange(ref _between, _front) & Slot;
            return _slots[_front];
        }
    }
}
