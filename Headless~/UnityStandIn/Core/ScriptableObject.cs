using System;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>A shared asset without a place in a scene.</summary>
    public class ScriptableObject : Object
    {
        public static T CreateInstance<T>() where T : ScriptableObject => (T)CreateInstance(typeof(T));

        public static ScriptableObject CreateInstance(Type type)
        {
            var created = (ScriptableObject)Activator.CreateInstance(type, true);
            created.Begin();
            return created;
        }

        internal void Begin()
        {
            MessageTable.Send(this, "Awake");
            MessageTable.Send(this, "OnEnable");
        }

        internal override void Demolish()
        {
            MessageTable.Send(this, "OnDisable");
            MessageTable.Send(this, "OnDestroy");
            base.Demolish();
        }
    }
}
