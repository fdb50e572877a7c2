#nullable enable
using System.Collections.Generic;
using System.Linq;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>Brings components in line with whether their objects are active.</summary>
    internal static class Lifecycle
    {
        /// <summary>Awake and OnEnable of what has become active below these roots, in execution order; OnDisable of
        /// what has become inactive, whose coroutines end.</summary>
        public static void Refresh(params GameObject[] roots)
        {
            var components = new List<Component>();
            foreach (var root in roots) root.AddOfTree(components, true);
            foreach (var component in components.OrderBy(component => component.ExecutionOrder))
            {
                if (component.Destroyed || component.IsDying) continue;
                if (component.Owner.IsActiveInHierarchy)
                {
                    component.Wake();
                    continue;
                }

                component.Settle();
                if (component is MonoBehaviour behaviour) behaviour.World.Loop.Coroutines.StopAll(behaviour);
            }
        }
    }
}
