#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Earshot.Video.Vp8
{
    /// <summary>The beginning of vpx_codec_cx_pkt_t. Its union is aligned to its 64-bit time.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct VpxPacket
    {
        internal const int Frame = 0;

        internal static readonly int BufferAt = Marshal.OffsetOf<VpxPacket>(nameof(Union)).ToInt32();
        internal static readonly int LengthAt = BufferAt + IntPtr.Size;

        internal int Kind;
        internal FrameUnion Union;

        [StructLayout(LayoutKind.Sequential)]
        internal struct FrameUnion
        {
            internal IntPtr Buffer;
            internal UIntPtr Length;
            internal long Time;
        }
    }
}
