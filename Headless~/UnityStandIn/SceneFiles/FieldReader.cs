#nullable enable
using System;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using UnityEngine;
using YamlDotNet.RepresentationModel;
using Object = UnityEngine.Object;

namespace UnityStandIn
{
    /// <summary>Writes the nodes of a document into the saved fields of an object.</summary>
    internal sealed class FieldReader
    {
        private readonly SceneBuilder _builder;
        private readonly ConditionalWeakTable<YamlNode, Origin> _origins = new ConditionalWeakTable<YamlNode, Origin>();

        public FieldReader(SceneBuilder builder) => _builder = builder;

        /// <summary>This node is to be put into another file's document, but speaks in the ids of its own.</summary>
        public void Remember(YamlNode node, FileInstance instance, UnityDocument document)
        {
            _origins.Remove(node);
            _origins.Add(node, new Origin(instance, document));
        }

        public void Fill(Object target, UnityDocument document, FileInstance instance)
        {
            Fill(target, target.GetType(), document.Body, new Origin(instance, document));
            (target as ISerializationCallbackReceiver)?.OnAfterDeserialize();
        }

        private void Fill(object target, Type type, YamlMappingNode map, Origin origin)
        {
            foreach (var saved in SerializedFields.Of(type))
            {
                var node = saved.Names.Select(map.Get).FirstOrDefault(found => found != null);
                object? present = saved.Field.GetValue(target);
                object? value = node == null
                    ? present ?? Empty(saved.Field.FieldType)
                    : Read(node, saved.Field.FieldType, present, origin);
                saved.Field.SetValue(target, value);
                if (value is ISerializationCallbackReceiver inline && !(value is Object)) inline.OnAfterDeserialize();
            }
        }

        /// <summary>What Unity never leaves null.</summary>
        private static object? Empty(Type type)
        {
            if (type == typeof(string)) return "";
            if (type.IsArray) return Array.CreateInstance(type.GetElementType()!, 0);
            return SerializedFields.IsSequence(type, out _) || SerializedFields.IsInline(type)
                ? SerializedFields.New(type)
                : null;
        }

        private object? Read(YamlNode node, Type type, object? present, Origin origin)
        {
            if (_origins.TryGetValue(node, out var elsewhere)) origin = elsewhere;
            if (typeof(Object).IsAssignableFrom(type)) return ReadReference(node, type, origin);
            if (SerializedFields.IsSequence(type, out var element)) return ReadSequence(node, type, element, origin);
            if (SerializedFields.IsInline(type))
            {
                object inline = present ?? SerializedFields.New(type);
                if (node is YamlMappingNode map) Fill(inline, type, map, origin);
                return inline;
            }

            string text = (node as YamlScalarNode)?.Value ??
                throw origin.Document.Fail(node, $"Here a {type.Name} should be, not a list or a set of fields.");
            return type == typeof(string) ? text : ReadNumber(text, type, node, origin);
        }

        private object? ReadReference(YamlNode node, Type type, Origin origin)
        {
            var found = _builder.Resolve(node.FileId(), node.Guid(), origin.Instance, origin.Document);
            return type.IsInstanceOfType(found) && !found!.Destroyed ? found : null;
        }

        private object ReadSequence(YamlNode node, Type type, Type element, Origin origin)
        {
            var items = node is YamlScalarNode packed && !string.IsNullOrEmpty(packed.Value)
                ? ReadPacked(packed, element, origin)
                : ReadItems(node as YamlSequenceNode ?? new YamlSequenceNode(), element, origin);
            return type.IsArray ? items : Activator.CreateInstance(type, items)!;
        }

        private Array ReadItems(YamlSequenceNode nodes, Type element, Origin origin)
        {
            var items = Array.CreateInstance(element, nodes.Children.Count);
            for (int i = 0; i < items.Length; i++) items.SetValue(Read(nodes.Children[i], element, null, origin), i);
            return items;
        }

        /// <summary>Unity writes lists of whole numbers as the hexadecimal digits of their bytes, low byte
        /// first.</summary>
        private static Array ReadPacked(YamlScalarNode node, Type element, Origin origin)
        {
            string digits = node.Value!;
            int size = element.IsPrimitive ? Buffer.ByteLength(Array.CreateInstance(element, 1)) : 0;
            if (size == 0 || digits.Length % (size * 2) != 0 || !digits.All(Uri.IsHexDigit))
                throw origin.Document.Fail(node, $"'{digits}' is not a list of {element.Name}.");
            var bytes = Enumerable.Range(0, digits.Length / 2)
                .Select(i => Convert.ToByte(digits.Substring(i * 2, 2), 16)).ToArray();
            var items = Array.CreateInstance(element, bytes.Length / size);
            Buffer.BlockCopy(bytes, 0, items, 0, bytes.Length);
            return items;
        }

        private static object ReadNumber(string text, Type type, YamlNode node, Origin origin)
        {
            try
            {
                if (text.Length == 0) return Activator.CreateInstance(type)!;
                if (type.IsEnum) return Enum.ToObject(type, long.Parse(text, CultureInfo.InvariantCulture));
                if (type == typeof(bool)) return text == "1" || text == "true";
                if (type == typeof(char)) return (char)ushort.Parse(text, CultureInfo.InvariantCulture);
                return Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
            }
            catch (Exception wrong) when (wrong is FormatException || wrong is OverflowException)
            {
                throw origin.Document.Fail(node, $"'{text}' is not a {type.Name}.");
            }
        }

        /// <summary>In whose ids a node speaks, and where it is written.</summary>
        private sealed class Origin
        {
            public Origin(FileInstance instance, UnityDocument document)
            {
                Instance = instance;
                Document = document;
            }

            public FileInstance Instance { get; }

            public UnityDocument Document { get; }
        }
    }
}
