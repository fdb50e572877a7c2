using UnityStandIn;

namespace UnityEngine
{
    /// <summary>The current world's time, in seconds; constant during a frame unless it says realtime.</summary>
    public class Time
    {
        public static float time => (float)Now.Time;

        public static double timeAsDouble => Now.Time;

        public static float deltaTime => Now.Delta;

        public static float unscaledTime => (float)Now.Unscaled;

        public static double unscaledTimeAsDouble => Now.Unscaled;

        public static float unscaledDeltaTime => Now.UnscaledDelta;

        public static float fixedTime => (float)Now.Fixed;

        public static float fixedDeltaTime { get => Now.FixedDelta; set => Now.FixedDelta = value; }

        public static float maximumDeltaTime { get => Now.MaximumDelta; set => Now.MaximumDelta = value; }

        public static float timeScale { get => Now.Scale; set => Now.Scale = value; }

        public static int frameCount => Now.FrameCount;

        public static bool inFixedTimeStep => Now.InFixedStep;

        public static float realtimeSinceStartup => (float)World.OnMain().Now;

        public static double realtimeSinceStartupAsDouble => World.OnMain().Now;

        private static WorldTime Now => World.OnMain("Time").Time;
    }
}
