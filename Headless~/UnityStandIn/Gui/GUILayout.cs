using UnityStandIn;

namespace UnityEngine
{
    /// <summary>Draws into the <see cref="GuiRecording"/> that is under way, one line a control.</summary>
    public class GUILayout
    {
        public static void Label(string text, params GUILayoutOption[] options) => GuiRecording.Add(text);

        public static void Label(GUIContent content, params GUILayoutOption[] options) => Label(content.text);

        public static bool Button(string text, params GUILayoutOption[] options)
        {
            GuiRecording.Add($"[{text}]");
            return GuiRecording.IsPressed(text);
        }

        public static bool Button(GUIContent content, params GUILayoutOption[] options) => Button(content.text);

        public static void Space(float pixels)
        {
        }

        public static void FlexibleSpace()
        {
        }

        public static void BeginHorizontal(params GUILayoutOption[] options)
        {
        }

        public static void EndHorizontal()
        {
        }

        public static GUILayoutOption Width(float width) => new GUILayoutOption();

        public static GUILayoutOption Height(float height) => new GUILayoutOption();
    }
}
