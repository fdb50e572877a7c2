using System.Threading;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>Root of all that the engine owns. It belongs to the world on whose game thread it was made, and may be
    /// touched nowhere else. Once destroyed it equals null, though the reference is still there.</summary>
    public class Object
    {
        private static int _instances;

        private readonly int _instanceId = Interlocked.Increment(ref _instances);
        [SavedAs("m_Name")] private string _name = "";

        public Object() => World = World.OnMain("new " + GetType().Name);

        public string name
        {
            get => this.Live().Label;
            set => this.Live().Label = value;
        }

        public HideFlags hideFlags { get; set; }

        internal World World { get; }

        internal bool Destroyed { get; set; }

        internal virtual string Label { get => _name; set => _name = value; }

        public int GetInstanceID() => _instanceId;

        public static T Instantiate<T>(T original) where T : Object => Cloner.Instantiate(original, null, false, null);

        public static T Instantiate<T>(T original, Transform parent) where T : Object =>
            Cloner.Instantiate(original, parent, false, null);

        public static T Instantiate<T>(T original, Transform parent, bool worldPositionStays) where T : Object =>
            Cloner.Instantiate(original, parent, worldPositionStays, null);

        public static T Instantiate<T>(T original, Vector3 position, Quaternion rotation) where T : Object =>
            Cloner.Instantiate(original, null, false, (position, rotation));

        public static T Instantiate<T>(T original, Vector3 position, Quaternion rotation, Transform parent)
            where T : Object =>
            Cloner.Instantiate(original, parent, false, (position, rotation));

        public static void Destroy(Object obj) => Destroy(obj, 0f);

        /// <summary>At the end of the frame in which <paramref name="t"/> seconds have passed.</summary>
        public static void Destroy(Object obj, float t)
        {
            if (obj != null) obj.Live().World.Loop.Demolition.Add(obj, t);
        }

        public static void DestroyImmediate(Object obj)
        {
            if (obj != null) obj.Live().Demolish();
        }

        public static void DontDestroyOnLoad(Object target) => target.Live().World.Scenes.KeepAcrossLoads(target);

        public static T[] FindObjectsByType<T>(FindObjectsSortMode sortMode) where T : Object =>
            FindObjectsByType<T>(FindObjectsInactive.Exclude, sortMode);

        public static T[] FindObjectsByType<T>(FindObjectsInactive findObjectsInactive, FindObjectsSortMode sortMode)
            where T : Object
        {
            var found = World.OnMain().Scenes.FindAll<T>(findObjectsInactive == FindObjectsInactive.Include);
            if (sortMode == FindObjectsSortMode.InstanceID)
                found.Sort((a, b) => a._instanceId.CompareTo(b._instanceId));
            return found.ToArray();
        }

        public static T FindFirstObjectByType<T>() where T : Object =>
            FindFirstObjectByType<T>(FindObjectsInactive.Exclude);

        public static T FindFirstObjectByType<T>(FindObjectsInactive findObjectsInactive) where T : Object
        {
            var found = FindObjectsByType<T>(findObjectsInactive, FindObjectsSortMode.InstanceID);
            return found.Length > 0 ? found[0] : null;
        }

        public static T FindAnyObjectByType<T>() where T : Object => FindFirstObjectByType<T>();

        public static T FindAnyObjectByType<T>(FindObjectsInactive findObjectsInactive) where T : Object =>
            FindFirstObjectByType<T>(findObjectsInactive);

        public static implicit operator bool(Object exists) => !IsGone(exists);

        public static bool operator ==(Object x, Object y) => ReferenceEquals(x, y) || (IsGone(x) && IsGone(y));

        public static bool operator !=(Object x, Object y) => !(x == y);

        public override bool Equals(object other) => other is null ? IsGone(this) : ReferenceEquals(this, other);

        public override int GetHashCode() => _instanceId;

        public override string ToString() => IsGone(this) ? "null" : $"{Label} ({GetType().FullName})";

        internal virtual void Demolish() => Destroyed = true;

        private static bool IsGone(Object obj) => obj is null || obj.Destroyed;
    }
}
