#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using UnityEngine;
using UnityEngine.Serialization;
using Object = UnityEngine.Object;

namespace UnityStandIn
{
    /// <summary>Unity's rule of what is saved: instance fields that are public or marked SerializeField, of a type it
    /// can hold (https://docs.unity3d.com/Manual/script-Serialization.html).</summary>
    internal static class SerializedFields
    {
        private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic |
            BindingFlags.DeclaredOnly;

        private static readonly ConcurrentDictionary<Type, SerializedField[]> Known =
            new ConcurrentDictionary<Type, SerializedField[]>();

        /// <summary>Those of the base classes come first.</summary>
        public static IReadOnlyList<SerializedField> Of(Type type) => Known.GetOrAdd(type, Collect);

        /// <summary>A list or array of one dimension, and what it holds.</summary>
        public static bool IsSequence(Type type, out Type element)
        {
            bool isList = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>);
            element = isList ? type.GetGenericArguments()[0] : type.GetElementType() ?? typeof(void);
            return isList || (type.IsArray && type.GetArrayRank() == 1);
        }

        /// <summary>A plain class or struct whose fields are saved in place.</summary>
        public static bool IsInline(Type type) =>
            !type.IsPrimitive && !type.IsEnum && !type.IsAbstract && type != typeof(string) &&
            !IsSequence(type, out _) && !typeof(Object).IsAssignableFrom(type) &&
            type.IsDefined(typeof(SerializableAttribute), false) &&
            !(type.Namespace ?? "").StartsWith("System", StringComparison.Ordinal);

        public static object New(Type type) =>
            Activator.CreateInstance(type, true) ?? throw new InvalidOperationException($"{type} cannot be made.");

        private static SerializedField[] Collect(Type type)
        {
            var fields = new List<SerializedField>();
            for (var level = type; level != null && level != typeof(object); level = level.BaseType)
                fields.InsertRange(0, level.GetFields(Declared).Where(IsSaved).Select(Describe));
            return fields.ToArray();
        }

        private static SerializedField Describe(FieldInfo field)
        {
            string name = field.GetCustomAttribute<SavedAsAttribute>()?.Name ?? field.Name;
            var former = field.GetCustomAttributes<FormerlySerializedAsAttribute>().Select(old => old.oldName);
            return new SerializedField(field, former.Prepend(name).ToArray());
        }

        private static bool IsSaved(FieldInfo field) =>
            field.IsDefined(typeof(SavedAsAttribute)) ||
            (!field.IsInitOnly && !field.IsNotSerialized && CanHold(field.FieldType) &&
                (field.IsPublic || field.IsDefined(typeof(SerializeField))));

        private static bool CanHold(Type type) =>
            IsSequence(type, out var element)
                ? !IsSequence(element, out _) && CanHold(element)
                : type.IsPrimitive || type.IsEnum || type == typeof(string) ||
                    typeof(Object).IsAssignableFrom(type) || IsInline(type);
    }
}
