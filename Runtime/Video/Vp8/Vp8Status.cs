#nullable enable
namespace Earshot.Video.Vp8
{
    /// <summary>Why the codec refused; values from 0 up are libvpx's error numbers.</summary>
    public enum Vp8Status
    {
        /// <summary>The picture is bigger than the decoder was allowed.</summary>
        TooBig = -2,

        /// <summary>The frame builds on others that are not there: only a key frame helps.</summary>
        KeyFrameNeeded = -1,

        /// <summary>It did not refuse.</summary>
        Ok = 0,

        /// <summary>Something that has no number of its own.</summary>
        Error = 1,

        /// <summary>There is no memory left.</summary>
        AllocationFailed = 2,

        /// <summary>The library has another binary interface than the one asked for.</summary>
        AbiMismatch = 3,

        /// <summary>This build of the codec cannot do it.</summary>
        Incapable = 4,

        /// <summary>The bytes are no VP8.</summary>
        UnsupportedBitstream = 5,

        /// <summary>The frame uses a feature that the decoder does not have.</summary>
        UnsupportedFeature = 6,

        /// <summary>The frame is corrupt or cut short.</summary>
        CorruptFrame = 7,

        /// <summary>An argument is out of range.</summary>
        InvalidParameter = 8,
    }
}
