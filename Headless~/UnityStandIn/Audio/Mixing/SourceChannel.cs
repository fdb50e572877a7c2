#nullable enable
using System;
using System.Threading;

namespace UnityStandIn
{
    /// <summary>The audio thread's side of an AudioSource: clip, then gains, then filters, then the mix. Whatever
    /// starts, stops or moves fades over one block, so that nothing clicks.</summary>
    internal sealed class SourceChannel
    {
        private readonly ClipReader _reader = new ClipReader();
        private readonly float[] _block;
        private readonly int _outputRate;
        private StereoMatrix _gains;
        private float _outputGain = 1f;
        private int _begunSeek;
        private int _endedSeek = -1;
        private int _frame;

        public SourceChannel(int blockFrames, int outputRate)
        {
            _block = new float[blockFrames * 2];
            _outputRate = outputRate;
        }

        public TripleBuffer<SourceParameters> Parameters { get; } = new TripleBuffer<SourceParameters>();

        /// <summary>The last seek that was obeyed; any thread.</summary>
        public int BegunSeek => Volatile.Read(ref _begunSeek);

        /// <summary>The seek whose playing has come to the clip's end; any thread.</summary>
        public int EndedSeek => Volatile.Read(ref _endedSeek);

        /// <summary>Frame of the clip that is read next; any thread.</summary>
        public int Frame => Volatile.Read(ref _frame);

        /// <summary>Adds the block that begins at output frame <paramref name="position"/> to the mix.</summary>
        public void Render(long position, float[] mix)
        {
            var told = Parameters.Latest();
            if (told.Plays && told.Seek != _begunSeek) Seek(told);
            if (!Reads(told, position)) return;
            AudioFilter.Run(told.Filters, _block);
            AddTo(mix, told.OutputGain);
        }

        private void Seek(SourceParameters told)
        {
            _reader.Start(told.Clip, told.SeekFrame);
            Volatile.Write(ref _frame, _reader.Frame);
            Volatile.Write(ref _begunSeek, told.Seek);
        }

        /// <summary>Fills the block; false when there is nothing to be heard. Without a clip the first filter is the
        /// source, so it gets silence to overwrite.</summary>
        private bool Reads(SourceParameters told, long position)
        {
            if (told.Clip is null)
            {
                Array.Clear(_block, 0, _block.Length);
                _gains = default;
                return told.Filters.Length > 0;
            }

            long wait = Math.Max(told.StartAt - position, 0);
            bool sounds = told.Plays && !_reader.HasEnded && wait < _block.Length / 2;
            if (!sounds && _gains.IsSilent) return false;
            double step = (double)told.Pitch * told.Clip.Frequency / _outputRate;
            _reader.Read(_block, sounds ? (int)wait : 0, step, told.Loop);
            Volatile.Write(ref _frame, _reader.Frame);
            if (_reader.HasEnded) Volatile.Write(ref _endedSeek, _begunSeek);
            Shape(sounds ? told.Gains : default);
            return true;
        }

        private void Shape(StereoMatrix target)
        {
            var step = (target + _gains * -1f) * (2f / _block.Length);
            var gains = _gains;
            for (int i = 0; i < _block.Length; i += 2)
            {
                gains += step;
                (float left, float right) = (_block[i], _block[i + 1]);
                _block[i] = left * gains.LeftToLeft + right * gains.RightToLeft;
                _block[i + 1] = left * gains.LeftToRight + right * gains.RightToRight;
            }

            _gains = target;
        }

        private void AddTo(float[] mix, float outputGain)
        {
            float step = (outputGain - _outputGain) * 2f / mix.Length;
            for (int i = 0; i < mix.Length; i += 2)
            {
                _outputGain += step;
                mix[i] += _block[i] * _outputGain;
                mix[i + 1] += _block[i + 1] * _outputGain;
            }

            _outputGain = outputGain;
        }
    }
}
