#nullable enable
using System;
using System.Collections.Generic;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>What may be added to a game object, and what must come with it.</summary>
    internal static class ComponentRules
    {
        public static bool Allows(GameObject target, Type type, out string refusal)
        {
            if (!typeof(Component).IsAssignableFrom(type) || type.IsAbstract || type.ContainsGenericParameters)
                refusal = $"{type} cannot be added to '{target.name}': it is not a concrete component.";
            else if (typeof(Transform).IsAssignableFrom(type))
                refusal = $"'{target.name}' has its Transform already.";
            else if (type.GetCustomAttributes(typeof(DisallowMultipleComponent), true).Length > 0 && Has(target, type))
                refusal = $"'{target.name}' already has a {type.Name}, and must not have two.";
            else
                refusal = "";
            return refusal.Length == 0;
        }

        public static IEnumerable<Type> RequiredBy(Type type)
        {
            foreach (RequireComponent required in type.GetCustomAttributes(typeof(RequireComponent), true))
            {
                foreach (var one in new[] { required.m_Type0, required.m_Type1, required.m_Type2 })
                    if (one != null)
                        yield return one;
            }
        }

        private static bool Has(GameObject target, Type type)
        {
            foreach (var component in target.Components)
                if (component.GetType() == type)
                    return true;
            return false;
        }
    }
}
