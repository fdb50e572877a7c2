using System;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>Interleaved samples, -1 to 1, in memory or read from a callback while they play.</summary>
    public sealed class AudioClip : Object
    {
        private AudioClip(string name, int lengthSamples, int channels, int frequency)
        {
            if (lengthSamples <= 0 || channels <= 0 || frequency <= 0)
                throw new ArgumentException("An AudioClip needs a length, channels and a frequency above 0.");
            Label = name;
            Frames = lengthSamples;
            Channels = channels;
            Frequency = frequency;
        }

        /// <summary>Fills the whole array; on the audio thread when the clip is a stream.</summary>
        public delegate void PCMReaderCallback(float[] data);

        /// <summary>The next read starts at this frame.</summary>
        public delegate void PCMSetPositionCallback(int position);

        /// <summary>Frames: samples of one channel.</summary>
        public int samples => this.Live().Frames;

        public int channels => this.Live().Channels;

        public int frequency => this.Live().Frequency;

        public float length => (float)samples / Frequency;

        public AudioClipLoadType loadType =>
            Stream == null ? AudioClipLoadType.DecompressOnLoad : AudioClipLoadType.Streaming;

        public AudioDataLoadState loadState => AudioDataLoadState.Loaded;

        internal int Frames { get; }

        internal int Channels { get; }

        internal int Frequency { get; }

        /// <summary>Null for a stream. The audio thread reads it while the game may write: a torn block, never a
        /// fault.</summary>
        internal float[] Samples { get; private set; }

        internal ClipStream Stream { get; private set; }

        public static AudioClip Create(string name, int lengthSamples, int channels, int frequency, bool stream) =>
            Create(name, lengthSamples, channels, frequency, stream, null);

        public static AudioClip Create(
            string name, int lengthSamples, int channels, int frequency, bool stream,
            PCMReaderCallback pcmreadercallback) =>
            Create(name, lengthSamples, channels, frequency, stream, pcmreadercallback, null);

        /// <summary>A stream calls its reader while it plays; else the reader is called now, until all is
        /// filled.</summary>
        public static AudioClip Create(
            string name, int lengthSamples, int channels, int frequency, bool stream,
            PCMReaderCallback pcmreadercallback, PCMSetPositionCallback pcmsetpositioncallback)
        {
            var clip = new AudioClip(name, lengthSamples, channels, frequency);
            if (stream && pcmreadercallback != null)
            {
                clip.Stream = new ClipStream(lengthSamples, channels, pcmreadercallback, pcmsetpositioncallback);
                return clip;
            }

            clip.Samples = new float[lengthSamples * channels];
            if (pcmreadercallback != null) clip.Fill(pcmreadercallback, pcmsetpositioncallback);
            return clip;
        }

        /// <summary>Fills the array from a frame on, going round at the clip's end. False for a stream.</summary>
        public bool GetData(float[] data, int offsetSamples)
        {
            if (this.Live().Samples == null) return false;
            World.Recorder.Refresh(this);
            int from = Mathf.Max(offsetSamples, 0) % Frames * Channels;
            for (int done = 0; done < data.Length; from = 0)
            {
                int count = Mathf.Min(data.Length - done, Samples.Length - from);
                Array.Copy(Samples, from, data, done, count);
                done += count;
            }

            return true;
        }

        /// <summary>Writes the array from a frame on, going round at the clip's end. False for a stream.</summary>
        public bool SetData(float[] data, int offsetSamples)
        {
            if (this.Live().Samples == null) return false;
            int to = Mathf.Max(offsetSamples, 0) % Frames * Channels;
            for (int done = 0; done < data.Length; to = 0)
            {
                int count = Mathf.Min(data.Length - done, Samples.Length - to);
                Array.Copy(data, done, Samples, to, count);
                done += count;
            }

            return true;
        }

        public bool LoadAudioData() => true;

        public bool UnloadAudioData() => false;

        private void Fill(PCMReaderCallback reader, PCMSetPositionCallback setPosition)
        {
            setPosition?.Invoke(0);
            int done = 0;
            while (done < Samples.Length)
            {
                var part = new float[Mathf.Min(ClipStream.BlockFrames * Channels, Samples.Length - done)];
                reader(part);
                Array.Copy(part, 0, Samples, done, part.Length);
                done += part.Length;
            }
        }
    }
}
