using UnityEngine;

namespace UnityStandIn.Tests
{
    public sealed class Volume : ScriptableObject
    {
        public float Level;
    }
}
