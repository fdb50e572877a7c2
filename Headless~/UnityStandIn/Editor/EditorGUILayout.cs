using System;
using UnityEngine;
using UnityStandIn;

namespace UnityEditor
{
    /// <summary>Draws into the <see cref="GuiRecording"/> that is under way, one line a control; what is given comes
    /// back unchanged.</summary>
    public sealed class EditorGUILayout
    {
        public static void LabelField(string label, params GUILayoutOption[] options) => GuiRecording.Add(label);

        public static void LabelField(string label, string label2, params GUILayoutOption[] options) =>
            GuiRecording.Add($"{label}: {label2}");

        public static void LabelField(GUIContent label, params GUILayoutOption[] options) => LabelField(label.text);

        public static void LabelField(GUIContent label, GUIContent label2, params GUILayoutOption[] options) =>
            LabelField(label.text, label2.text);

        public static void HelpBox(string message, MessageType type) => GuiRecording.Add($"{type}: {message}");

        public static void HelpBox(string message, MessageType type, bool wide) => HelpBox(message, type);

        public static float Slider(
            string label, float value, float leftValue, float rightValue, params GUILayoutOption[] options)
        {
            GuiRecording.Add(FormattableString.Invariant($"{label}: {value} ({leftValue} to {rightValue})"));
            return value;
        }

        public static bool Toggle(string label, bool value, params GUILayoutOption[] options)
        {
            LabelField(label, value ? "on" : "off");
            return value;
        }

        public static void Space()
        {
        }

        public static void Space(float width)
        {
        }
    }
}
