#nullable enable
using System;

namespace Earshot.Audio.Playout
{
    /// <summary>Whether it pays to wait for the packet after the one that is due: when packets get lost and their
    /// successors bring copies of them (FEC). Learned from what came in the last seconds, and given up more slowly than
    /// taken up.</summary>
    internal sealed class CopyWorth
    {
        private const float NewShare = 0.004f;
        private const float Begins = 0.012f;
        private const float Ends = 0.005f;

        private float _share;
        private int _count;

        /// <summary>True while waiting pays.</summary>
        internal bool Waits { get; private set; }

        /// <summary>A packet came, and brought the copy of a lost one or not.</summary>
        internal void Observe(bool replacesLost)
        {
            _count++;
            float weight = Math.Max(NewShare, 1f / (_count + 50));
            _share += ((replacesLost ? 1 : 0) - _share) * weight;
            Waits = _share > (Waits ? Ends : Begins);
        }
    }
}
