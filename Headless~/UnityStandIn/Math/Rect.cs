using System;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>A rectangle by corner and size.</summary>
    [Serializable]
    public struct Rect : IEquatable<Rect>
    {
        [SavedAs("x")] private float _x;
        [SavedAs("y")] private float _y;
        [SavedAs("width")] private float _width;
        [SavedAs("height")] private float _height;

        public Rect(float x, float y, float width, float height)
        {
            _x = x;
            _y = y;
            _width = width;
            _height = height;
        }

        public Rect(Vector2 position, Vector2 size) : this(position.x, position.y, size.x, size.y)
        {
        }

        public static Rect zero => default;

        public float x { get => _x; set => _x = value; }

        public float y { get => _y; set => _y = value; }

        public float width { get => _width; set => _width = value; }

        public float height { get => _height; set => _height = value; }

        public Vector2 position { get => new Vector2(_x, _y); set => (_x, _y) = (value.x, value.y); }

        public Vector2 size { get => new Vector2(_width, _height); set => (_width, _height) = (value.x, value.y); }

        public float xMin { get => _x; set => (_width, _x) = (_width + _x - value, value); }

        public float yMin { get => _y; set => (_height, _y) = (_height + _y - value, value); }

        public float xMax { get => _x + _width; set => _width = value - _x; }

        public float yMax { get => _y + _height; set => _height = value - _y; }

        public bool Contains(Vector2 point) => point.x >= xMin && point.x < xMax && point.y >= yMin && point.y < yMax;

        public static bool operator ==(Rect a, Rect b) => a.Equals(b);

        public static bool operator !=(Rect a, Rect b) => !a.Equals(b);

        public bool Equals(Rect other) => position.Equals(other.position) && size.Equals(other.size);

        public override bool Equals(object other) => other is Rect rect && Equals(rect);

        public override int GetHashCode() => HashCode.Combine(_x, _y, _width, _height);

        public override string ToString() =>
            FormattableString.Invariant($"(x:{_x:F2}, y:{_y:F2}, width:{_width:F2}, height:{_height:F2})");
    }
}
