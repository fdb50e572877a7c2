using System;

namespace UnityStandIn
{
    /// <summary>A field of an engine type that scenes and prefabs hold, by its name in Unity's files.</summary>
    [AttributeUsage(AttributeTargets.Field)]
    internal sealed class SavedAsAttribute : Attribute
    {
        public SavedAsAttribute(string name) => Name = name;

        public string Name { get; }
    }
}
