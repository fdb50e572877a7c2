#nullable enable
using Microsoft.Win32.SafeHandles;

namespace Earshot.Audio.Opus
{
    /// <summary>Owns an OpusEncoder of libopus until disposed or finalized, and while a call is in it.</summary>
    internal sealed class LibOpusEncoderHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public LibOpusEncoderHandle() : base(ownsHandle: true)
        {
        }

        protected override bool ReleaseHandle()
        {
            LibOpus.DestroyEncoder(handle);
            return true;
        }
    }
}
