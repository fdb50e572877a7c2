#nullable enable
using System.Collections.Generic;
using UnityEditor;
using Object = UnityEngine.Object;

namespace UnityStandIn
{
    /// <summary>Shows an object as the editor would.</summary>
    public static class Inspector
    {
        /// <summary>The lines that the object's inspector draws, with the button <paramref name="pressed"/> pressed. On
        /// the game thread of the object's world.</summary>
        public static IReadOnlyList<string> Draw(Object target, string? pressed = null) =>
            GuiRecording.Record(Editor.CreateEditor(target).OnInspectorGUI, pressed);
    }
}
