#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Earshot.Audio.Opus
{
    /// <summary>libopus as C declares it (https://opus-codec.org/docs/opus_api-1.3.1/). References to single bytes and
    /// floats stand for C's arrays: they pin without copying.</summary>
    internal static class LibOpus
    {
#if (UNITY_IOS || UNITY_WEBGL) && !UNITY_EDITOR
        private const string Library = "__Internal";
#else
        private const string Library = "opus";
#endif

        internal const int SetBitrate = 4002;
        internal const int SetComplexity = 4010;
        internal const int SetInbandFec = 4012;
        internal const int SetPacketLossPercent = 4014;
        internal const int SetDtx = 4016;

        [DllImport(Library, EntryPoint = "opus_get_version_string", CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr GetVersionString();

        [DllImport(Library, EntryPoint = "opus_encoder_create", CallingConvention = CallingConvention.Cdecl)]
        internal static extern LibOpusEncoderHandle CreateEncoder(
            int rate, int channels, int application, out int error);

        [DllImport(Library, EntryPoint = "opus_encoder_destroy", CallingConvention = CallingConvention.Cdecl)]
        internal static extern void DestroyEncoder(IntPtr encoder);

        [DllImport(Library, EntryPoint = "opus_encode_float", CallingConvention = CallingConvention.Cdecl)]
        internal static extern int Encode(
            LibOpusEncoderHandle encoder, ref float pcm, int samples, ref byte payload, int payloadCapacity);

        [DllImport(Library, EntryPoint = "opus_decoder_create", CallingConvention = CallingConvention.Cdecl)]
        internal static extern LibOpusDecoderHandle CreateDecoder(int rate, int channels, out int error);

        [DllImport(Library, EntryPoint = "opus_decoder_destroy", CallingConvention = CallingConvention.Cdecl)]
        internal static extern void DestroyDecoder(IntPtr decoder);

        [DllImport(Library, EntryPoint = "opus_decode_float", CallingConvention = CallingConvention.Cdecl)]
        internal static extern int Decode(
            LibOpusDecoderHandle decoder, ref byte payload, int length, ref float pcm, int samples, int fec);

        /// <summary>The same without a payload: concealment.</summary>
        [DllImport(Library, EntryPoint = "opus_decode_float", CallingConvention = CallingConvention.Cdecl)]
        internal static extern int Conceal(
            LibOpusDecoderHandle decoder, IntPtr noPayload, int noLength, ref float pcm, int samples, int noFec);

        /// <summary>opus_encoder_ctl(encoder, request, value).</summary>
        internal static int Control(LibOpusEncoderHandle encoder, int request, int value)
        {
#if UNITY_WEBGL && !UNITY_EDITOR
            return Control(encoder, request, ref value);
#else
            var wide = new IntPtr(value);
            return Control(encoder, request, wide, default, default, default, default, default, wide);
#endif
        }

        // opus_encoder_ctl is variadic in C and P/Invoke has no varargs outside Windows, so each ABI must be given the
        // value where its va_arg looks. Apple's arm64 puts every variadic argument on the stack, in slots of 8 bytes:
        // behind six words that use up the registers x2 to x7. All the others (x64 of Windows and System V, x86, 32-bit
        // ARM, AArch64 of Linux, Android and Windows) pass it like any third argument. It is given at both places; none
        // reads the other. WebAssembly instead passes the address of the variadic arguments.
#if UNITY_WEBGL && !UNITY_EDITOR
        [DllImport(Library, EntryPoint = "opus_encoder_ctl", CallingConvention = CallingConvention.Cdecl)]
        private static extern int Control(LibOpusEncoderHandle encoder, int request, ref int arguments);
#else
        [DllImport(Library, EntryPoint = "opus_encoder_ctl", CallingConvention = CallingConvention.Cdecl)]
        private static extern int Control(
            LibOpusEncoderHandle encoder, int request, IntPtr value,
            IntPtr x3, IntPtr x4, IntPtr x5, IntPtr x6, IntPtr x7, IntPtr valueOnAppleArm64);
#endif
    }
}
