#nullable enable
using Earshot.Audio.Opus;

namespace Earshot.Tests
{
    public sealed class LibOpusCodecTests : OpusCodecSuite
    {
        protected override IOpusCodec Codec { get; } = new LibOpusCodec();

        protected override int MostBytesAFrame => 0;
    }
}
