#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Earshot.Audio.Opus
{
    /// <summary>The Opus codec this process has: libopus, loaded when first asked for.</summary>
    public static class OpusLibrary
    {
        /// <summary>Samples a second, everywhere in Earshot.</summary>
        public const int SampleRate = 48_000;

        /// <summary>Samples in a 20 ms frame.</summary>
        public const int FrameSamples = 960;

        /// <summary>libopus's own version, such as "libopus 1.3.1"; null until it was loaded.</summary>
        public static string? Version { get; private set; }

        /// <summary>True when the codec is there; otherwise <paramref name="error"/> says in one sentence how to get it
        /// on this system.</summary>
        public static bool TryLoad(out string error)
        {
            error = "";
            if (Version != null) return true;
            try
            {
                Version = Marshal.PtrToStringAnsi(LibOpus.GetVersionString()) ?? "libopus";
                return true;
            }
            catch (Exception failure) when (IsLoadFailure(failure))
            {
                error = Explain(failure, CurrentSystem());
                return false;
            }
        }

        /// <summary>An encoder of 48 kHz: 32 kb/s, in-band FEC for 10 % loss, DTX off; mono, or stereo for two
        /// <paramref name="channels"/>. Throws <see cref="DllNotFoundException"/> with <see cref="TryLoad"/>'s sentence
        /// when there is no codec.</summary>
        public static IOpusEncoder CreateEncoder(OpusApplication application, int channels = 1)
        {
            ThrowIfMissing();
            return new LibOpusEncoder(application, channels);
        }

        /// <summary>A decoder to 48 kHz, mono or stereo. Throws as <see cref="CreateEncoder"/> does.</summary>
        public static IOpusDecoder CreateDecoder(int channels = 1)
        {
            ThrowIfMissing();
            return new LibOpusDecoder(channels);
        }

        /// <summary>The sentence for a failed load on a system: what is missing, where it is looked for, how to get it.
        /// </summary>
        public static string Explain(Exception failure, OSPlatform system)
        {
            string what = failure is BadImageFormatException
                ? "libopus was found but is built for another processor"
                : "libopus was not found";
            return $"Voice needs the Opus codec, and {what}: {HowToGet(system)}, " +
                   $"or put it into the Unity project as a native plug-in ({failure.GetType().Name}).";
        }

        private static string HowToGet(OSPlatform system)
        {
            if (system == OSPlatform.Windows) return "put opus.dll beside the game's executable";
            if (system == OSPlatform.OSX)
                return "run `brew install opus` and copy its libopus.dylib beside the game's executable (the " +
                       "headless build does that itself)";
            return "on Debian and Ubuntu run `sudo apt install libopus0` and build again (the headless build copies " +
                   "it beside the host), or `sudo apt install libopus-dev` for any other host";
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
