#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Earshot.Video.Vp8
{
    /// <summary>vpx_codec_enc_cfg_t as far as VP8 without layers needs it, with room for what stands behind that. The
    /// order has been the same from libvpx 1.8 (2019) to 1.16; what is not set keeps libvpx's default.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 4096)]
    internal struct VpxEncoderConfig
    {
        internal const int ConstantBitrate = 1;

        internal uint Usage;
        internal uint Threads;
        internal uint Profile;
        internal uint Width;
        internal uint Height;
        internal int BitDepth;
        internal uint InputBitDepth;
        internal int TimeBaseNumerator;
        internal int TimeBaseDenominator;
        internal uint ErrorResilient;
        internal int Pass;
        internal uint LagInFrames;
        internal uint DropFrameThreshold;
        internal uint ResizeAllowed;
        internal uint ScaledWidth;
        internal uint ScaledHeight;
        internal uint ResizeUpThreshold;
        internal uint ResizeDownThreshold;
        internal int EndUsage;
        internal IntPtr TwoPassStats;
        internal UIntPtr TwoPassStatsLength;
        internal IntPtr FirstPassStats;
        internal UIntPtr FirstPassStatsLength;
        internal uint TargetKilobits;
        internal uint MinQuantizer;
        internal uint MaxQuantizer;
        internal uint UndershootPercent;
        internal uint OvershootPercent;
        internal uint BufferMilliseconds;
        internal uint BufferInitialMilliseconds;
        internal uint BufferOptimalMilliseconds;
        internal uint TwoPassBiasPercent;
        internal uint TwoPassMinPercent;
        internal uint TwoPassMaxPercent;
        internal uint TwoPassComplexity;
        internal int KeyFrameMode;
        internal uint KeyFrameMinDistance;
        internal uint KeyFrameMaxDistance;
    }
}
