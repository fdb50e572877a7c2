#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;
using Object = UnityEngine.Object;

namespace UnityStandIn
{
    /// <summary>Makes the objects of files in one world, and keeps the prefabs and assets that they refer to.</summary>
    internal sealed class SceneBuilder
    {
        private readonly AssetIndex _assets;
        private readonly ScriptCatalog _scripts;
        private readonly Dictionary<string, FileInstance> _loaded = new Dictionary<string, FileInstance>();
        private readonly HashSet<string> _complained = new HashSet<string>();

        public SceneBuilder(AssetIndex assets)
        {
            _assets = assets;
            _scripts = new ScriptCatalog(assets);
            Fields = new FieldReader(this);
        }

        public FieldReader Fields { get; }

        /// <summary>Makes, links and fills, but wakes nothing.</summary>
        public FileInstance Build(string path, SceneContent? home)
        {
            var instance = new FileInstance(this, UnityFile.Read(path), home, Enumerable.Empty<PrefabOverride>());
            instance.Link();
            instance.Fill();
            return instance;
        }

        /// <summary>A prefab or asset as such: made once, and in no scene.</summary>
        public FileInstance Asset(string path)
        {
            if (_loaded.TryGetValue(path, out var asset)) return asset;
            _loaded.Add(path, asset = Build(path, null));
            (asset.MainAsset as ScriptableObject)?.Begin();
            return asset;
        }

        /// <summary>A fresh reading of a prefab's file, for an instance to override; null, with a warning, without
        /// it.</summary>
        public UnityFile? ReadPrefab(string guid, UnityDocument instance)
        {
            if (_assets.TryGetPath(guid, out string path)) return UnityFile.Read(path);
            Debug.LogWarning($"{instance.File}:{instance.Line}: the prefab with the guid {guid} lies under none of " +
                "the asset roots, so its instance is left out. Restore the prefab and its .meta file, or delete the " +
                "instance.");
            return null;
        }

        /// <summary>What a reference means: an object of the file that holds it, or of another file.</summary>
        public Object? Resolve(long fileId, string guid, FileInstance instance, UnityDocument document)
        {
            if (fileId == 0) return null;
            if (guid.Length == 0) return instance.Find(fileId);
            if (guid.StartsWith("0000000000000000", StringComparison.Ordinal)) return null; // Unity's own resources
            if (!_assets.TryGetPath(guid, out string path))
            {
                if (_complained.Add(guid))
                    Debug.LogWarning($"{document.File}:{document.Line}: a field refers to the guid {guid}, which no " +
                        ".meta file under the asset roots has; it stays null.");
                return null;
            }

            if (path.EndsWith(".prefab", StringComparison.Ordinal))
                return Asset(path).Find(fileId) ?? (fileId == 100100000 ? Asset(path).Root : null);
            return path.EndsWith(".asset", StringComparison.Ordinal) ? Asset(path).MainAsset : null;
        }

        /// <summary>The object of a document; null for what is not modelled here (meshes, lights, scene settings), and,
        /// with a warning, for a script that is missing.</summary>
        public Object? Make(UnityDocument document, GameObject? owner)
        {
            if (document.ClassId == UnityDocument.MonoBehaviour) return MakeScript(document, owner);
            if (owner is null) return null;
            return document.ClassId switch
            {
                UnityDocument.Transform => owner.Place,
                UnityDocument.RectTransform => owner.Place,
                UnityDocument.Camera => owner.Attach(typeof(Camera)),
                UnityDocument.AudioListener => owner.Attach(typeof(AudioListener)),
                UnityDocument.AudioSource => owner.Attach(typeof(AudioSource)),
                _ => null
            };
        }

        private Object? MakeScript(UnityDocument document, GameObject? owner)
        {
            string guid = document.Body.Get("m_Script").Guid();
            if (!_scripts.TryFind(guid, out var type, out string error))
            {
                Debug.LogWarning($"{document.File}:{document.Line}: the script with the guid {guid} on " +
                    $"'{owner?.Label ?? document.Body.Text("m_Name")}' is missing: {error}. The rest is loaded.");
                return null;
            }

            if (typeof(ScriptableObject).IsAssignableFrom(type)) return (Object)SerializedFields.New(type);
            return owner?.Attach(type);
        }
    }
}
