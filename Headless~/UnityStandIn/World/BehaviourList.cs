#nullable enable
using System;
using System.Collections.Generic;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>Behaviours in the order in which they get a message: by execution order, then by age. A pass goes over
    /// those that were there when it began, so members may come and go meanwhile.</summary>
    internal sealed class BehaviourList
    {
        private readonly List<MonoBehaviour> _members = new List<MonoBehaviour>();
        private MonoBehaviour[] _pass = Array.Empty<MonoBehaviour>();
        private bool _changed;

        public void Add(MonoBehaviour behaviour)
        {
            int at = _members.Count;
            while (at > 0 && IsBefore(behaviour, _members[at - 1])) at--;
            _members.Insert(at, behaviour);
            _changed = true;
        }

        public void Remove(MonoBehaviour behaviour) => _changed |= _members.Remove(behaviour);

        /// <summary>Valid until the next pass of this list begins.</summary>
        public MonoBehaviour[] BeginPass()
        {
            if (_changed) _pass = _members.ToArray();
            _changed = false;
            return _pass;
        }

        private static bool IsBefore(MonoBehaviour a, MonoBehaviour b) =>
            a.ExecutionOrder != b.ExecutionOrder
                ? a.ExecutionOrder < b.ExecutionOrder
                : a.GetInstanceID() < b.GetInstanceID();
    }
}
