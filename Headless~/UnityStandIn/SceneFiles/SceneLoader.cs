#nullable enable
using System.Linq;
using UnityEngine;
using UnityEngine.SceneManagement;

namespace UnityStandIn
{
    /// <summary>Brings scenes and prefabs, as Unity saves them, into a world. What the stand-in does not model (meshes,
    /// lights, scene settings) is passed over; a missing script or prefab is one warning, and the rest loads.</summary>
    public sealed class SceneLoader
    {
        private readonly World _world;
        private readonly AssetIndex _assets;
        private readonly SceneBuilder _builder;
        private bool _hasLoaded;

        /// <summary>Serves a world with the scenes, prefabs and scripts below the roots of an index, also when the game
        /// calls SceneManager.LoadScene.</summary>
        public SceneLoader(World world, AssetIndex assets)
        {
            _world = world;
            _assets = assets;
            _builder = new SceneBuilder(assets);
            world.Scenes.Loader = LoadByName;
        }

        /// <summary>Loads a .unity file: Awake and OnEnable of its objects run before this returns, Start in the next
        /// frame. Throws <see cref="SceneFormatException"/> for a file that is not as Unity writes it; the world is
        /// then as before.</summary>
        public Scene Load(string path, LoadSceneMode mode = LoadSceneMode.Single) => _world.Run(() =>
        {
            if (!_hasLoaded) RuntimeInitializers.RunBeforeScene();
            var scene = Read(path);
            if (mode == LoadSceneMode.Single)
            {
                _world.Scenes.Activate(scene);
                foreach (var other in _world.Scenes.All.Where(other => other != scene).ToList())
                    _world.Scenes.Unload(other);
            }

            Lifecycle.Refresh(scene.Roots.Select(root => root.Owner).ToArray());
            _world.Scenes.Loaded?.Invoke(new Scene(scene.Handle), mode);
            if (!_hasLoaded) RuntimeInitializers.RunAfterScene();
            _hasLoaded = true;
            return new Scene(scene.Handle);
        });

        /// <summary>The root of a .prefab file, to be given to Object.Instantiate; it stands in no scene and never
        /// wakes.</summary>
        public GameObject LoadPrefab(string path) => _world.Run(() => _builder.Asset(path).Root ??
            throw new SceneFormatException(path, 1, "The prefab has no game object."));

        private SceneContent Read(string path)
        {
            var scene = _world.Scenes.Add(System.IO.Path.GetFileNameWithoutExtension(path), path);
            try
            {
                _builder.Build(path, scene);
                return scene;
            }
            catch
            {
                _world.Scenes.Unload(scene);
                throw;
            }
        }

        private void LoadByName(string name, LoadSceneMode mode)
        {
            string? path = _assets.FindScene(name);
            if (path != null) Load(path, mode);
            else Debug.LogError($"There is no scene '{name}.unity' under the asset roots.");
        }
    }
}
