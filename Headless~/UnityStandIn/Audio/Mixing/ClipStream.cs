#nullable enable
using System;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>A window on a clip that is read from a callback as it plays: a block, and the frame before
    /// it.</summary>
    internal sealed class ClipStream
    {
        /// <summary>Frames a read, at most.</summary>
        public const int BlockFrames = 4096;

        private readonly int _frames;
        private readonly int _channels;
        private readonly AudioClip.PCMReaderCallback _read;
        private readonly AudioClip.PCMSetPositionCallback? _setPosition;
        private readonly float[] _before;
        private readonly float[] _fullBlock;
        private float[] _block = Array.Empty<float>();
        private int _start;

        public ClipStream(
            int frames, int channels, AudioClip.PCMReaderCallback read, AudioClip.PCMSetPositionCallback? setPosition)
        {
            _frames = frames;
            _channels = channels;
            _read = read;
            _setPosition = setPosition;
            _before = new float[channels];
            _fullBlock = new float[Math.Min(frames, BlockFrames) * channels];
        }

        public void Seek(int frame)
        {
            _setPosition?.Invoke(frame);
            _start = frame;
            _block = Array.Empty<float>();
        }

        /// <summary>Frames must be asked for in order, but the last two of them as often as wanted.</summary>
        public float Sample(int frame, int channel)
        {
            while (frame >= _start + _block.Length / _channels) ReadOn();
            return frame < _start ? _before[channel] : _block[(frame - _start) * _channels + channel];
        }

        private void ReadOn()
        {
            if (_block.Length > 0) Array.Copy(_block, _block.Length - _channels, _before, 0, _channels);
            _start += _block.Length / _channels;
            int length = Math.Min(_fullBlock.Length, (_frames - _start) * _channels);
            if (_block.Length != length) _block = length == _fullBlock.Length ? _fullBlock : new float[length];
            _read(_block);
        }
    }
}
