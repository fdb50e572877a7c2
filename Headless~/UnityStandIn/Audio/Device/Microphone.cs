using System;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>The current world's microphone, if it was made with one.</summary>
    public sealed class Microphone
    {
        public static string[] devices =>
            World.OnMain().Recorder.Exists ? new[] { MicrophoneDevice.Name } : Array.Empty<string>();

        /// <summary>A clip that fills as time passes, over and over if <paramref name="loop"/>; null, with an error in
        /// the log, when nothing can be recorded.</summary>
        public static AudioClip Start(string deviceName, bool loop, int lengthSec, int frequency)
        {
            if (lengthSec <= 0 || lengthSec > 3600 || frequency <= 0)
                throw new ArgumentException("A recording lasts 1 to 3600 seconds, at a frequency above 0.");
            var world = World.OnMain();
            if (!IsKnown(deviceName)) Debug.LogError($"There is no microphone '{deviceName}' to record from.");
            else if (!world.MicrophoneAuthorized)
                Debug.LogError("The microphone may not be used: call Application.RequestUserAuthorization first.");
            else return world.Recorder.Start(loop, lengthSec, frequency);
            return null;
        }

        public static void End(string deviceName)
        {
            if (IsKnown(deviceName)) World.OnMain().Recorder.End();
        }

        public static bool IsRecording(string deviceName) =>
            IsKnown(deviceName) && World.OnMain().Recorder.IsRecording;

        /// <summary>Frame of the clip that is written next.</summary>
        public static int GetPosition(string deviceName) => IsKnown(deviceName) ? World.OnMain().Recorder.Position : 0;

        /// <summary>Both 0: any frequency will do.</summary>
        public static void GetDeviceCaps(string deviceName, out int minFreq, out int maxFreq)
        {
            minFreq = 0;
            maxFreq = 0;
        }

        private static bool IsKnown(string deviceName) =>
            World.OnMain().Recorder.Exists && (string.IsNullOrEmpty(deviceName) || deviceName == MicrophoneDevice.Name);
    }
}
