using System;
using System.Collections.Generic;
using UnityEngine.SceneManagement;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>A named thing with a <see cref="Transform"/> and further components.</summary>
    public sealed class GameObject : Object
    {
        private readonly List<Component> _components = new List<Component>();
        [SavedAs("m_IsActive")] private bool _active = true;
        [SavedAs("m_Layer")] private int _layer;
        [SavedAs("m_TagString")] private string _tag = "Untagged";

        public GameObject() : this("New Game Object")
        {
        }

        public GameObject(string name) : this(name, World.OnMain().Scenes.Active)
        {
        }

        public GameObject(string name, params Type[] components) : this(name)
        {
            foreach (var type in components) AddComponent(type);
        }

        /// <summary>In a scene, or in none: then it is part of a prefab, and never wakes.</summary>
        internal GameObject(string name, SceneContent home)
        {
            Label = name;
            Place = (Transform)Attach(typeof(Transform));
            Place.MoveTo(home);
        }

        public GameObject gameObject => this;

        public Transform transform => this.Live().Place;

        public Scene scene => new Scene(this.Live().Place.Home?.Handle ?? 0);

        public bool activeSelf => this.Live()._active;

        public bool activeInHierarchy => this.Live().IsActiveInHierarchy;

        public int layer { get => this.Live()._layer; set => this.Live()._layer = value; }

        public string tag { get => this.Live()._tag; set => this.Live()._tag = value; }

        internal Transform Place { get; }

        internal IReadOnlyList<Component> Components => _components;

        internal bool IsActiveInHierarchy
        {
            get
            {
                if (Place.Home == null) return false;
                for (var t = Place; t is object; t = t.Above)
                    if (!t.Owner._active)
                        return false;
                return true;
            }
        }

        public void SetActive(bool value)
        {
            this.Live();
            if (_active == value) return;
            _active = value;
            Lifecycle.Refresh(this);
        }

        public bool CompareTag(string tag) => this.Live()._tag == tag;

        public T AddComponent<T>() where T : Component => (T)AddComponent(typeof(T));

        /// <summary>Null, with an error in the log, when the object must not have (another) one.</summary>
        public Component AddComponent(Type componentType)
        {
            this.Live();
            if (!ComponentRules.Allows(this, componentType, out string refusal))
            {
                Debug.LogError(refusal, this);
                return null;
            }

            foreach (var required in ComponentRules.RequiredBy(componentType))
                if (GetComponent(required) == null)
                    AddComponent(required);
            var added = Attach(componentType);
            if (IsActiveInHierarchy) added.Wake();
            return added;
        }

        public Component GetComponent(Type type)
        {
            this.Live();
            foreach (var component in _components)
                if (type.IsInstanceOfType(component))
                    return component;
            return null;
        }

        public T GetComponent<T>()
        {
            this.Live();
            foreach (var component in _components)
                if (component is T found)
                    return found;
            return default;
        }

        public bool TryGetComponent<T>(out T component)
        {
            component = GetComponent<T>();
            return component is object;
        }

        public T[] GetComponents<T>()
        {
            var results = new List<T>();
            GetComponents(results);
            return results.ToArray();
        }

        public void GetComponents<T>(List<T> results)
        {
            this.Live();
            results.Clear();
            AddOwn(results);
        }

        public T GetComponentInChildren<T>() => GetComponentInChildren<T>(false);

        public T GetComponentInChildren<T>(bool includeInactive) => First(GetComponentsInChildren<T>(includeInactive));

        public T[] GetComponentsInChildren<T>() => GetComponentsInChildren<T>(false);

        public T[] GetComponentsInChildren<T>(bool includeInactive)
        {
            this.Live();
            var results = new List<T>();
            AddOfTree(results, includeInactive);
            return results.ToArray();
        }

        public T GetComponentInParent<T>() => GetComponentInParent<T>(false);

        public T GetComponentInParent<T>(bool includeInactive) => First(GetComponentsInParent<T>(includeInactive));

        public T[] GetComponentsInParent<T>() => GetComponentsInParent<T>(false);

        public T[] GetComponentsInParent<T>(bool includeInactive)
        {
            this.Live();
            var results = new List<T>();
            for (var t = Place; t is object; t = t.Above)
                if (includeInactive || t.Owner.IsActiveInHierarchy)
                    t.Owner.AddOwn(results);
            return results.ToArray();
        }

        /// <summary>The first active object of that name, or at that path ("Parent/Child").</summary>
        public static GameObject Find(string name) => World.OnMain().Scenes.Find(name);

        public static GameObject FindWithTag(string tag) =>
            World.OnMain().Scenes.FindAll<Transform>(false).Find(t => t.Owner._tag == tag)?.Owner;

        /// <summary>Adds a component without waking it: for those who build whole trees first.</summary>
        internal Component Attach(Type type)
        {
            var component = (Component)Activator.CreateInstance(type, true);
            component.Owner = this;
            _components.Add(component);
            return component;
        }

        internal void Detach(Component component) => _components.Remove(component);

        /// <summary>Components of this object and its children, parents first.</summary>
        internal void AddOfTree<T>(List<T> results, bool includeInactive)
        {
            if (!includeInactive && !IsActiveInHierarchy) return;
            AddOwn(results);
            foreach (var child in Place.Children) child.Owner.AddOfTree(results, includeInactive);
        }

        internal override void Demolish()
        {
            if (Destroyed) return;
            var parts = new List<Component>();
            AddOfTree(parts, true);
            foreach (var part in parts) part.BeginDying();
            foreach (var part in parts) part.Die();
            foreach (var part in parts) part.Owner.Destroyed = true;
            Place.MoveTo(null);
        }

        private void AddOwn<T>(List<T> results)
        {
            foreach (var component in _components)
                if (component is T found)
                    results.Add(found);
        }

        private static T First<T>(T[] found) => found.Length > 0 ? found[0] : default;
    }
}
