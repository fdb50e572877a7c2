#nullable enable
using System.Threading;

namespace Earshot.Audio.Capture
{
    /// <summary>Decides frame by frame of 20 ms whether the microphone is let through. Settings come from any thread,
    /// the sound thread asks.</summary>
    internal sealed class VoiceGate
    {
        private const int ReleaseFrames = 10;

        private int _mode;
        private bool _isPressed;
        private int _rest;

        internal GateMode Mode
        {
            get => (GateMode)Volatile.Read(ref _mode);
            set => Volatile.Write(ref _mode, (int)value);
        }

        internal bool IsPressed
        {
            get => Volatile.Read(ref _isPressed);
            set => Volatile.Write(ref _isPressed, value);
        }

        /// <summary>Whether the frame goes through. <paramref name="isSpeaking"/> has its own hang-over.</summary>
        internal bool Judge(GateMode mode, bool isSpeaking)
        {
            if (mode == GateMode.Open) return true;
            if (mode == GateMode.VoiceActivated) return isSpeaking;
            _rest = IsPressed ? ReleaseFrames : _rest > 0 ? _rest - 1 : 0;
            return _rest > 0;
        }
    }
}
