#nullable enable
namespace Earshot.Audio.Opus
{
    /// <summary>Why the codec refused; the value is libopus's error number.</summary>
    public enum OpusStatus
    {
        /// <summary>It did not refuse.</summary>
        Ok = 0,

        /// <summary>An argument is out of range, such as a frame of a length Opus does not have.</summary>
        BadArgument = -1,

        /// <summary>The buffer is too small for the result.</summary>
        BufferTooSmall = -2,

        /// <summary>The codec contradicts itself.</summary>
        InternalError = -3,

        /// <summary>The packet is corrupt.</summary>
        InvalidPacket = -4,

        /// <summary>The request is not known to this build of the codec.</summary>
        Unimplemented = -5,

        /// <summary>The codec's state is invalid or already freed.</summary>
        InvalidState = -6,

        /// <summary>There is no memory left.</summary>
        AllocationFailed = -7,
    }
}
