#nullable enable
using System;
using System.Collections.Generic;

namespace UnityStandIn
{
    /// <summary>The saved listeners of an event, as a file nests them.</summary>
    [Serializable]
    internal sealed class PersistentCalls
    {
        [SavedAs("m_Calls")] public List<PersistentCall> Calls = new List<PersistentCall>();
    }
}
