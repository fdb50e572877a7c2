#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>Brings what was awaited back to the game thread: a frame runs what was posted before its pass
    /// began.</summary>
    internal sealed class UnitySynchronizationContext : SynchronizationContext
    {
        private readonly World _world;
        private List<(SendOrPostCallback Callback, object? State)> _posted = new List<(SendOrPostCallback, object?)>();
        private List<(SendOrPostCallback Callback, object? State)> _running = new List<(SendOrPostCallback, object?)>();

        public UnitySynchronizationContext(World world) => _world = world;

        public override void Post(SendOrPostCallback callback, object? state)
        {
            lock (this) _posted.Add((callback, state));
        }

        /// <summary>Inline on the game thread; elsewhere it blocks until the world's next frame has run it.</summary>
        public override void Send(SendOrPostCallback callback, object? state)
        {
            if (_world.IsMain)
            {
                callback(state);
                return;
            }

            using var done = new ManualResetEventSlim();
            Post(_ =>
            {
                try
                {
                    callback(state);
                }
                finally
                {
                    done.Set();
                }
            }, null);
            done.Wait();
        }

        public override SynchronizationContext CreateCopy() => this;

        public void Exec()
        {
            lock (this) (_posted, _running) = (_running, _posted);
            foreach (var (callback, state) in _running)
            {
                try
                {
                    callback(state);
                }
                catch (Exception thrown)
                {
                    Debug.LogException(thrown);
                }
            }

            _running.Clear();
        }
    }
}
