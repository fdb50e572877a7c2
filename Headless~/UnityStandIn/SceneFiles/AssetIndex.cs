#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace UnityStandIn
{
    /// <summary>Which file has which GUID, by the .meta files beside them.</summary>
    public sealed class AssetIndex
    {
        private readonly Dictionary<string, string> _paths = new Dictionary<string, string>();

        private AssetIndex()
        {
        }

        /// <summary>Reads every .meta file below these folders. Two files with one GUID are an error.</summary>
        public static AssetIndex Scan(params string[] roots)
        {
            var index = new AssetIndex();
            foreach (string root in roots)
                foreach (string meta in Directory.EnumerateFiles(root, "*.meta", SearchOption.AllDirectories))
                    index.Add(meta);
            return index;
        }

        /// <summary>The file of a GUID (32 hexadecimal digits), if it lies under one of the roots.</summary>
        public bool TryGetPath(string guid, out string path)
        {
            bool known = _paths.TryGetValue(guid, out string? found);
            path = found ?? "";
            return known;
        }

        /// <summary>The scene file of that name; null when there is none.</summary>
        internal string? FindScene(string name) => _paths.Values.FirstOrDefault(path =>
            path.EndsWith(".unity", StringComparison.Ordinal) && Path.GetFileNameWithoutExtension(path) == name);

        private void Add(string meta)
        {
            const string Key = "guid:";
            string line = File.ReadLines(meta).FirstOrDefault(text => text.StartsWith(Key, StringComparison.Ordinal)) ??
                throw new SceneFormatException(meta, 1, "This .meta file has no line 'guid: …'.");
            string guid = line.Substring(Key.Length).Trim(), path = meta.Substring(0, meta.Length - ".meta".Length);
            if (_paths.TryGetValue(guid, out string? other) && Path.GetFullPath(other) != Path.GetFullPath(path))
                throw new SceneFormatException(meta, 2, $"{other} has the GUID {guid} too: give one of them another.");
            _paths[guid] = path;
        }
    }
}
