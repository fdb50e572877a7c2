using System;

namespace UnityEngine
{
    /// <summary>Lower numbers get every message earlier; without it a script has 0.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public class DefaultExecutionOrder : Attribute
    {
        public DefaultExecutionOrder(int order) => this.order = order;

        public int order { get; }
    }
}
