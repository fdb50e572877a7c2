using System;
using System.Linq;
using System.Reflection;

namespace UnityEditor
{
    /// <summary>Which type an <see cref="Editor"/> inspects.</summary>
    public class CustomEditor : Attribute
    {
        private readonly Type _inspected;
        private readonly bool _forChildren;

        public CustomEditor(Type inspectedType) : this(inspectedType, false)
        {
        }

        public CustomEditor(Type inspectedType, bool editorForChildClasses)
        {
            _inspected = inspectedType;
            _forChildren = editorForChildClasses;
        }

        public bool isFallback { get; set; }

        /// <summary>The nearest editor class of all loaded assemblies; null when there is none.</summary>
        internal static Type Find(Type inspected)
        {
            var editors = AppDomain.CurrentDomain.GetAssemblies()
                .Where(assembly => assembly.GetReferencedAssemblies().Any(other => other.Name == "UnityEditor"))
                .SelectMany(assembly => assembly.GetTypes())
                .Where(type => type.IsSubclassOf(typeof(Editor)))
                .Select(type => (Type: type, Says: type.GetCustomAttribute<CustomEditor>())).ToList();
            for (var type = inspected; type != null; type = type.BaseType)
            {
                var found = editors.Find(editor => editor.Says != null && editor.Says._inspected == type &&
                    (type == inspected || editor.Says._forChildren));
                if (found.Type != null) return found.Type;
            }

            return null;
        }
    }
}
