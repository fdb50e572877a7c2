#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;

namespace Earshot.Realtime
{
    /// <summary>One exchange at a time, first come first served. A session has one offer/answer state machine, so a
    /// mutation ends only when its descriptions are applied on both sides; the SFU answers overlap with 406 and an
    /// offer that is never answered wedges the session. Any thread.</summary>
    public sealed class NegotiationQueue
    {
        private readonly object _gate = new object();
        private Task _last = Task.CompletedTask;

        /// <summary>Runs the exchange, on a thread of the pool, once all earlier ones have ended, however they
        /// did.</summary>
        public Task<T> Enqueue<T>(Func<Task<T>> exchange)
        {
            lock (_gate)
            {
                Task<Task<T>> mine = _last.ContinueWith(
                    _ => exchange(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                Task<T> ended = mine.Unwrap();
                _last = ended;
                return ended;
            }
        }
    }
}
