#nullable enable
using System;

namespace UnityStandIn
{
    /// <summary>A scene, prefab or asset file that is not as Unity writes them.</summary>
    public sealed class SceneFormatException : Exception
    {
        /// <summary>The message becomes "file:line: sentence".</summary>
        public SceneFormatException(string file, int line, string sentence, Exception? cause = null)
            : base($"{file}:{line}: {sentence}", cause)
        {
            File = file;
            Line = line;
        }

        /// <summary>Path of the file.</summary>
        public string File { get; }

        /// <summary>Counted from 1.</summary>
        public int Line { get; }
    }
}
