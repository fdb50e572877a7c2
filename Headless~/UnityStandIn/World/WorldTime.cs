#nullable enable
using System;

namespace UnityStandIn
{
    /// <summary>What <see cref="UnityEngine.Time"/> tells during one frame.</summary>
    internal sealed class WorldTime
    {
        private double _frameTime;
        private float _frameDelta;
        private double _unscaledBefore = -1;
        private double _nextFixed;

        public double Time { get; private set; }

        public float Delta { get; private set; }

        public double Unscaled { get; private set; }

        public float UnscaledDelta { get; private set; }

        public double Fixed { get; private set; }

        public float FixedDelta { get; set; } = 0.02f;

        public float MaximumDelta { get; set; } = 1f / 3f;

        public float Scale { get; set; } = 1f;

        public int FrameCount { get; private set; }

        public bool InFixedStep { get; private set; }

        /// <summary>The first frame is at 0 and lasts nothing; a long one is cut to
        /// <see cref="MaximumDelta"/>.</summary>
        public void BeginFrame(double now)
        {
            UnscaledDelta = _unscaledBefore < 0 ? 0f : (float)(now - _unscaledBefore);
            _unscaledBefore = now;
            Unscaled += UnscaledDelta;
            Delta = Math.Min(UnscaledDelta, MaximumDelta) * Scale;
            Time += Delta;
            FrameCount++;
        }

        /// <summary>True as often as the fixed steps have to catch up with the frame; during a step the time is the
        /// step's.</summary>
        public bool TryBeginFixedStep()
        {
            if (!InFixedStep) (_frameTime, _frameDelta) = (Time, Delta);
            InFixedStep = _nextFixed <= _frameTime;
            (Time, Delta) = InFixedStep ? (_nextFixed, FixedDelta) : (_frameTime, _frameDelta);
            if (!InFixedStep) return false;
            Fixed = _nextFixed;
            _nextFixed += FixedDelta;
            return true;
        }
    }
}
