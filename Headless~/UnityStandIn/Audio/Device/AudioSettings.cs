using UnityStandIn;

namespace UnityEngine
{
    /// <summary>The sound output of the current world: stereo, and fixed when the world is made.</summary>
    public sealed class AudioSettings
    {
        /// <summary>Told that the device changed. Here it never does.</summary>
        public delegate void AudioConfigurationChangeHandler(bool deviceWasChanged);

        public static event AudioConfigurationChangeHandler OnAudioConfigurationChanged
        {
            add => World.OnMain().Sound.ConfigurationChanged += value;
            remove => World.OnMain().Sound.ConfigurationChanged -= value;
        }

        /// <summary>Seconds of sound mixed so far, in whole blocks; usable from every thread.</summary>
        public static double dspTime => World.Nearest?.Sound.DspTime ?? 0;

        public static int outputSampleRate { get => World.OnMain().Sound.OutputRate; set => _ = value; }

        public static AudioSpeakerMode speakerMode { get => AudioSpeakerMode.Stereo; set => _ = value; }

        public static AudioSpeakerMode driverCapabilities => AudioSpeakerMode.Stereo;

        public static void GetDSPBufferSize(out int bufferLength, out int numBuffers)
        {
            bufferLength = World.OnMain().Sound.BlockFrames;
            numBuffers = 4;
        }

        public static AudioConfiguration GetConfiguration() => new AudioConfiguration
        {
            speakerMode = speakerMode,
            dspBufferSize = World.OnMain().Sound.BlockFrames,
            sampleRate = outputSampleRate,
            numRealVoices = 32,
            numVirtualVoices = 512
        };

        /// <summary>False: this device cannot be changed while it runs.</summary>
        public static bool Reset(AudioConfiguration config) => false;

        /// <summary>Empty: no spatializer is installed.</summary>
        public static string GetSpatializerPluginName() => "";
    }
}
