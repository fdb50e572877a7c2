using System;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>A set of layers, one bit each.</summary>
    [Serializable]
    public struct LayerMask
    {
        [SavedAs("m_Bits")] private int _bits;

        public int value { get => _bits; set => _bits = value; }

        public static implicit operator int(LayerMask mask) => mask._bits;

        public static implicit operator LayerMask(int bits) => new LayerMask { _bits = bits };
    }
}
