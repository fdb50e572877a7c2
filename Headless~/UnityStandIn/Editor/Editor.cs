using System;
using System.Globalization;
using System.Reflection;
using UnityEngine;
using UnityStandIn;
using Object = UnityEngine.Object;

namespace UnityEditor
{
    /// <summary>Base of inspectors.</summary>
    public class Editor : ScriptableObject
    {
        public Object target { get; set; }

        public Object[] targets { get; private set; }

        /// <summary>Of the class that CustomEditor names for the object's type or its nearest base.</summary>
        public static Editor CreateEditor(Object targetObject) => CreateEditor(targetObject, null);

        public static Editor CreateEditor(Object targetObject, Type editorType)
        {
            editorType ??= CustomEditor.Find(targetObject.GetType()) ?? typeof(Editor);
            var editor = (Editor)Activator.CreateInstance(editorType, true);
            editor.target = targetObject;
            editor.targets = new[] { targetObject };
            editor.Begin();
            return editor;
        }

        public virtual void OnInspectorGUI() => DrawDefaultInspector();

        public virtual bool RequiresConstantRepaint() => false;

        /// <summary>One line a saved field of the script. False: nothing was changed.</summary>
        public bool DrawDefaultInspector()
        {
            foreach (var saved in SerializedFields.Of(target.GetType()))
                if (IsShown(saved.Field))
                    EditorGUILayout.LabelField(saved.Field.Name, Text(saved.Field.GetValue(target)));
            return false;
        }

        public void Repaint()
        {
        }

        private static bool IsShown(FieldInfo field) =>
            !field.IsDefined(typeof(HideInInspector)) && !field.IsDefined(typeof(SavedAsAttribute));

        private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture);
    }
}
