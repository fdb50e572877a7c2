using System;
using System.Collections.Generic;

namespace UnityEngine
{
    /// <summary>A part of a <see cref="GameObject"/>, whose name it shares.</summary>
    public class Component : Object
    {
        public GameObject gameObject => this.Live().Owner;

        public Transform transform => this.Live().Owner.Place;

        public string tag { get => gameObject.tag; set => gameObject.tag = value; }

        internal GameObject Owner { get; set; }

        /// <summary>Awake has run (or would have, had it one).</summary>
        internal bool IsAwake { get; private set; }

        internal bool IsDying { get; private set; }

        internal virtual int ExecutionOrder => 0;

        internal override string Label
        {
            get => Owner.Label;
            set => Owner.Label = value;
        }

        public bool CompareTag(string tag) => gameObject.CompareTag(tag);

        public Component GetComponent(Type type) => gameObject.GetComponent(type);

        public T GetComponent<T>() => gameObject.GetComponent<T>();

        public bool TryGetComponent<T>(out T component) => gameObject.TryGetComponent(out component);

        public T[] GetComponents<T>() => gameObject.GetComponents<T>();

        public void GetComponents<T>(List<T> results) => gameObject.GetComponents(results);

        public T GetComponentInChildren<T>() => gameObject.GetComponentInChildren<T>();

        public T GetComponentInChildren<T>(bool includeInactive) =>
            gameObject.GetComponentInChildren<T>(includeInactive);

        public T[] GetComponentsInChildren<T>() => gameObject.GetComponentsInChildren<T>();

        public T[] GetComponentsInChildren<T>(bool includeInactive) =>
            gameObject.GetComponentsInChildren<T>(includeInactive);

        public T GetComponentInParent<T>() => gameObject.GetComponentInParent<T>();

        public T GetComponentInParent<T>(bool includeInactive) => gameObject.GetComponentInParent<T>(includeInactive);

        public T[] GetComponentsInParent<T>() => gameObject.GetComponentsInParent<T>();

        public T[] GetComponentsInParent<T>(bool includeInactive) =>
            gameObject.GetComponentsInParent<T>(includeInactive);

        /// <summary>Its object is active: Awake if it has not been, then whatever <see cref="Settle"/>
        /// brings.</summary>
        internal void Wake()
        {
            if (!IsAwake)
            {
                IsAwake = true;
                OnWake();
            }

            Settle();
        }

        internal virtual void OnWake()
        {
        }

        /// <summary>Makes on or off what should be: called whenever enabled, the hierarchy or life has
        /// changed.</summary>
        internal virtual void Settle()
        {
        }

        /// <summary>First half of destruction: off, with OnDisable.</summary>
        internal void BeginDying()
        {
            IsDying = true;
            Settle();
        }

        /// <summary>Second half: OnDestroy, if Awake ran, then gone.</summary>
        internal void Die()
        {
            if (IsAwake) OnGone();
            Destroyed = true;
        }

        internal virtual void OnGone()
        {
        }

        internal override void Demolish()
        {
            if (IsDying) return;
            BeginDying();
            Die();
            Owner.Detach(this);
        }
    }
}
