#nullable enable
namespace Earshot.Audio.Opus
{
    /// <summary>One implementation of Opus. Any thread.</summary>
    public interface IOpusCodec
    {
        /// <summary>Its own name and version, such as "libopus 1.3.1"; empty until it was loaded.</summary>
        string Version { get; }

        /// <summary>True when it can be used here; otherwise <paramref name="error"/> says in one sentence what is
        /// missing and how to get it.</summary>
        bool TryLoad(out string error);

        /// <summary>An encoder of 48 kHz: 40 kb/s, in-band FEC for 10 % loss, DTX off; mono, or stereo for two
        /// <paramref name="channels"/>. The codec is loaded.</summary>
        IOpusEncoder CreateEncoder(OpusApplication application, int channels = 1);

        /// <summary>A decoder to 48 kHz, mono or stereo. The codec is loaded.</summary>
        IOpusDecoder CreateDecoder(int channels = 1);
    }
}
