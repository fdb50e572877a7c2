using System.Collections;
using System.Collections.Generic;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>Place, rotation and scale relative to the parent. World values are computed from the chain of parents
    /// at each call, so that there is nothing to keep in step.</summary>
    public class Transform : Component, IEnumerable
    {
        private readonly List<Transform> _children = new List<Transform>();
        [SavedAs("m_LocalRotation")] private Quaternion _rotation = Quaternion.identity;
        [SavedAs("m_LocalPosition")] private Vector3 _position;
        [SavedAs("m_LocalScale")] private Vector3 _scale = Vector3.one;
        private SceneContent _home;

        protected Transform()
        {
        }

        public Vector3 localPosition { get => this.Live()._position; set => this.Live()._position = value; }

        public Quaternion localRotation
        {
            get => this.Live()._rotation;
            set => this.Live()._rotation = value.normalized;
        }

        public Vector3 localEulerAngles
        {
            get => localRotation.eulerAngles;
            set => localRotation = Quaternion.Euler(value);
        }

        public Vector3 localScale { get => this.Live()._scale; set => this.Live()._scale = value; }

        public Vector3 position
        {
            get => Above is null ? this.Live()._position : this.Live().Above.TransformPoint(_position);
            set => this.Live()._position = Above is null ? value : Above.InverseTransformPoint(value);
        }

        public Quaternion rotation
        {
            get => Above is null ? this.Live()._rotation : this.Live().Above.rotation * _rotation;
            set => localRotation = Above is null ? value : Quaternion.Inverse(Above.rotation) * value;
        }

        public Vector3 eulerAngles { get => rotation.eulerAngles; set => rotation = Quaternion.Euler(value); }

        /// <summary>Product of the scales up the chain: exact unless a parent is both rotated and stretched.</summary>
        public Vector3 lossyScale =>
            this.Live().Above is null ? _scale : Vector3.Scale(Above.lossyScale, _scale);

        public Vector3 right
        {
            get => rotation * Vector3.right;
            set => rotation = Quaternion.FromToRotation(Vector3.right, value);
        }

        public Vector3 up
        {
            get => rotation * Vector3.up;
            set => rotation = Quaternion.FromToRotation(Vector3.up, value);
        }

        public Vector3 forward { get => rotation * Vector3.forward; set => rotation = Quaternion.LookRotation(value); }

        public Transform parent { get => this.Live().Above; set => SetParent(value); }

        public Transform root => this.Live().Above is null ? this : Above.root;

        public int childCount => this.Live()._children.Count;

        public Matrix4x4 localToWorldMatrix
        {
            get
            {
                var own = Matrix4x4.TRS(this.Live()._position, _rotation, _scale);
                return Above is null ? own : Above.localToWorldMatrix * own;
            }
        }

        internal Transform Above { get; private set; }

        internal IReadOnlyList<Transform> Children => _children;

        /// <summary>The scene this tree stands in; null for a prefab.</summary>
        internal SceneContent Home => Above is null ? _home : Above.Home;

        private List<Transform> Siblings => Above?._children ?? _home?.Roots ?? new List<Transform> { this };

        public void SetParent(Transform p) => SetParent(p, true);

        public void SetParent(Transform parent, bool worldPositionStays)
        {
            this.Live();
            if (parent != null && parent.IsChildOf(this))
            {
                Debug.LogError($"'{Label}' cannot be put under its own child '{parent.Label}'.", this);
                return;
            }

            var (place, turn, size) = (position, rotation, lossyScale);
            Link(parent);
            if (worldPositionStays)
            {
                (position, rotation) = (place, turn);
                _scale = Above is null ? size : Quotient(size, Above.lossyScale);
            }

            Lifecycle.Refresh(Owner);
        }

        public Transform GetChild(int index) => this.Live()._children[index];

        /// <summary>A child by name, or a descendant by path ("Arm/Hand").</summary>
        public Transform Find(string n)
        {
            int slash = n.IndexOf('/');
            var child = this.Live()._children.Find(t => t.Label == (slash < 0 ? n : n.Substring(0, slash)));
            return slash < 0 || child is null ? child : child.Find(n.Substring(slash + 1));
        }

        public bool IsChildOf(Transform parent)
        {
            for (var t = this.Live(); t is object; t = t.Above)
                if (ReferenceEquals(t, parent))
                    return true;
            return false;
        }

        public int GetSiblingIndex() => this.Live().Siblings.IndexOf(this);

        public void SetSiblingIndex(int index)
        {
            var siblings = this.Live().Siblings;
            siblings.Remove(this);
            siblings.Insert(Mathf.Clamp(index, 0, siblings.Count), this);
        }

        public IEnumerator GetEnumerator() => this.Live()._children.GetEnumerator();

        public void SetPositionAndRotation(Vector3 position, Quaternion rotation)
        {
            this.position = position;
            this.rotation = rotation;
        }

        public void SetLocalPositionAndRotation(Vector3 localPosition, Quaternion localRotation)
        {
            this.localPosition = localPosition;
            this.localRotation = localRotation;
        }

        public void Translate(Vector3 translation) => Translate(translation, Space.Self);

        public void Translate(Vector3 translation, Space relativeTo) =>
            position += relativeTo == Space.World ? translation : TransformDirection(translation);

        public void Translate(float x, float y, float z) => Translate(new Vector3(x, y, z));

        public void Rotate(Vector3 eulers) => Rotate(eulers, Space.Self);

        public void Rotate(Vector3 eulers, Space relativeTo)
        {
            if (relativeTo == Space.Self) localRotation = _rotation * Quaternion.Euler(eulers);
            else rotation = Quaternion.Euler(eulers) * rotation;
        }

        public void Rotate(float xAngle, float yAngle, float zAngle) => Rotate(new Vector3(xAngle, yAngle, zAngle));

        public void Rotate(Vector3 axis, float angle) => localRotation = _rotation * Quaternion.AngleAxis(angle, axis);

        public void RotateAround(Vector3 point, Vector3 axis, float angle)
        {
            var turn = Quaternion.AngleAxis(angle, axis);
            position = point + turn * (position - point);
            rotation = turn * rotation;
        }

        public void LookAt(Transform target) => LookAt(target.position);

        public void LookAt(Transform target, Vector3 worldUp) => LookAt(target.position, worldUp);

        public void LookAt(Vector3 worldPosition) => LookAt(worldPosition, Vector3.up);

        public void LookAt(Vector3 worldPosition, Vector3 worldUp) =>
            rotation = Quaternion.LookRotation(worldPosition - position, worldUp);

        public Vector3 TransformDirection(Vector3 direction) => rotation * direction;

        public Vector3 InverseTransformDirection(Vector3 direction) => Quaternion.Inverse(rotation) * direction;

        public Vector3 TransformVector(Vector3 vector)
        {
            var inParent = this.Live()._rotation * Vector3.Scale(_scale, vector);
            return Above is null ? inParent : Above.TransformVector(inParent);
        }

        public Vector3 InverseTransformVector(Vector3 vector)
        {
            var inParent = Above is null ? vector : Above.InverseTransformVector(vector);
            return Quotient(Quaternion.Inverse(this.Live()._rotation) * inParent, _scale);
        }

        public Vector3 TransformPoint(Vector3 position)
        {
            var inParent = this.Live()._position + _rotation * Vector3.Scale(_scale, position);
            return Above is null ? inParent : Above.TransformPoint(inParent);
        }

        public Vector3 InverseTransformPoint(Vector3 position)
        {
            var inParent = Above is null ? position : Above.InverseTransformPoint(position);
            return Quotient(Quaternion.Inverse(this.Live()._rotation) * (inParent - _position), _scale);
        }

        /// <summary>Changes the parent and nothing else; null makes it a root of the scene it stands in.</summary>
        internal void Link(Transform parent)
        {
            var home = Home;
            Unlink();
            if (parent is null) MoveTo(home);
            else
            {
                Above = parent;
                parent._children.Add(this);
            }
        }

        /// <summary>Makes it a root of that scene, or of none.</summary>
        internal void MoveTo(SceneContent home)
        {
            Unlink();
            _home = home;
            home?.Roots.Add(this);
        }

        internal override void Demolish() =>
            Debug.LogError($"The Transform of '{Label}' cannot be destroyed; destroy the game object.", this);

        private void Unlink()
        {
            Above?._children.Remove(this);
            _home?.Roots.Remove(this);
            Above = null;
            _home = null;
        }

        private static Vector3 Quotient(Vector3 a, Vector3 b) =>
            new Vector3(Quotient(a.x, b.x), Quotient(a.y, b.y), Quotient(a.z, b.z));

        private static float Quotient(float a, float b) => b == 0f ? 0f : a / b;
    }
}
