using UnityStandIn;

namespace UnityEngine
{
    /// <summary>The ears of the world: where they are and look decides how the sources are panned.</summary>
    public sealed class AudioListener : AudioBehaviour
    {
        /// <summary>Of everything but the sources that ignore it.</summary>
        public static float volume
        {
            get => World.OnMain().Sound.Volume;
            set => World.OnMain().Sound.Volume = Mathf.Clamp01(value);
        }

        /// <summary>Holds all sources but those that ignore it, and AudioSettings.dspTime.</summary>
        public static bool pause
        {
            get => World.OnMain().Sound.IsPaused;
            set => World.OnMain().Sound.IsPaused = value;
        }

        public AudioVelocityUpdateMode velocityUpdateMode { get; set; }

        internal override void SwitchOn() => World.Sound.Add(this);

        internal override void SwitchOff() => World.Sound.Remove(this);
    }
}
