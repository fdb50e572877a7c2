#nullable enable
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Earshot.Video.Vp8
{
    /// <summary>Owns a codec's context until disposed or finalized, and while a call is in it. One that was never
    /// initialized is zeros, which libvpx takes for nothing to destroy.</summary>
    internal sealed class LibVpxHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        private static readonly byte[] Zeros = new byte[LibVpx.ContextBytes];

        public LibVpxHandle() : base(ownsHandle: true)
        {
            SetHandle(Marshal.AllocHGlobal(LibVpx.ContextBytes));
            Marshal.Copy(Zeros, 0, handle, LibVpx.ContextBytes);
        }

        protected override bool ReleaseHandle()
        {
            LibVpx.Destroy(handle);
            Marshal.FreeHGlobal(handle);
            return true;
        }
    }
}
