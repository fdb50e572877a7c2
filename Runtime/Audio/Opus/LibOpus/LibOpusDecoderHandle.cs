#nullable enable
using Microsoft.Win32.SafeHandles;

namespace Earshot.Audio.Opus
{
    /// <summary>Owns an OpusDecoder of libopus until disposed or finalized, and while a call is in it.</summary>
    internal sealed class LibOpusDecoderHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public LibOpusDecoderHandle() : base(ownsHandle: true)
        {
        }

        protected override bool ReleaseHandle()
        {
            LibOpus.DestroyDecoder(handle);
            return true;
        }
    }
}
