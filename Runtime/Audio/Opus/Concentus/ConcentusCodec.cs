#nullable enable
#if EARSHOT_CONCENTUS
using Concentus;

namespace Earshot.Audio.Opus
{
    /// <summary>Concentus, Opus in managed code (https://github.com/lostromb/concentus): a port of libopus's
    /// fixed-point build, for systems to which libopus cannot be brought.</summary>
    public sealed class ConcentusCodec : IOpusCodec
    {
        static ConcentusCodec()
        {
            // It would look for a libopus of its own; which one serves is OpusLibrary's choice.
            OpusCodecFactory.AttemptToUseNativeLibrary = false;
        }

        /// <inheritdoc/>
        public string Version { get; private set; } = "";

        /// <inheritdoc/>
        public bool TryLoad(out string error)
        {
            error = "";
            if (Version.Length > 0) return true;
            Version = OpusCodecFactory.CreateDecoder(OpusLibrary.SampleRate, 1).GetVersionString();
            return true;
        }

        /// <inheritdoc/>
        public IOpusEncoder CreateEncoder(OpusApplication application, int channels = 1) =>
            new ConcentusEncoder(application, channels);

        /// <inheritdoc/>
        public IOpusDecoder CreateDecoder(int channels = 1) => new ConcentusDecoder(channels);
    }
}
#endif
