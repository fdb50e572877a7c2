#nullable enable
using System;
using Earshot.Rooms;
using UnityEditor;
using UnityEngine;

namespace Earshot
{
    /// <summary>Shows, while the game plays, where a <see cref="VoiceRoom"/> stands and who is in it, and in one
    /// sentence what is wrong.</summary>
    [CustomEditor(typeof(VoiceRoom))]
    public sealed class VoiceRoomInspector : Editor
    {
        /// <inheritdoc/>
        public override bool RequiresConstantRepaint() => Application.isPlaying;

        /// <inheritdoc/>
        public override void OnInspectorGUI()
        {
            DrawDefaultInspector();
            if (!Application.isPlaying) return;

            var room = (VoiceRoom)target;
            EditorGUILayout.Space();
            EditorGUILayout.LabelField("State", room.State.Value.ToString());
            if (room.Client != null) DrawClient(room, room.Client);
            string problem = room.Problem.Value;
            if (problem.Length > 0) EditorGUILayout.HelpBox(problem, MessageType.Warning);
        }

        private static void DrawClient(VoiceRoom room, RoomClient client)
        {
            RoomFigures figures = client.Figures;
            TimeSpan? first = figures.JoinToFirstHeard;
            EditorGUILayout.LabelField("You", room.PlayerId);
            EditorGUILayout.LabelField("Others", room.Voices.Count.ToString());
            string heard = first == null ? "–" : $"{first.Value.TotalMilliseconds:0} ms";
            EditorGUILayout.LabelField("First heard after", heard);
            EditorGUILayout.LabelField("Round trip", $"{figures.RoundTrip.TotalMilliseconds:0} ms");
            EditorGUILayout.LabelField("Packets", $"{figures.PacketsSent} sent, {figures.PacketsReceived} received");
        }
    }
}
