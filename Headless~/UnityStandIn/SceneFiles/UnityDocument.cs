#nullable enable
using YamlDotNet.RepresentationModel;

namespace UnityStandIn
{
    /// <summary>One object of a file: <c>--- !u!CLASS &amp;ID</c> and what follows, the type's name and its
    /// fields.</summary>
    internal sealed class UnityDocument
    {
        public const int GameObject = 1;
        public const int Transform = 4;
        public const int Camera = 20;
        public const int AudioListener = 81;
        public const int AudioSource = 82;
        public const int MonoBehaviour = 114;
        public const int RectTransform = 224;
        public const int PrefabInstance = 1001;

        public UnityDocument(string file, int line, int classId, long fileId, bool isStripped, YamlMappingNode body)
        {
            File = file;
            Line = line;
            ClassId = classId;
            FileId = fileId;
            IsStripped = isStripped;
            Body = body;
        }

        public string File { get; }

        /// <summary>Of the line that begins with ---, from 1.</summary>
        public int Line { get; }

        public int ClassId { get; }

        public long FileId { get; }

        /// <summary>Stands for an object inside a prefab instance of this file.</summary>
        public bool IsStripped { get; }

        public YamlMappingNode Body { get; }

        public bool IsTransform => ClassId == Transform || ClassId == RectTransform;

        public SceneFormatException Fail(YamlNode? node, string sentence) =>
            new SceneFormatException(File, Line + (int)(node?.Start.Line ?? 0), sentence);
    }
}
