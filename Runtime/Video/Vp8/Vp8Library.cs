#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Earshot.Video.Vp8
{
    /// <summary>The VP8 codec this process has: libvpx, loaded when first asked for.</summary>
    public static class Vp8Library
    {
        // The releases from 1.8 (2019) on differ in this number, but not in what we use of their structures.
        private const int OldestEncoderAbi = 20;
        private const int NewestEncoderAbi = 63;

        /// <summary>libvpx's own version, such as "v1.12.0"; null until it was loaded.</summary>
        public static string? Version { get; private set; }

        /// <summary>What the loaded library wants to be called with.</summary>
        internal static int EncoderAbi { get; private set; }

        /// <summary>True when the codec is there; otherwise <paramref name="error"/> says in one sentence how to get it
        /// on this system.</summary>
        public static bool TryLoad(out string error)
        {
            error = "";
            if (Version != null) return true;
            try
            {
                string version = Marshal.PtrToStringAnsi(LibVpx.GetVersionString()) ?? "libvpx";
                if (!TryFindAbi(out error, version)) return false;
                Version = version;
                return true;
            }
            catch (Exception failure) when (IsLoadFailure(failure))
            {
                error = Explain(failure, CurrentSystem());
                return false;
            }
        }

        /// <summary>An encoder. Throws <see cref="DllNotFoundException"/> with <see cref="TryLoad"/>'s sentence when
        /// there is no codec.</summary>
        public static IVp8Encoder CreateEncoder(Vp8Settings settings)
        {
            ThrowIfMissing();
            settings.ThrowIfWrong();
            return new LibVpxEncoder(settings);
        }

        /// <summary>A decoder that takes pictures of at most so many pixels: a key frame of a few bytes can claim to
        /// show 268 million. Throws as <see cref="CreateEncoder"/> does.</summary>
        public static IVp8Decoder CreateDecoder(int maxPixels = 4096 * 2304)
        {
            ThrowIfMissing();
            return new LibVpxDecoder(maxPixels);
        }

        /// <summary>The sentence for a failed load on a system: what is missing, where it is looked for, how to get it.
        /// </summary>
        public static string Explain(Exception failure, OSPlatform system)
        {
            string what = failure is BadImageFormatException
                ? "libvpx was found but is built for another processor"
                : "libvpx was not found";
            return $"Video needs the VP8 codec, and {what}: {HowToGet(system)}, " +
                   $"or put it into the Unity project as a native plug-in ({failure.GetType().Name}).";
        }

        /// <summary>The library compares the number before it looks at anything else, so that it can be asked
        /// without making an encoder.</summary>
        private static bool TryFindAbi(out string error, string version)
        {
            error = "";
            IntPtr vp8 = LibVpx.EncoderInterface();
            for (int abi = OldestEncoderAbi; abi <= NewestEncoderAbi; abi++)
            {
                Vp8Status answer = LibVpx.InitEncoder(IntPtr.Zero, vp8, IntPtr.Zero, IntPtr.Zero, abi);
                if (answer == Vp8Status.AbiMismatch) continue;
                EncoderAbi = abi;
                return true;
            }

            error = $"Video needs the VP8 codec, and libvpx {version} is none of the releases from 1.8 on that " +
                    "are known: install one of them.";
            return false;
        }

        private static string HowToGet(OSPlatform system)
        {
            if (system == OSPlatform.Windows) return "put vpx.dll beside the game's executable";
            if (system == OSPlatform.OSX)
                return "run `brew install libvpx` and copy its libvpx.dylib beside the game's executable (the " +
                       "headless build does that itself)";
            return "on Debian and Ubuntu run `sudo apt install libvpx7` (or libvpx9, whichever there is) and build " +
                   "again (the headless build copies it beside the host), or `sudo apt install libvpx-dev` for any " +
                   "other host";
        }

        private static bool IsLoadFailure(Exception failure) =>
            failure is DllNotFoundException || failure is EntryPointNotFoundException ||
            failure is BadImageFormatException;

        private static OSPlatform CurrentSystem()
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return OSPlatform.Windows;
            return RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? OSPlatform.OSX : OSPlatform.Linux;
        }

        private static void ThrowIfMissing()
        {
            if (!TryLoad(out string error)) throw new DllNotFoundException(error);
        }
    }
}
