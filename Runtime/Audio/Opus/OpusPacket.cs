#nullable enable
using System;

namespace Earshot.Audio.Opus
{
    /// <summary>What an Opus packet's first bytes tell without decoding it
    /// (https://www.rfc-editor.org/rfc/rfc6716#section-3.1).
    /// <code>
    ///  0 1 2 3 4 5 6 7
    /// +-+-+-+-+-+-+-+-+   config: mode, bandwidth and frame size
    /// | config  |s| c |   s: stereo
    /// +-+-+-+-+-+-+-+-+   c: 1 frame, 2 of one size, 2 of two sizes, or as many as the next byte says
    /// </code></summary>
    public static class OpusPacket
    {
        /// <summary>The longest payload one frame may have, in bytes.</summary>
        public const int MaxFrameBytes = 1275;

        /// <summary>The longest packet, 120 ms, in samples at 48 kHz.</summary>
        public const int MaxSamples = 5760;

        private const int FirstCeltConfig = 16;
        private const int FirstHybridConfig = 12;

        /// <summary>The packet's duration in samples at 48 kHz; false when it is empty, truncated or too
        /// long.</summary>
        public static bool TryGetSamples(ReadOnlySpan<byte> payload, out int samples)
        {
            samples = 0;
            if (payload.IsEmpty) return false;
            int frames = CountFrames(payload);
            samples = frames * SamplesPerFrame(payload[0]);
            return frames > 0 && samples <= MaxSamples;
        }

        /// <summary>True when the packet carries a copy of the one before it: the LBRR flag of its first SILK frame
        /// (RFC 6716 section 4.2.4). Packets of two unequal or many frames are taken to carry none.</summary>
        public static bool CarriesFec(ReadOnlySpan<byte> payload)
        {
            if (payload.Length < 2 || payload[0] >> 3 >= FirstCeltConfig || (payload[0] & 3) > 1) return false;
            int silkFrames = Math.Max(1, SamplesPerFrame(payload[0]) / 960);
            bool stereo = (payload[0] & 4) != 0;
            bool mid = (payload[1] >> (7 - silkFrames) & 1) != 0;
            bool side = stereo && (payload[1] >> (6 - 2 * silkFrames) & 1) != 0;
            return mid || side;
        }

        private static int CountFrames(ReadOnlySpan<byte> payload)
        {
            switch (payload[0] & 3)
            {
                case 0: return 1;
                case 3: return payload.Length > 1 ? payload[1] & 0x3F : 0;
                default: return 2;
            }
        }

        private static int SamplesPerFrame(byte toc)
        {
            int config = toc >> 3;
            if (config >= FirstCeltConfig) return 120 << (config & 3);
            if (config >= FirstHybridConfig) return 480 << (config & 1);
            return (config & 3) == 3 ? 2880 : 480 << (config & 3);
        }
    }
}
