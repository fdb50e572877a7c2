#nullable enable
using System.Collections.Generic;
using System.Threading;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>A loaded scene: what a <see cref="UnityEngine.SceneManagement.Scene"/> is a handle of.</summary>
    internal sealed class SceneContent
    {
        private static int _handles;

        public SceneContent(string name, string path)
        {
            Name = name;
            Path = path;
        }

        public int Handle { get; } = Interlocked.Increment(ref _handles);

        public string Name { get; set; }

        public string Path { get; }

        public bool IsLoaded { get; set; } = true;

        public List<Transform> Roots { get; } = new List<Transform>();
    }
}
