#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Earshot.Video.Vp8
{
    /// <summary>libvpx's decoder. Its picture lies in its own memory until the next frame.</summary>
    internal sealed class LibVpxDecoder : IVp8Decoder
    {
        /// <summary>The same in all releases from 1.8 on.</summary>
        private const int DecoderAbi = 12;

        private static readonly int WidthAt = Marshal.OffsetOf<VpxImage>(nameof(VpxImage.Width)).ToInt32();
        private static readonly int HeightAt = Marshal.OffsetOf<VpxImage>(nameof(VpxImage.Height)).ToInt32();
        private static readonly int PlanesAt = Marshal.OffsetOf<VpxImage>(nameof(VpxImage.Y)).ToInt32();
        private static readonly int StridesAt = Marshal.OffsetOf<VpxImage>(nameof(VpxImage.StrideY)).ToInt32();

        private readonly LibVpxHandle _context = new LibVpxHandle();
        private readonly int _maxPixels;
        private IntPtr _image;
        private bool _needsKeyFrame = true;

        internal LibVpxDecoder(int maxPixels)
        {
            _maxPixels = maxPixels;
            Vp8Status status = LibVpx.InitDecoder(
                _context, LibVpx.DecoderInterface(), IntPtr.Zero, IntPtr.Zero, DecoderAbi);
            if (status != Vp8Status.Ok) throw new InvalidOperationException($"libvpx made no decoder: {status}.");
        }

        public Vp8Status Decode(ReadOnlySpan<byte> frame)
        {
            _image = IntPtr.Zero;
            Vp8Status status = Check(frame);
            if (status != Vp8Status.Ok) return status;
            _needsKeyFrame = true;
            status = LibVpx.Decode(
                _context, ref MemoryMarshal.GetReference(frame), (uint)frame.Length, IntPtr.Zero, IntPtr.Zero);
            if (status != Vp8Status.Ok) return status;
            IntPtr iterator = IntPtr.Zero;
            _image = LibVpx.NextImage(_context, ref iterator);
            _needsKeyFrame = false;
            return status;
        }

        public bool TryGetPicture(I420Frame picture)
        {
            if (_image == IntPtr.Zero) return false;
            picture.Resize(Marshal.ReadInt32(_image, WidthAt), Marshal.ReadInt32(_image, HeightAt));
            CopyPlane(0, picture.Samples, 0, picture.Width, picture.Height);
            CopyPlane(1, picture.Samples, picture.UOffset, picture.ChromaWidth, picture.ChromaHeight);
            CopyPlane(2, picture.Samples, picture.VOffset, picture.ChromaWidth, picture.ChromaHeight);
            return true;
        }

        public void Dispose()
        {
            _image = IntPtr.Zero;
            _context.Dispose();
        }

        /// <summary>What libvpx would take to our harm: a picture of any size, and one built on a broken one.</summary>
        private Vp8Status Check(ReadOnlySpan<byte> frame)
        {
            if (!Vp8FrameHeader.TryParse(frame, out Vp8FrameHeader header))
                return Refuse(Vp8Status.UnsupportedBitstream);
            if (!header.IsKeyFrame) return _needsKeyFrame ? Vp8Status.KeyFrameNeeded : Vp8Status.Ok;
            return header.Width * header.Height > _maxPixels ? Refuse(Vp8Status.TooBig) : Vp8Status.Ok;
        }

        private Vp8Status Refuse(Vp8Status status)
        {
            _needsKeyFrame = true;
            return status;
        }

        private void CopyPlane(int plane, byte[] samples, int at, int width, int height)
        {
            IntPtr row = Marshal.ReadIntPtr(_image, PlanesAt + plane * IntPtr.Size);
            int stride = Marshal.ReadInt32(_image, StridesAt + plane * sizeof(int));
            for (int y = 0; y < height; y++)
            {
                Marshal.Copy(row, samples, at, width);
                row += stride;
                at += width;
            }
        }
    }
}
