#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Earshot.Audio.Opus
{
    /// <summary>The reference implementation in C (https://opus-codec.org), found by the system's loader or as a
    /// plug-in of the Unity project.</summary>
    public sealed class LibOpusCodec : IOpusCodec
    {
        /// <inheritdoc/>
        public string Version { get; private set; } = "";

        /// <inheritdoc/>
        public bool TryLoad(out string error)
        {
            error = "";
            if (Version.Length > 0) return true;
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

        /// <inheritdoc/>
        public IOpusEncoder CreateEncoder(OpusApplication application, int channels = 1) =>
            new LibOpusEncoder(application, channels);

        /// <inheritdoc/>
        public IOpusDecoder CreateDecoder(int channels = 1) => new LibOpusDecoder(channels);

        /// <summary>The sentence for a failed load on a system: what is missing, where it is looked for, how to get it.
        /// </summary>
        public static string Explain(Exception failure, OSPlatform system)
        {
            string what = failure is BadImageFormatException
                ? "libopus was found but is built for another processor"
                : "libopus was not found";
            return $"Voice needs the Opus codec, and {what}: {HowToGet(system)}, " +
                   "or put it into the Unity project as a native plug-in, or use Concentus " +
                   $"(see codecs.md in the documentation) ({failure.GetType().Name}).";
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
    }
}
