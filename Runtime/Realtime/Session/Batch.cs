#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Earshot.Realtime
{
    /// <summary>Collects requests until the negotiation queue gets to them, then carries them out in one exchange: so a
    /// batch grows while the session is busy and nobody waits when it is not. Any thread.</summary>
    internal sealed class Batch<TRequest, TResult>
    {
        private readonly NegotiationQueue _queue;
        private readonly Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TResult>>> _exchange;
        private readonly int _most;
        private readonly object _gate = new object();
        private readonly Queue<Entry> _waiting = new Queue<Entry>();

        /// <param name="queue">Whose turn it waits for.</param>
        /// <param name="most">How many requests one exchange may hold.</param>
        /// <param name="exchange">Carries them out and returns one result for each, in the same order.</param>
        public Batch(
            NegotiationQueue queue, int most, Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TResult>>> exchange)
        {
            _queue = queue;
            _most = most;
            _exchange = exchange;
        }

        /// <summary>The result, once an exchange that held the request has ended.</summary>
        public Task<TResult> AddAsync(TRequest request)
        {
            var entry = new Entry(request);
            lock (_gate) _waiting.Enqueue(entry);
            _ = _queue.Enqueue(DrainAsync); // finds nothing when an earlier turn took this request along
            return entry.Result.Task;
        }

        private async Task<int> DrainAsync()
        {
            await SettleAsync().ConfigureAwait(false);
            var taken = new List<Entry>();
            lock (_gate)
            {
                while (_waiting.Count > 0 && taken.Count < _most) taken.Add(_waiting.Dequeue());
            }

            if (taken.Count == 0) return 0;
            try
            {
                IReadOnlyList<TResult> results =
                    await _exchange(taken.Select(entry => entry.Request).ToList()).ConfigureAwait(false);
                for (int i = 0; i < taken.Count; i++) taken[i].Result.SetResult(results[i]);
            }
            catch (Exception e)
            {
                foreach (Entry entry in taken) entry.Result.TrySetException(e);
            }

            return taken.Count;
        }

        // What is asked for in one go shall go out in one request, although the first of it starts this turn: as long
        // as each turn of the pool brings more, more may come. It costs microseconds.
        private async Task SettleAsync()
        {
            for (int seen = 0, count = Count; count > seen && count < _most; count = Count)
            {
                seen = count;
                await Task.Yield();
            }
        }

        private int Count
        {
            get
            {
                lock (_gate) return _waiting.Count;
            }
        }

        private sealed class Entry
        {
            public readonly TRequest Request;

            public readonly TaskCompletionSource<TResult> Result =
                new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);

            public Entry(TRequest request) => Request = request;
        }
    }
}
