#nullable enable
using System;

namespace Earshot.Video.Vp8
{
    /// <summary>What an encoder is made with. Without changes it is libwebrtc's choice for a camera.</summary>
    public sealed class Vp8Settings
    {
        /// <summary>Bits a second to aim at first.</summary>
        public int Bitrate { get; set; } = 600_000;

        /// <summary>How much less thorough than it could be, 0 (slow and good) to 16 (quick).</summary>
        public int Speed { get; set; } = 6;

        /// <summary>Threads that encode a picture, 1 to 16. More than one pays from 1280x720 on only, and splits each
        /// frame into as many token partitions, up to 8.</summary>
        public int Threads { get; set; } = 1;

        /// <summary>True to leave out pictures rather than to spend more than the bitrate.</summary>
        public bool MayDropPictures { get; set; } = true;

        /// <summary>True to keep each frame's entropy coding independent of those before, for receivers that decode on
        /// after a loss; ours and browsers wait for the repair or a key frame, and save those bits.</summary>
        public bool IsErrorResilient { get; set; }

        /// <summary>The coarsest quantizer, 0 to 63: what a picture may look like at worst before pictures are left
        /// out.</summary>
        public int MaxQuantizer { get; set; } = 56;

        internal void ThrowIfWrong()
        {
            ThrowUnless(Speed >= 0 && Speed <= 16, nameof(Speed), Speed, "0 to 16");
            ThrowUnless(Threads >= 1 && Threads <= 16, nameof(Threads), Threads, "1 to 16");
            ThrowUnless(MaxQuantizer >= 2 && MaxQuantizer <= 63, nameof(MaxQuantizer), MaxQuantizer, "2 to 63");
        }

        private static void ThrowUnless(bool isRight, string name, int value, string range)
        {
            if (!isRight) throw new ArgumentOutOfRangeException(name, value, $"{name} is {range}.");
        }
    }
}
