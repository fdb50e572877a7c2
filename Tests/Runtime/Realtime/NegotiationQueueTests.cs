#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class NegotiationQueueTests
    {
        [Test]
        public void Exchanges_NeverOverlapAndKeepTheirOrder() => AsyncTest.Run(async () =>
        {
            var queue = new NegotiationQueue();
            var order = new List<int>();
            int running = 0;
            IEnumerable<Task<int>> exchanges = Enumerable.Range(0, 50).Select(i => queue.Enqueue(async () =>
            {
                Assert.That(Interlocked.Increment(ref running), Is.EqualTo(1));
                await Task.Yield();
                order.Add(i);
                Interlocked.Decrement(ref running);
                return i;
            })).ToList();
            await Task.WhenAll(exchanges);
            Assert.That(order, Is.EqualTo(Enumerable.Range(0, 50)));
        });

        [Test]
        public void FailedExchange_DoesNotStopTheNext() => AsyncTest.Run(async () =>
        {
            var queue = new NegotiationQueue();
            Task<int> failing = queue.Enqueue<int>(() => throw new InvalidOperationException("broken"));
            Assert.That(await queue.Enqueue(() => Task.FromResult(7)), Is.EqualTo(7));
            Assert.That(failing.IsFaulted);
        });

        [Test]
        public void Exchange_DoesNotRunOnTheCallersThread() => AsyncTest.Run(async () =>
        {
            int caller = Thread.CurrentThread.ManagedThreadId;
            using var release = new ManualResetEventSlim();
            Task<bool> exchange = new NegotiationQueue().Enqueue(() =>
            {
                release.Wait();
                return Task.FromResult(true);
            });
            release.Set(); // would never be reached, were the exchange run inside Enqueue
            Assert.That(await exchange, $"caller was thread {caller}");
        });
    }
}
