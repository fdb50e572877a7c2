#nullable enable
using System;
using System.Threading;

namespace UnityStandIn
{
    /// <summary>Sums the sources of a world into stereo, a block at a time. Rendering is the audio thread's.</summary>
    internal sealed class Mixer
    {
        private readonly float[] _mix;
        private readonly AudioSink? _sink;
        private volatile MixPlan _plan = MixPlan.Nothing;
        private volatile bool _isPaused;
        private long _position;
        private long _dspPosition;

        public Mixer(int blockFrames, AudioSink? sink)
        {
            _mix = new float[blockFrames * 2];
            _sink = sink;
        }

        public MixPlan Plan { set => _plan = value; }

        /// <summary>Holds <see cref="DspPosition"/>; the sink goes on.</summary>
        public bool IsPaused { set => _isPaused = value; }

        /// <summary>Frames given to the sink; any thread.</summary>
        public long Position => Interlocked.Read(ref _position);

        /// <summary>Frames mixed while not paused; any thread.</summary>
        public long DspPosition => Interlocked.Read(ref _dspPosition);

        public void Render()
        {
            var plan = _plan;
            Array.Clear(_mix, 0, _mix.Length);
            foreach (var channel in plan.Channels) channel.Render(_dspPosition, _mix);
            if (plan.ListenerFilters == null) Array.Clear(_mix, 0, _mix.Length);
            else AudioFilter.Run(plan.ListenerFilters, _mix);
            for (int i = 0; i < _mix.Length; i++) _mix[i] = Math.Max(-1f, Math.Min(1f, _mix[i]));
            Emit();
            Interlocked.Add(ref _position, _mix.Length / 2);
            if (!_isPaused) Interlocked.Add(ref _dspPosition, _mix.Length / 2);
        }

        private void Emit()
        {
            try
            {
                _sink?.Invoke(_mix, _position);
            }
            catch (Exception thrown)
            {
                UnityEngine.Debug.LogException(thrown);
            }
        }
    }
}
