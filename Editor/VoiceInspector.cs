#nullable enable
using Earshot.Rooms;
using UnityEditor;
using UnityEngine;

namespace Earshot
{
    /// <summary>Shows, while the game plays, how loud a <see cref="Voice"/> is, how late it is heard, and in one
    /// sentence why it is not.</summary>
    [CustomEditor(typeof(Voice))]
    public sealed class VoiceInspector : Editor
    {
        private const float MeterHeight = 18;

        /// <inheritdoc/>
        public override bool RequiresConstantRepaint() => Application.isPlaying;

        /// <inheritdoc/>
        public override void OnInspectorGUI()
        {
            DrawDefaultInspector();
            if (!Application.isPlaying) return;

            var voice = (Voice)target;
            EditorGUILayout.Space();
            string what = voice.Speaking.Value ? "speaking" : "silent";
            EditorGUI.ProgressBar(GUILayoutUtility.GetRect(MeterHeight, MeterHeight), voice.Level, what);
            if (voice.Remote != null) DrawRemote(voice.Remote);
            string problem = voice.Problem;
            if (problem.Length > 0) EditorGUILayout.HelpBox(problem, MessageType.Warning);
        }

        private static void DrawRemote(RemoteVoice remote)
        {
            var stats = remote.Stats;
            EditorGUILayout.LabelField("Player", $"{remote.Player.Name} ({remote.Player.Id})");
            EditorGUILayout.LabelField("Delay", $"{stats.DelayMilliseconds:0} ms of {stats.TargetMilliseconds:0} ms");
            EditorGUILayout.LabelField("Packets", $"{stats.Received} received, {stats.Lost} lost, {stats.Late} late");
        }
    }
}
