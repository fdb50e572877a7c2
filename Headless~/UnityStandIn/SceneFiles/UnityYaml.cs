#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace UnityStandIn
{
    /// <summary>Reads and edits the nodes of a document.</summary>
    internal static class UnityYaml
    {
        public static YamlNode? Get(this YamlMappingNode map, string key) =>
            map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

        public static string Text(this YamlMappingNode map, string key) =>
            (map.Get(key) as YamlScalarNode)?.Value ?? "";

        public static IEnumerable<YamlNode> Items(this YamlMappingNode map, string key) =>
            map.Get(key) as YamlSequenceNode ?? new YamlSequenceNode();

        /// <summary>The fileID of a reference <c>{fileID: 1, guid: …, type: 3}</c>; 0, that is null, when it is
        /// none.</summary>
        public static long FileId(this YamlNode? reference) =>
            reference is YamlMappingNode map && long.TryParse(
                map.Text("fileID"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long id) ? id : 0;

        /// <summary>The guid of a reference into another file; empty for one into this file.</summary>
        public static string Guid(this YamlNode? reference) => (reference as YamlMappingNode)?.Text("guid") ?? "";

        /// <summary>Puts a value where a property path points, such as <c>peers.Array.data[0].name</c>; what is missing
        /// on the way is made.</summary>
        public static void Graft(this YamlMappingNode root, string path, YamlNode value)
        {
            var steps = path.Split('.');
            YamlNode at = root;
            for (int i = 0; i < steps.Length; i++)
            {
                bool isLast = i == steps.Length - 1;
                if (at is YamlSequenceNode items)
                {
                    if (steps[i] == "Array") continue;
                    if (steps[i] == "size" && int.TryParse((value as YamlScalarNode)?.Value, out int size))
                    {
                        items.Resize(size);
                        return;
                    }

                    int index = IndexOf(steps[i]);
                    if (index < 0) return;
                    if (index >= items.Children.Count) items.Resize(index + 1);
                    at = items.Children[index] = isLast ? value : Container(items.Children[index], steps[i + 1]);
                }
                else
                {
                    var key = new YamlScalarNode(steps[i]);
                    var map = (YamlMappingNode)at;
                    map.Children.TryGetValue(key, out var child);
                    at = map.Children[key] = isLast ? value : Container(child, steps[i + 1]);
                }
            }
        }

        /// <summary>New items of a list are copies of its last one, as in the editor.</summary>
        private static void Resize(this YamlSequenceNode items, int size)
        {
            while (items.Children.Count > size) items.Children.RemoveAt(items.Children.Count - 1);
            while (items.Children.Count < size)
                items.Children.Add(items.Children.Count == 0 ? new YamlScalarNode("") : Copy(items.Children[^1]));
        }

        private static YamlNode Container(YamlNode? present, string nextStep)
        {
            if (nextStep == "Array") return present as YamlSequenceNode ?? new YamlSequenceNode();
            return present as YamlMappingNode ?? new YamlMappingNode();
        }

        private static int IndexOf(string step) =>
            step.StartsWith("data[", StringComparison.Ordinal) &&
            int.TryParse(step.Substring("data[".Length).TrimEnd(']'), out int index) ? index : -1;

        private static YamlNode Copy(YamlNode node)
        {
            switch (node)
            {
                case YamlMappingNode map:
                    var mapping = new YamlMappingNode();
                    foreach (var (key, value) in map.Children) mapping.Add(key, Copy(value));
                    return mapping;
                case YamlSequenceNode items:
                    var sequence = new YamlSequenceNode();
                    foreach (var item in items.Children) sequence.Add(Copy(item));
                    return sequence;
                default:
                    return new YamlScalarNode(((YamlScalarNode)node).Value);
            }
        }
    }
}
