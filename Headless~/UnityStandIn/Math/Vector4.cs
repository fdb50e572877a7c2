using System;
using System.Globalization;

namespace UnityEngine
{
    /// <summary>Four floats.</summary>
    [Serializable]
    public struct Vector4 : IEquatable<Vector4>, IFormattable
    {
        public float x;
        public float y;
        public float z;
        public float w;

        public Vector4(float x, float y, float z, float w)
        {
            this.x = x;
            this.y = y;
            this.z = z;
            this.w = w;
        }

        public static Vector4 zero => new Vector4(0f, 0f, 0f, 0f);

        public static Vector4 one => new Vector4(1f, 1f, 1f, 1f);

        public float sqrMagnitude => Dot(this, this);

        public float magnitude => Mathf.Sqrt(sqrMagnitude);

        public static float Dot(Vector4 a, Vector4 b) => a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w;

        public static Vector4 Lerp(Vector4 a, Vector4 b, float t) => a + (b - a) * Mathf.Clamp01(t);

        public static implicit operator Vector4(Vector3 v) => new Vector4(v.x, v.y, v.z, 0f);

        public static implicit operator Vector3(Vector4 v) => new Vector3(v.x, v.y, v.z);

        public static Vector4 operator +(Vector4 a, Vector4 b) =>
            new Vector4(a.x + b.x, a.y + b.y, a.z + b.z, a.w + b.w);

        public static Vector4 operator -(Vector4 a, Vector4 b) =>
            new Vector4(a.x - b.x, a.y - b.y, a.z - b.z, a.w - b.w);

        public static Vector4 operator *(Vector4 a, float factor) =>
            new Vector4(a.x * factor, a.y * factor, a.z * factor, a.w * factor);

        public static Vector4 operator *(float factor, Vector4 a) => a * factor;

        public static bool operator ==(Vector4 a, Vector4 b) => (a - b).sqrMagnitude < 1e-10f;

        public static bool operator !=(Vector4 a, Vector4 b) => !(a == b);

        public bool Equals(Vector4 other) => x == other.x && y == other.y && z == other.z && w == other.w;

        public override bool Equals(object other) => other is Vector4 vector && Equals(vector);

        public override int GetHashCode() => HashCode.Combine(x, y, z, w);

        public override string ToString() => ToString(null, CultureInfo.InvariantCulture);

        public string ToString(string format) => ToString(format, CultureInfo.InvariantCulture);

        public string ToString(string format, IFormatProvider provider)
        {
            format ??= "F2";
            return $"({x.ToString(format, provider)}, {y.ToString(format, provider)}, " +
            $"{z.ToString(format, provider)}, {w.ToString(format, provider)})";
        }
    }
}
