#nullable enable
using YamlDotNet.RepresentationModel;

namespace UnityStandIn
{
    /// <summary>One of m_Modifications: a property of an object of the prefab that an instance sets
    /// otherwise.</summary>
    internal readonly struct PrefabOverride
    {
        public PrefabOverride(long target, string path, YamlNode value, FileInstance instance, UnityDocument document)
        {
            Target = target;
            Path = path;
            Value = value;
            Instance = instance;
            Document = document;
        }

        /// <summary>FileID in the prefab's file.</summary>
        public long Target { get; }

        public string Path { get; }

        public YamlNode Value { get; }

        /// <summary>In whose ids the value speaks, if it is a reference.</summary>
        public FileInstance Instance { get; }

        /// <summary>Where it is written.</summary>
        public UnityDocument Document { get; }

        /// <summary>The same for an object of a prefab nested in the target's.</summary>
        public PrefabOverride For(long nestedTarget) =>
            new PrefabOverride(nestedTarget, Path, Value, Instance, Document);
    }
}
