#nullable enable
using System.IO;

namespace UnityStandIn
{
    /// <summary>What a <see cref="World"/> is made with.</summary>
    public sealed class WorldOptions
    {
        /// <summary>Names the world in logs and thread names, and its data folder.</summary>
        public string Name { get; set; } = "World";

        /// <summary>Frames a block of sound: 256 is what Unity calls "best latency", 1024 its default.</summary>
        public int DspBufferSize { get; set; } = 256;

        /// <summary>Hertz of the stereo output.</summary>
        public int OutputSampleRate { get; set; } = 48000;

        /// <summary>Frames a second of <see cref="World.Drive"/> and <see cref="World.Advance"/>.</summary>
        public int TargetFrameRate { get; set; } = 60;

        /// <summary>Time moves by <see cref="World.Advance"/> only, and sound with it; else by the Stopwatch.</summary>
        public bool Simulated { get; set; }

        /// <summary>What the microphone hears; null: the world has none.</summary>
        public IMicrophoneFeed? Microphone { get; set; }

        /// <summary>Whether the game may already use the microphone.</summary>
        public bool MicrophoneAuthorized { get; set; } = true;

        /// <summary>What the player answers when asked for the microphone.</summary>
        public bool GrantsMicrophone { get; set; } = true;

        /// <summary>Where the mix goes, block by block; null: nowhere.</summary>
        public AudioSink? AudioSink { get; set; }

        /// <summary>Where Debug.Log and its like go; null: standard error.</summary>
        public LogSink? LogSink { get; set; }

        /// <summary>Application.persistentDataPath; null: a folder of this name under the system's temporary
        /// one.</summary>
        public string? DataFolder { get; set; }

        internal string ResolvedDataFolder => DataFolder ?? Path.Combine(Path.GetTempPath(), "UnityStandIn", Name);
    }
}
