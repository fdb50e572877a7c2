#nullable enable
using System.Collections;
using System.Collections.Generic;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>All coroutines of a world.</summary>
    internal sealed class CoroutineRunner
    {
        private readonly World _world;
        private readonly List<Coroutine> _running = new List<Coroutine>();

        public CoroutineRunner(World world) => _world = world;

        /// <summary>Runs to the first yield before it returns.</summary>
        public Coroutine Start(MonoBehaviour owner, IEnumerator routine)
        {
            var coroutine = new Coroutine(_world, owner, routine);
            _running.Add(coroutine);
            coroutine.Step();
            return coroutine;
        }

        public void Resume(LoopStage stage)
        {
            int count = _running.Count; // those begun meanwhile wait for the next pass
            for (int i = 0; i < count; i++)
                if (_running[i].IsDue(stage))
                    _running[i].Step();
            for (int i = _running.Count - 1; i >= 0; i--)
                if (_running[i].IsDone)
                    _running.RemoveAt(i);
        }

        public void Stop(MonoBehaviour owner, IEnumerator routine)
        {
            foreach (var coroutine in _running)
                if (ReferenceEquals(coroutine.Owner, owner) && ReferenceEquals(coroutine.Routine, routine))
                    coroutine.Stop();
        }

        public void StopAll(MonoBehaviour owner)
        {
            foreach (var coroutine in _running)
                if (ReferenceEquals(coroutine.Owner, owner))
                    coroutine.Stop();
        }
    }
}
