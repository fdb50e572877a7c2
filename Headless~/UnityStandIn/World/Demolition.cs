#nullable enable
using System.Collections.Generic;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>What was given to Object.Destroy, until the end of the frame in which it is due.</summary>
    internal sealed class Demolition
    {
        private readonly World _world;
        private readonly List<(Object Target, double Due)> _waiting = new List<(Object, double)>();

        public Demolition(World world) => _world = world;

        public void Add(Object target, float delay) => _waiting.Add((target, _world.Time.Time + delay));

        public void Run()
        {
            for (int i = 0; i < _waiting.Count; i++)
            {
                var (target, due) = _waiting[i];
                if (due > _world.Time.Time) continue;
                _waiting.RemoveAt(i--);
                if (target != null) target.Demolish();
            }
        }
    }
}
