#nullable enable
using System;
using System.Collections;
using System.Collections.Generic;
using UnityEngine;
using Object = UnityEngine.Object;

namespace UnityStandIn
{
    /// <summary>Object.Instantiate: copies what is saved, and turns references to parts of the original into
    /// references to the same parts of the copy.</summary>
    internal sealed class Cloner
    {
        private readonly Dictionary<Object, Object> _copies = new Dictionary<Object, Object>();

        /// <summary>A copy of an object, or of the whole game object that a component is part of; then its Awake and
        /// OnEnable, before this returns.</summary>
        public static T Instantiate<T>(
            T original, Transform? parent, bool worldPositionStays, (Vector3 Position, Quaternion Rotation)? pose)
            where T : Object
        {
            if (original == null) throw new ArgumentException("The object to instantiate is null or destroyed.");
            original.Live("Instantiate");
            var cloner = new Cloner();
            var source = (original as GameObject) ?? (original as Component)?.Owner;
            if (source is null) return (T)cloner.CopyAsset(original);

            var copy = cloner.Copy(source, original.World.Scenes.Active);
            cloner.CopyFields();
            copy.Label = source.Label + "(Clone)";
            if (parent != null) copy.Place.Link(parent);
            if (worldPositionStays) pose = (source.Place.position, source.Place.rotation);
            if (pose is { } at) copy.Place.SetPositionAndRotation(at.Position, at.Rotation);
            Lifecycle.Refresh(copy);
            return (T)cloner._copies[original];
        }

        private GameObject Copy(GameObject source, SceneContent? home)
        {
            var copy = new GameObject(source.Label, home);
            _copies.Add(source, copy);
            foreach (var component in source.Components)
                _copies.Add(component, component is Transform ? copy.Place : copy.Attach(component.GetType()));
            foreach (var child in source.Place.Children) Copy(child.Owner, null).Place.Link(copy.Place);
            return copy;
        }

        private Object CopyAsset(Object original)
        {
            if (!(original is ScriptableObject))
                throw new ArgumentException($"A {original.GetType().Name} cannot be instantiated.");
            var copy = (ScriptableObject)SerializedFields.New(original.GetType());
            _copies.Add(original, copy);
            CopyFields();
            copy.name = original.name + "(Clone)";
            copy.Begin();
            return copy;
        }

        private void CopyFields()
        {
            foreach (var (original, copy) in _copies)
            {
                CopyFields(original, copy, original.GetType());
                (copy as ISerializationCallbackReceiver)?.OnAfterDeserialize();
            }
        }

        private void CopyFields(object original, object copy, Type type)
        {
            (original as ISerializationCallbackReceiver)?.OnBeforeSerialize();
            foreach (var saved in SerializedFields.Of(type))
                saved.Field.SetValue(copy, CopyValue(saved.Field.GetValue(original), saved.Field.FieldType));
        }

        private object? CopyValue(object? value, Type type)
        {
            if (value is Object referred) return _copies.TryGetValue(referred, out var copy) ? copy : referred;
            if (value is null) return null;
            if (SerializedFields.IsSequence(type, out var element)) return CopySequence((IList)value, type, element);
            if (!SerializedFields.IsInline(type)) return value;
            object inline = SerializedFields.New(type);
            CopyFields(value, inline, type);
            return inline;
        }

        private object CopySequence(IList original, Type type, Type element)
        {
            var array = Array.CreateInstance(element, original.Count);
            for (int i = 0; i < original.Count; i++) array.SetValue(CopyValue(original[i], element), i);
            return type.IsArray ? array : Activator.CreateInstance(type, array)!;
        }
    }
}
