#nullable enable
using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Earshot.Rtc.Wire;

namespace Earshot.Video.Vp8
{
    /// <summary>libvpx's encoder in real time: constant bitrate, no lag. It is made anew when the size changes, as one
    /// that exists can only shrink.</summary>
    internal sealed class LibVpxEncoder : IVp8Encoder
    {
        private const int ClockRate = 90_000;
        private const int FrameTicks = ClockRate / 30;
        private const int ForceKeyFrame = 1;
        private const int Realtime = 1;

        private readonly Vp8Settings _settings;
        private LibVpxHandle? _context;
        private VpxEncoderConfig _config;
        private VpxImage _image;
        private byte[] _frame = Array.Empty<byte>();
        private RtpTime _lastTime;
        private long _time;
        private int _bitrate;
        private bool _isDisposed;

        internal LibVpxEncoder(Vp8Settings settings)
        {
            _settings = settings;
            Vp8Status status = LibVpx.GetDefault(LibVpx.EncoderInterface(), ref _config, 0);
            if (status != Vp8Status.Ok) throw new InvalidOperationException($"libvpx made no encoder: {status}.");
            Prepare();
            Bitrate = settings.Bitrate;
        }

        public int Bitrate
        {
            get => _bitrate;
            set
            {
                if (value < 10_000 || value > 100_000_000)
                    throw new ArgumentOutOfRangeException(
                        nameof(Bitrate), value, "Bitrate is 10,000 to 100,000,000 bits a second.");
                _bitrate = value;
                _config.TargetKilobits = (uint)(value / 1000);
                if (_context == null) return;
                Vp8Status status = LibVpx.Configure(_context, ref _config);
                Debug.Assert(status == Vp8Status.Ok, "libvpx refused a bitrate that was checked");
            }
        }

        public Vp8Status Encode(I420Frame picture, RtpTime time, bool asKeyFrame, out ReadOnlyMemory<byte> frame)
        {
            if (_isDisposed) throw new ObjectDisposedException(nameof(IVp8Encoder));
            if (picture.Width == 0)
                throw new ArgumentException("The picture has no size yet; fill it.", nameof(picture));
            frame = default;
            if (_context == null || _config.Width != picture.Width || _config.Height != picture.Height)
            {
                Vp8Status opened = Open(picture.Width, picture.Height);
                if (opened != Vp8Status.Ok) return opened;
            }

            // A clock that stands still would be refused; one that jumps back has begun anew.
            _time += Math.Max(1, time - _lastTime);
            _lastTime = time;
            Vp8Status status = Encode(picture, asKeyFrame);
            if (status == Vp8Status.Ok) frame = TakeFrame();
            return status;
        }

        public void Dispose()
        {
            _isDisposed = true;
            _context?.Dispose();
        }

        /// <summary>libwebrtc's figures for conversation.</summary>
        private void Prepare()
        {
            _config.Threads = (uint)_settings.Threads;
            _config.TimeBaseNumerator = 1;
            _config.TimeBaseDenominator = ClockRate;
            _config.ErrorResilient = _settings.IsErrorResilient ? 1u : 0u;
            _config.LagInFrames = 0;
            _config.DropFrameThreshold = _settings.MayDropPictures ? 30u : 0u;
            _config.ResizeAllowed = 0;
            _config.EndUsage = VpxEncoderConfig.ConstantBitrate;
            _config.MinQuantizer = 2;
            _config.MaxQuantizer = (uint)_settings.MaxQuantizer;
            _config.UndershootPercent = 100;
            _config.OvershootPercent = 15;
            _config.BufferInitialMilliseconds = 500;
            _config.BufferOptimalMilliseconds = 600;
            _config.BufferMilliseconds = 1000;
            _config.KeyFrameMinDistance = 0;
            _config.KeyFrameMaxDistance = 3000;
            _image.Format = VpxImage.I420;
            _image.BitDepth = 8;
            _image.BitsPerSample = 12;
            _image.ChromaShiftX = _image.ChromaShiftY = 1;
        }

        private Vp8Status Open(int width, int height)
        {
            _context?.Dispose();
            _context = null;
            (_config.Width, _config.Height) = ((uint)width, (uint)height);
            (_image.Width, _image.Height) = ((uint)width, (uint)height);
            (_image.StoredWidth, _image.StoredHeight) = ((uint)width, (uint)height);
            // Half of the bare samples: more than a frame takes, but for noise at the finest quantizer.
            if (_frame.Length < width * height * 3 / 4) _frame = new byte[width * height * 3 / 4];
            var context = new LibVpxHandle();
            Vp8Status status = LibVpx.InitEncoder(
                context, LibVpx.EncoderInterface(), ref _config, IntPtr.Zero, Vp8Library.EncoderAbi);
            if (status == Vp8Status.Ok) status = Set(context, LibVpx.SetSpeed, -_settings.Speed);
            if (status == Vp8Status.Ok) status = Set(context, LibVpx.SetStaticThreshold, 1);
            if (status == Vp8Status.Ok) status = Set(context, LibVpx.SetTokenPartitions, TokenPartitionsLog2());
            // A key frame takes half the optimal buffer: 300 ms of 30 pictures a second are nine pictures' share.
            if (status == Vp8Status.Ok) status = Set(context, LibVpx.SetMaxIntraBitratePercent, 900);
            if (status == Vp8Status.Ok) _context = context;
            else context.Dispose();
            return status;
        }

        private static Vp8Status Set(LibVpxHandle context, int request, int value) =>
            LibVpx.Control(context, request, value);

        private int TokenPartitionsLog2()
        {
            int log2 = 0;
            while (log2 < 3 && 2 << log2 <= _settings.Threads) log2++;
            return log2;
        }

        private Vp8Status Encode(I420Frame picture, bool asKeyFrame)
        {
            var pin = GCHandle.Alloc(picture.Samples, GCHandleType.Pinned);
            try
            {
                IntPtr samples = pin.AddrOfPinnedObject();
                _image.Y = samples;
                _image.U = samples + picture.UOffset;
                _image.V = samples + picture.VOffset;
                _image.StrideY = picture.LumaStride;
                _image.StrideU = _image.StrideV = picture.ChromaStride;
                return LibVpx.Encode(_context!, ref _image, _time, (UIntPtr)FrameTicks,
                    (IntPtr)(asKeyFrame ? ForceKeyFrame : 0), (UIntPtr)Realtime);
            }
            finally
            {
                pin.Free();
            }
        }

        private ReadOnlyMemory<byte> TakeFrame()
        {
            int length = 0;
            IntPtr iterator = IntPtr.Zero;
            for (IntPtr packet; (packet = LibVpx.NextPacket(_context!, ref iterator)) != IntPtr.Zero;)
            {
                if (Marshal.ReadInt32(packet) != VpxPacket.Frame) continue;
                int more = (int)Marshal.ReadIntPtr(packet, VpxPacket.LengthAt);
                if (_frame.Length < length + more) Array.Resize(ref _frame, 2 * (length + more));
                Marshal.Copy(Marshal.ReadIntPtr(packet, VpxPacket.BufferAt), _frame, length, more);
                length += more;
            }

            return _frame.AsMemory(0, length);
        }
    }
}
