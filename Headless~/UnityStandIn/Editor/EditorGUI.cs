using System;
using UnityEngine;
using UnityStandIn;

namespace UnityEditor
{
    /// <summary>Draws into the <see cref="GuiRecording"/> that is under way, one line a control.</summary>
    public sealed class EditorGUI
    {
        public static int indentLevel { get; set; }

        public static void LabelField(Rect position, string label) => GuiRecording.Add(label);

        public static void LabelField(Rect position, string label, string label2) =>
            GuiRecording.Add($"{label}: {label2}");

        public static void ProgressBar(Rect position, float value, string text) =>
            GuiRecording.Add(FormattableString.Invariant($"{text} [{value:P0}]"));

        public static void HelpBox(Rect position, string message, MessageType type) =>
            GuiRecording.Add($"{type}: {message}");
    }
}
