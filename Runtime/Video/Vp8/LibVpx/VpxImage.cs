#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Earshot.Video.Vp8
{
    /// <summary>vpx_image_t, with room for its private end.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 512)]
    internal struct VpxImage
    {
        internal const int I420 = 0x102;

        internal int Format;
        internal int ColourSpace;
        internal int ColourRange;
        internal uint StoredWidth;
        internal uint StoredHeight;
        internal uint BitDepth;
        internal uint Width;
        internal uint Height;
        internal uint RenderWidth;
        internal uint RenderHeight;
        internal uint ChromaShiftX;
        internal uint ChromaShiftY;
        internal IntPtr Y;
        internal IntPtr U;
        internal IntPtr V;
        internal IntPtr Alpha;
        internal int StrideY;
        internal int StrideU;
        internal int StrideV;
        internal int StrideAlpha;
        internal int BitsPerSample;
    }
}
