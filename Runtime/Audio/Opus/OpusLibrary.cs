#nullable enable
using System;
using System.Collections.Generic;

namespace Earshot.Audio.Opus
{
    /// <summary>The Opus codec this process has, chosen when first asked for: libopus where it loads, else Concentus if
    /// the build has it (symbol EARSHOT_CONCENTUS).</summary>
    public static class OpusLibrary
    {
        /// <summary>Samples a second, everywhere in Earshot.</summary>
        public const int SampleRate = 48_000;

        /// <summary>Samples in a 20 ms frame.</summary>
        public const int FrameSamples = 960;

        private static readonly IOpusCodec[] Codecs =
        {
            new LibOpusCodec(),
#if EARSHOT_CONCENTUS
            new ConcentusCodec(),
#endif
        };

        private static volatile IOpusCodec? _chosen;

        /// <summary>The codec's own name and version, such as "libopus 1.3.1"; null until it was loaded.</summary>
        public static string? Version => _chosen?.Version;

        /// <summary>True when a codec is there; otherwise <paramref name="error"/> says in one sentence how to get one
        /// on this system.</summary>
        public static bool TryLoad(out string error)
        {
            error = "";
            if (_chosen == null && TryChoose(Codecs, out IOpusCodec? codec, out error)) _chosen = codec;
            return _chosen != null;
        }

        /// <summary>The first codec that loads; when none does, <paramref name="error"/> is the first one's.</summary>
        public static bool TryChoose(IReadOnlyList<IOpusCodec> codecs, out IOpusCodec? chosen, out string error)
        {
            chosen = null;
            error = "";
            foreach (IOpusCodec codec in codecs)
            {
                if (codec.TryLoad(out string sentence))
                {
                    chosen = codec;
                    error = "";
                    return true;
                }

                if (error.Length == 0) error = sentence;
            }

            return false;
        }

        /// <summary>An encoder of the chosen codec: <see cref="IOpusCodec.CreateEncoder"/>. Throws
        /// <see cref="DllNotFoundException"/> with <see cref="TryLoad"/>'s sentence when there is none.</summary>
        public static IOpusEncoder CreateEncoder(OpusApplication application, int channels = 1) =>
            Load().CreateEncoder(application, channels);

        /// <summary>A decoder to 48 kHz, mono or stereo. Throws as <see cref="CreateEncoder"/> does.</summary>
        public static IOpusDecoder CreateDecoder(int channels = 1) => Load().CreateDecoder(channels);

        private static IOpusCodec Load() =>
            TryLoad(out string error) ? _chosen! : throw new DllNotFoundException(error);
    }
}
