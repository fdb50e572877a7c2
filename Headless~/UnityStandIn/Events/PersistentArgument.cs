#nullable enable
using System;
using UnityEngine.Events;
using Object = UnityEngine.Object;

namespace UnityStandIn
{
    /// <summary>The fixed argument of a saved listener; which of them counts is said by its mode.</summary>
    [Serializable]
    internal sealed class PersistentArgument
    {
        [SavedAs("m_ObjectArgument")] public Object? ObjectValue;
        [SavedAs("m_IntArgument")] public int IntValue;
        [SavedAs("m_FloatArgument")] public float FloatValue;
        [SavedAs("m_StringArgument")] public string StringValue = "";
        [SavedAs("m_BoolArgument")] public bool BoolValue;

        public object?[] Of(PersistentListenerMode mode) => mode switch
        {
            PersistentListenerMode.Object => new object?[] { ObjectValue },
            PersistentListenerMode.Int => new object?[] { IntValue },
            PersistentListenerMode.Float => new object?[] { FloatValue },
            PersistentListenerMode.String => new object?[] { StringValue },
            PersistentListenerMode.Bool => new object?[] { BoolValue },
            _ => Array.Empty<object?>()
        };
    }
}
