using System;
using System.Globalization;

namespace UnityEngine
{
    /// <summary>Two floats.</summary>
    [Serializable]
    public struct Vector2 : IEquatable<Vector2>, IFormattable
    {
        public float x;
        public float y;

        public Vector2(float x, float y)
        {
            this.x = x;
            this.y = y;
        }

        public static Vector2 zero => new Vector2(0f, 0f);

        public static Vector2 one => new Vector2(1f, 1f);

        public static Vector2 up => new Vector2(0f, 1f);

        public static Vector2 down => new Vector2(0f, -1f);

        public static Vector2 left => new Vector2(-1f, 0f);

        public static Vector2 right => new Vector2(1f, 0f);

        public float sqrMagnitude => x * x + y * y;

        public float magnitude => Mathf.Sqrt(sqrMagnitude);

        public Vector2 normalized => magnitude > Vector3.kEpsilon ? this / magnitude : zero;

        public static float Dot(Vector2 a, Vector2 b) => a.x * b.x + a.y * b.y;

        public static float Distance(Vector2 a, Vector2 b) => (a - b).magnitude;

        public static Vector2 Lerp(Vector2 a, Vector2 b, float t) => a + (b - a) * Mathf.Clamp01(t);

        public static implicit operator Vector2(Vector3 v) => new Vector2(v.x, v.y);

        public static implicit operator Vector3(Vector2 v) => new Vector3(v.x, v.y, 0f);

        public static Vector2 operator +(Vector2 a, Vector2 b) => new Vector2(a.x + b.x, a.y + b.y);

        public static Vector2 operator -(Vector2 a, Vector2 b) => new Vector2(a.x - b.x, a.y - b.y);

        public static Vector2 operator -(Vector2 a) => new Vector2(-a.x, -a.y);

        public static Vector2 operator *(Vector2 a, float factor) => new Vector2(a.x * factor, a.y * factor);

        public static Vector2 operator *(float factor, Vector2 a) => a * factor;

        public static Vector2 operator /(Vector2 a, float divisor) => new Vector2(a.x / divisor, a.y / divisor);

        public static bool operator ==(Vector2 a, Vector2 b) => (a - b).sqrMagnitude < 1e-10f;

        public static bool operator !=(Vector2 a, Vector2 b) => !(a == b);

        public bool Equals(Vector2 other) => x == other.x && y == other.y;

        public override bool Equals(object other) => other is Vector2 vector && Equals(vector);

        public override int GetHashCode() => HashCode.Combine(x, y);

        public override string ToString() => ToString(null, CultureInfo.InvariantCulture);

        public string ToString(string format) => ToString(format, CultureInfo.InvariantCulture);

        public string ToString(string format, IFormatProvider provider)
        {
            format ??= "F2";
            return $"({x.ToString(format, provider)}, {y.ToString(format, provider)})";
        }
    }
}
