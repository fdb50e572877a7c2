#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;
using UnityEngine.Events;
using UnityEngine.SceneManagement;
using Object = UnityEngine.Object;

namespace UnityStandIn
{
    /// <summary>The scenes of a world: the loaded ones, and the one that outlives them.</summary>
    internal sealed class LoadedScenes
    {
        private readonly World _world;
        private readonly SceneContent _kept = new SceneContent("DontDestroyOnLoad", "");
        private readonly List<SceneContent> _scenes = new List<SceneContent>();
        private (string Name, LoadSceneMode Mode)? _requested;

        public LoadedScenes(World world)
        {
            _world = world;
            Active = Add("", "");
        }

        public SceneContent Active { get; private set; }

        public IReadOnlyList<SceneContent> All => _scenes;

        /// <summary>Loads a scene by its name; null until a <see cref="SceneLoader"/> serves this world.</summary>
        public Action<string, LoadSceneMode>? Loader { get; set; }

        public UnityAction<Scene, LoadSceneMode>? Loaded { get; set; }

        public UnityAction<Scene>? Unloaded { get; set; }

        public UnityAction<Scene, Scene>? ActiveChanged { get; set; }

        public SceneContent Add(string name, string path)
        {
            var scene = new SceneContent(name, path);
            _scenes.Add(scene);
            return scene;
        }

        public SceneContent? ByHandle(int handle) =>
            handle == _kept.Handle ? _kept : _scenes.Find(scene => scene.Handle == handle);

        public void Activate(SceneContent scene)
        {
            if (ReferenceEquals(scene, Active)) return;
            var before = Active;
            Active = scene;
            ActiveChanged?.Invoke(new Scene(before.Handle), new Scene(scene.Handle));
        }

        public void Unload(SceneContent scene)
        {
            foreach (var root in scene.Roots.ToArray()) root.Owner.Demolish();
            scene.IsLoaded = false;
            _scenes.Remove(scene);
            if (ReferenceEquals(scene, Active)) Activate(_scenes.LastOrDefault() ?? Add("", ""));
            Unloaded?.Invoke(new Scene(scene.Handle));
        }

        /// <summary>Destroys everything, the kept objects too.</summary>
        public void Clear()
        {
            foreach (var scene in _scenes.ToArray()) Unload(scene);
            foreach (var root in _kept.Roots.ToArray()) root.Owner.Demolish();
        }

        public void KeepAcrossLoads(Object target)
        {
            var place = target is Component part ? part.Owner.Place : (target as GameObject)?.Place;
            if (place is null) return; // an asset stays anyway
            if (place.Above is null) place.MoveTo(_kept);
            else Debug.LogWarning("DontDestroyOnLoad only works for root game objects or their components.", target);
        }

        public void Request(string name, LoadSceneMode mode) => _requested = (name, mode);

        /// <summary>SceneManager.LoadScene takes effect at the beginning of the next frame.</summary>
        public void LoadRequested()
        {
            if (!(_requested is { } request)) return;
            _requested = null;
            if (Loader == null)
                Debug.LogError($"The scene '{request.Name}' cannot be loaded: this world has no SceneLoader.");
            else
                Loader(request.Name, request.Mode);
        }

        public List<T> FindAll<T>(bool includeInactive)
        {
            var found = new List<T>();
            foreach (var root in Roots())
            {
                if (typeof(T) == typeof(GameObject)) AddObjects((List<GameObject>)(object)found, root, includeInactive);
                else root.Owner.AddOfTree(found, includeInactive);
            }

            return found;
        }

        public GameObject? Find(string name)
        {
            var steps = name.TrimStart('/').Split(new[] { '/' }, 2);
            foreach (var place in FindAll<Transform>(false))
            {
                if (place.Label != steps[0]) continue;
                var found = steps.Length == 1 ? place : place.Find(steps[1]);
                if (found is object && found.Owner.IsActiveInHierarchy) return found.Owner;
            }

            return null;
        }

        private IEnumerable<Transform> Roots() => _scenes.Append(_kept).SelectMany(scene => scene.Roots).ToList();

        private static void AddObjects(List<GameObject> found, Transform place, bool includeInactive)
        {
            if (!includeInactive && !place.Owner.IsActiveInHierarchy) return;
            found.Add(place.Owner);
            foreach (var child in place.Children) AddObjects(found, child, includeInactive);
        }
    }
}
