#nullable enable
using System;

namespace Earshot.Audio
{
    /// <summary>Turns a stream of samples of one rate into another, block by block without seams, by a windowed-sinc
    /// filter whose phases are tabled and interpolated between. The ratio is kept as whole numbers, so nothing drifts.
    /// It delays by <see cref="DelaySamples"/>. One thread at a time; Process allocates nothing.</summary>
    public sealed class Resampler
    {
        private const int Phases = 256;
        private const int ZeroCrossings = 24;
        private const double KaiserBeta = 8;
        private const double HalfTransition = 2.6 / ZeroCrossings;

        private readonly int _inputRate;
        private readonly int _outputRate;
        private readonly int _taps;
        private readonly float[][] _phases;

        // The last _taps samples twice over, so that a window of them is always in one piece.
        private readonly float[] _history;
        private int _newest;

        // Where the next output lies behind the newest input, in 1/_outputRate of an input sample.
        private long _position;

        /// <summary>A converter between two rates in Hz.</summary>
        public Resampler(int inputRate, int outputRate)
        {
            if (inputRate < 1000 || inputRate > 384_000 || outputRate < 1000 || outputRate > 384_000)
                throw new ArgumentOutOfRangeException(
                    nameof(inputRate), $"{inputRate} to {outputRate} Hz: rates are 1,000 to 384,000 Hz.");
            _inputRate = inputRate;
            _outputRate = outputRate;
            _taps = 2 * (int)Math.Ceiling(ZeroCrossings * Math.Max(1.0, (double)inputRate / outputRate));
            _phases = TableOf(_taps, Math.Min(1.0, (double)outputRate / inputRate));
            _history = new float[2 * _taps];
        }

        /// <summary>How long a sample stays inside, in input samples.</summary>
        public int DelaySamples => _inputRate == _outputRate ? 0 : _taps / 2;

        /// <summary>The most samples that <see cref="Process"/> makes of so many.</summary>
        public int MaxOutput(int inputSamples) => (int)((long)inputSamples * _outputRate / _inputRate) + 1;

        /// <summary>Takes all of <paramref name="input"/>, writes what follows from it and returns how much that was;
        /// <paramref name="output"/> holds at least <see cref="MaxOutput"/>.</summary>
        public int Process(ReadOnlySpan<float> input, Span<float> output)
        {
            if (output.Length < MaxOutput(input.Length))
                throw new ArgumentException($"Give room for MaxOutput({input.Length}) samples.", nameof(output));
            if (_inputRate == _outputRate)
            {
                input.CopyTo(output);
                return input.Length;
            }
            int written = 0;
            foreach (float sample in input)
            {
                _newest = _newest + 1 == _taps ? 0 : _newest + 1;
                _history[_newest] = _history[_newest + _taps] = sample;
                for (; _position < _outputRate; _position += _inputRate) output[written++] = Interpolate();
                _position -= _outputRate;
            }
            return written;
        }

        private float Interpolate()
        {
            float phase = (float)_position / _outputRate * Phases;
            int below = Math.Min((int)phase, Phases - 1);
            float[] lower = _phases[below];
            float[] upper = _phases[below + 1];
            ReadOnlySpan<float> window = _history.AsSpan(_newest + 1, _taps);
            float atLower = 0, atUpper = 0;
            for (int i = 0; i < window.Length; i++)
            {
                atLower += window[i] * lower[i];
                atUpper += window[i] * upper[i];
            }
            return atLower + (atUpper - atLower) * (phase - below);
        }

        // Row p holds the filter for an output that lies p/Phases of an input sample after the middle of the window;
        // the cutoff is a share of the input's Nyquist frequency.
        private static float[][] TableOf(int taps, double cutoff)
        {
            // The filter's slope, 80 dB deep, ends where aliases would begin.
            double scale = cutoff * (1 - HalfTransition);
            var phases = new float[Phases + 1][];
            for (int p = 0; p <= Phases; p++)
            {
                var row = new float[taps];
                double sum = 0;
                for (int i = 0; i < taps; i++)
                {
                    double x = i - (taps / 2 - 1) - (double)p / Phases;
                    double weight = scale * Sinc(scale * x) * Kaiser(x / (taps / 2));
                    row[i] = (float)weight;
                    sum += weight;
                }
                for (int i = 0; i < taps; i++) row[i] = (float)(row[i] / sum);
                phases[p] = row;
            }
            return phases;
        }

        private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

        private static double Kaiser(double x) =>
            Math.Abs(x) >= 1 ? 0 : Bessel(KaiserBeta * Math.Sqrt(1 - x * x)) / Bessel(KaiserBeta);

        // The modified Bessel function of order zero, by its power series.
        private static double Bessel(double x)
        {
            double sum = 1, term = 1;
            for (int k = 1; term > sum * 1e-12; k++)
            {
                term *= x / (2 * k) * (x / (2 * k));
                sum += term;
            }
            return sum;
        }
    }
}
