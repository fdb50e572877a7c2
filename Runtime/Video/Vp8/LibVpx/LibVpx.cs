#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Earshot.Video.Vp8
{
    /// <summary>libvpx as C declares it (https://github.com/webmproject/libvpx/tree/main/vpx). A codec's context is
    /// memory of ours. C's <c>long</c> is passed as a word of the processor, which is right also where C has 32 bits
    /// for it: there the upper half is not read.</summary>
    internal static class LibVpx
    {
#if (UNITY_IOS || UNITY_WEBGL) && !UNITY_EDITOR
        private const string Library = "__Internal";
#else
        private const string Library = "vpx";
#endif

        /// <summary>More than vpx_codec_ctx_t has on any processor (56 bytes on 64 bits).</summary>
        internal const int ContextBytes = 256;

        internal const int SetSpeed = 13;
        internal const int SetStaticThreshold = 17;
        internal const int SetTokenPartitions = 18;
        internal const int SetMaxIntraBitratePercent = 26;

        [DllImport(Library, EntryPoint = "vpx_codec_version_str", CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr GetVersionString();

        [DllImport(Library, EntryPoint = "vpx_codec_vp8_cx", CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr EncoderInterface();

        [DllImport(Library, EntryPoint = "vpx_codec_vp8_dx", CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DecoderInterface();

        [DllImport(Library, EntryPoint = "vpx_codec_destroy", CallingConvention = CallingConvention.Cdecl)]
        internal static extern Vp8Status Destroy(IntPtr context);

        [DllImport(Library, EntryPoint = "vpx_codec_enc_config_default", CallingConvention = CallingConvention.Cdecl)]
        internal static extern Vp8Status GetDefault(IntPtr codec, ref VpxEncoderConfig config, uint noUsage);

        [DllImport(Library, EntryPoint = "vpx_codec_enc_init_ver", CallingConvention = CallingConvention.Cdecl)]
        internal static extern Vp8Status InitEncoder(
            LibVpxHandle context, IntPtr codec, ref VpxEncoderConfig config, IntPtr flags, int abi);

        /// <summary>The same without anything, to ask for the version only.</summary>
        [DllImport(Library, EntryPoint = "vpx_codec_enc_init_ver", CallingConvention = CallingConvention.Cdecl)]
        internal static extern Vp8Status InitEncoder(
            IntPtr noContext, IntPtr codec, IntPtr noConfig, IntPtr flags, int abi);

        [DllImport(Library, EntryPoint = "vpx_codec_enc_config_set", CallingConvention = CallingConvention.Cdecl)]
        internal static extern Vp8Status Configure(LibVpxHandle context, ref VpxEncoderConfig config);

        [DllImport(Library, EntryPoint = "vpx_codec_encode", CallingConvention = CallingConvention.Cdecl)]
        internal static extern Vp8Status Encode(
            LibVpxHandle context, ref VpxImage image, long time, UIntPtr duration, IntPtr flags, UIntPtr deadline);

        [DllImport(Library, EntryPoint = "vpx_codec_get_cx_data", CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr NextPacket(LibVpxHandle context, ref IntPtr iterator);

        [DllImport(Library, EntryPoint = "vpx_codec_dec_init_ver", CallingConvention = CallingConvention.Cdecl)]
        internal static extern Vp8Status InitDecoder(
            LibVpxHandle context, IntPtr codec, IntPtr noConfig, IntPtr flags, int abi);

        [DllImport(Library, EntryPoint = "vpx_codec_decode", CallingConvention = CallingConvention.Cdecl)]
        internal static extern Vp8Status Decode(
            LibVpxHandle context, ref byte frame, uint length, IntPtr noUser, IntPtr noDeadline);

        [DllImport(Library, EntryPoint = "vpx_codec_get_frame", CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr NextImage(LibVpxHandle context, ref IntPtr iterator);

        /// <summary>vpx_codec_control(context, request, value).</summary>
        internal static Vp8Status Control(LibVpxHandle context, int request, int value)
        {
#if UNITY_WEBGL && !UNITY_EDITOR
            return Control(context, request, ref value);
#else
            var wide = new IntPtr(value);
            return Control(context, request, wide, default, default, default, default, default, wide);
#endif
        }

        // Variadic in C: the value is given wherever an ABI may look for it, as LibOpus in Earshot.Audio explains.
#if UNITY_WEBGL && !UNITY_EDITOR
        [DllImport(Library, EntryPoint = "vpx_codec_control_", CallingConvention = CallingConvention.Cdecl)]
        private static extern Vp8Status Control(LibVpxHandle context, int request, ref int arguments);
#else
        [DllImport(Library, EntryPoint = "vpx_codec_control_", CallingConvention = CallingConvention.Cdecl)]
        private static extern Vp8Status Control(
            LibVpxHandle context, int request, IntPtr value,
            IntPtr x3, IntPtr x4, IntPtr x5, IntPtr x6, IntPtr x7, IntPtr valueOnAppleArm64);
#endif
    }
}
