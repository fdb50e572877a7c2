using System;
using UnityEngine.Scripting;

namespace UnityEngine
{
    /// <summary>The static method is called when a world loads its first scene, once a world.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public class RuntimeInitializeOnLoadMethodAttribute : PreserveAttribute
    {
        public RuntimeInitializeOnLoadMethodAttribute()
        {
        }

        public RuntimeInitializeOnLoadMethodAttribute(RuntimeInitializeLoadType loadType) => this.loadType = loadType;

        public RuntimeInitializeLoadType loadType { get; }
    }
}
