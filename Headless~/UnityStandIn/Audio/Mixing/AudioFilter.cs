#nullable enable
using System;

namespace UnityStandIn
{
    /// <summary>The OnAudioFilterRead of one behaviour. Between its OnDisable and the next publication it is off: its
    /// source is then silent rather than heard unfiltered.</summary>
    internal sealed class AudioFilter
    {
        private readonly Action<float[], int> _read;
        private volatile bool _isOn;

        public AudioFilter(Action<float[], int> read) => _read = read;

        public bool IsOn { get => _isOn; set => _isOn = value; }

        /// <summary>Runs filters in order over a stereo block.</summary>
        public static void Run(AudioFilter[] filters, float[] block)
        {
            foreach (var filter in filters)
            {
                if (filter._isOn) filter.Read(block);
                else Array.Clear(block, 0, block.Length);
            }
        }

        private void Read(float[] block)
        {
            try
            {
                _read(block, 2);
            }
            catch (Exception thrown)
            {
                UnityEngine.Debug.LogException(thrown);
            }
        }
    }
}
