using System;

namespace UnityEngine
{
    /// <summary>Marks only; managed references are not loaded here.</summary>
    [AttributeUsage(AttributeTargets.Field)]
    public sealed class SerializeReference : Attribute
    {
    }
}
