#nullable enable
using Earshot.Rooms;
using UnityEngine;

namespace Earshot
{
    /// <summary>Finds the first reason why a voice is not heard, in the order in which a person would look. Main
    /// thread.</summary>
    internal static class VoiceDiagnosis
    {
        public static string Explain(Voice voice, VoiceRoom? room, MicrophoneReader? reader, AudioSource? source)
        {
            if (!voice.isActiveAndEnabled) return "This component, or its game object, is disabled.";
            if (room == null) return "There is no VoiceRoom in the scene. Add one to any game object.";
            if (room.Problem.Value.Length > 0) return room.Problem.Value;
            if (room.Client == null) return "The room is not connected: call Connect, or tick Connect On Start.";
            if (room.State.Value != RoomState.Joined) return "The room is being joined.";
            return voice.IsLocal ? ExplainLocal(voice, reader) : ExplainRemote(voice, room, source);
        }

        private static string ExplainLocal(Voice voice, MicrophoneReader? reader)
        {
            if (reader == null) return "The microphone has not started yet.";
            if (reader.Problem.Length > 0) return reader.Problem;
            return voice.Muted ? "This voice is muted, so others hear silence." : "";
        }

        private static string ExplainRemote(Voice voice, VoiceRoom room, AudioSource? source)
        {
            if (source == null) return "The AudioSource is missing. Add one beside this component.";
            RemoteVoice? remote = room.Find(voice.PlayerId);
            if (remote == null) return $"No player with the id \"{voice.PlayerId}\" is in the room.";
            if (remote.Problem.Length > 0) return remote.Problem;
            if (remote.Player.Tracks.Count == 0) return "This player publishes no voice yet.";
            if (remote.IsMuted) return "This player has muted the microphone.";
            if (voice.Muted) return "This voice is muted here.";
            return ExplainSource(source);
        }

        private static string ExplainSource(AudioSource source)
        {
            if (!source.enabled || source.mute || source.volume <= 0)
                return "The AudioSource is disabled, muted or at volume 0.";
            AudioListener ears = Object.FindFirstObjectByType<AudioListener>();
            if (ears == null) return "There is no AudioListener in the scene. Add one to the camera.";
            if (AudioListener.volume <= 0 || AudioListener.pause)
                return "The AudioListener's volume is 0 or it is paused.";
            float distance = Vector3.Distance(ears.transform.position, source.transform.position);
            bool fades = source.spatialBlend > 0 && source.rolloffMode != AudioRolloffMode.Logarithmic;
            return fades && distance > source.maxDistance
                ? $"The player is {distance:0} m away, and the AudioSource fades out at {source.maxDistance:0} m."
                : "";
        }
    }
}
