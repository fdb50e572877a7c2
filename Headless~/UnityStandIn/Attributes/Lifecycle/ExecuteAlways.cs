using System;

namespace UnityEngine
{
    /// <summary>Of no effect here: there is no edit mode.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class ExecuteAlways : Attribute
    {
    }
}
