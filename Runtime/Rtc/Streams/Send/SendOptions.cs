#nullable enable
using System;
using Earshot.Rtc.Rtp;

namespace Earshot.Rtc.Streams
{
    /// <summary>What a packet says about itself beside its payload. Each part travels where its header extension was
    /// agreed, and is left out elsewhere.</summary>
    public readonly struct SendOptions
    {
        // As on the wire, plus 1: 0 is a part that is not there, and there may be thousands of packets in a store.
        private readonly ushort _audioLevel;
        private readonly ushort _videoOrientation;
        private readonly uint _playoutDelay;

        public SendOptions(
            AudioLevel? audioLevel = null, VideoOrientation? videoOrientation = null, PlayoutDelay? playoutDelay = null)
        {
            Span<byte> value = stackalloc byte[Rtp.PlayoutDelay.Length];
            audioLevel?.WriteTo(value);
            _audioLevel = audioLevel == null ? (ushort)0 : (ushort)(value[0] + 1);
            videoOrientation?.WriteTo(value);
            _videoOrientation = videoOrientation == null ? (ushort)0 : (ushort)(value[0] + 1);
            playoutDelay?.WriteTo(value);
            _playoutDelay = playoutDelay == null ? 0 : (uint)(value[0] << 16 | value[1] << 8 | value[2]) + 1;
        }

        /// <summary>How loud it is (RFC 6464).</summary>
        public AudioLevel? AudioLevel
        {
            get
            {
                if (_audioLevel == 0) return null;
                Rtp.AudioLevel.TryParse(stackalloc byte[] { (byte)(_audioLevel - 1) }, out AudioLevel level);
                return level;
            }
        }

        /// <summary>How to turn the picture.</summary>
        public VideoOrientation? VideoOrientation
        {
            get
            {
                if (_videoOrientation == 0) return null;
                ReadOnlySpan<byte> value = stackalloc byte[] { (byte)(_videoOrientation - 1) };
                Rtp.VideoOrientation.TryParse(value, out VideoOrientation orientation);
                return orientation;
            }
        }

        /// <summary>The least and greatest delay until playout.</summary>
        public PlayoutDelay? PlayoutDelay
        {
            get
            {
                if (_playoutDelay == 0) return null;
                uint wire = _playoutDelay - 1;
                ReadOnlySpan<byte> value =
                    stackalloc byte[] { (byte)(wire >> 16), (byte)(wire >> 8), (byte)wire };
                return Rtp.PlayoutDelay.TryParse(value, out PlayoutDelay delay) ? delay : (PlayoutDelay?)null;
            }
        }
    }
}
