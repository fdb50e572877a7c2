using System.Collections.Generic;
using UnityStandIn;

namespace UnityEngine.SceneManagement
{
    /// <summary>A handle of a scene of the current world.</summary>
    public struct Scene
    {
        internal Scene(int handle) => this.handle = handle;

        public int handle { get; }

        public string name => Content?.Name;

        public string path => Content?.Path;

        public bool isLoaded => Content?.IsLoaded ?? false;

        public int rootCount => Content?.Roots.Count ?? 0;

        internal SceneContent Content => World.OnMain().Scenes.ByHandle(handle);

        public bool IsValid() => Content != null;

        public GameObject[] GetRootGameObjects() => (Content?.Roots ?? new List<Transform>())
            .ConvertAll(root => root.Owner).ToArray();

        public static bool operator ==(Scene a, Scene b) => a.handle == b.handle;

        public static bool operator !=(Scene a, Scene b) => a.handle != b.handle;

        public override bool Equals(object other) => other is Scene scene && scene.handle == handle;

        public override int GetHashCode() => handle;
    }
}
