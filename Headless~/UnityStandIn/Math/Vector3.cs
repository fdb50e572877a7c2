using System;
using System.Globalization;

namespace UnityEngine
{
    /// <summary>Three floats in Unity's left-handed space: x right, y up, z forward.</summary>
    [Serializable]
    public struct Vector3 : IEquatable<Vector3>, IFormattable
    {
        public const float kEpsilon = 0.00001f;

        public float x;
        public float y;
        public float z;

        public Vector3(float x, float y, float z)
        {
            this.x = x;
            this.y = y;
            this.z = z;
        }

        public Vector3(float x, float y) : this(x, y, 0f)
        {
        }

        public static Vector3 zero => new Vector3(0f, 0f, 0f);

        public static Vector3 one => new Vector3(1f, 1f, 1f);

        public static Vector3 forward => new Vector3(0f, 0f, 1f);

        public static Vector3 back => new Vector3(0f, 0f, -1f);

        public static Vector3 up => new Vector3(0f, 1f, 0f);

        public static Vector3 down => new Vector3(0f, -1f, 0f);

        public static Vector3 left => new Vector3(-1f, 0f, 0f);

        public static Vector3 right => new Vector3(1f, 0f, 0f);

        public float sqrMagnitude => x * x + y * y + z * z;

        public float magnitude => Mathf.Sqrt(sqrMagnitude);

        public Vector3 normalized => Normalize(this);

        public float this[int index]
        {
            get => index switch
            {
                0 => x,
                1 => y,
                2 => z,
                _ => throw new IndexOutOfRangeException("A Vector3 has the indices 0, 1 and 2.")
            };
            set
            {
                switch (index)
                {
                    case 0: x = value; break;
                    case 1: y = value; break;
                    case 2: z = value; break;
                    default: throw new IndexOutOfRangeException("A Vector3 has the indices 0, 1 and 2.");
                }
            }
        }

        public void Set(float newX, float newY, float newZ) => this = new Vector3(newX, newY, newZ);

        public void Normalize() => this = Normalize(this);

        /// <summary>Length 1, or zero when the vector is too short to have a direction.</summary>
        public static Vector3 Normalize(Vector3 value) =>
            value.magnitude > kEpsilon ? value / value.magnitude : zero;

        public static float Dot(Vector3 a, Vector3 b) => a.x * b.x + a.y * b.y + a.z * b.z;

        public static Vector3 Cross(Vector3 a, Vector3 b) =>
            new Vector3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);

        public static Vector3 Scale(Vector3 a, Vector3 b) => new Vector3(a.x * b.x, a.y * b.y, a.z * b.z);

        public static float Distance(Vector3 a, Vector3 b) => (a - b).magnitude;

        public static float Magnitude(Vector3 vector) => vector.magnitude;

        public static float SqrMagnitude(Vector3 vector) => vector.sqrMagnitude;

        public static Vector3 Min(Vector3 a, Vector3 b) =>
            new Vector3(Mathf.Min(a.x, b.x), Mathf.Min(a.y, b.y), Mathf.Min(a.z, b.z));

        public static Vector3 Max(Vector3 a, Vector3 b) =>
            new Vector3(Mathf.Max(a.x, b.x), Mathf.Max(a.y, b.y), Mathf.Max(a.z, b.z));

        public static Vector3 Lerp(Vector3 a, Vector3 b, float t) => LerpUnclamped(a, b, Mathf.Clamp01(t));

        public static Vector3 LerpUnclamped(Vector3 a, Vector3 b, float t) => a + (b - a) * t;

        public static Vector3 MoveTowards(Vector3 current, Vector3 target, float maxDistance)
        {
            var way = target - current;
            return way.magnitude <= maxDistance ? target : current + way.normalized * maxDistance;
        }

        public static Vector3 ClampMagnitude(Vector3 vector, float maxLength) =>
            vector.magnitude > maxLength ? vector.normalized * maxLength : vector;

        public static Vector3 Project(Vector3 vector, Vector3 onNormal) =>
            onNormal.sqrMagnitude < kEpsilon * kEpsilon
                ? zero
                : onNormal * (Dot(vector, onNormal) / onNormal.sqrMagnitude);

        public static Vector3 ProjectOnPlane(Vector3 vector, Vector3 normal) => vector - Project(vector, normal);

        /// <summary>Degrees between two directions, 0 to 180.</summary>
        public static float Angle(Vector3 from, Vector3 to)
        {
            float lengths = Mathf.Sqrt(from.sqrMagnitude * to.sqrMagnitude);
            return lengths < 1e-15f ? 0f : Mathf.Acos(Mathf.Clamp(Dot(from, to) / lengths, -1f, 1f)) * Mathf.Rad2Deg;
        }

        public static float SignedAngle(Vector3 from, Vector3 to, Vector3 axis) =>
            Angle(from, to) * Mathf.Sign(Dot(axis, Cross(from, to)));

        public static Vector3 operator +(Vector3 a, Vector3 b) => new Vector3(a.x + b.x, a.y + b.y, a.z + b.z);

        public static Vector3 operator -(Vector3 a, Vector3 b) => new Vector3(a.x - b.x, a.y - b.y, a.z - b.z);

        public static Vector3 operator -(Vector3 a) => new Vector3(-a.x, -a.y, -a.z);

        public static Vector3 operator *(Vector3 a, float factor) =>
            new Vector3(a.x * factor, a.y * factor, a.z * factor);

        public static Vector3 operator *(float factor, Vector3 a) => a * factor;

        public static Vector3 operator /(Vector3 a, float divisor) =>
            new Vector3(a.x / divisor, a.y / divisor, a.z / divisor);

        /// <summary>Nearly equal, as in Unity; <see cref="Equals(Vector3)"/> is exact.</summary>
        public static bool operator ==(Vector3 a, Vector3 b) => (a - b).sqrMagnitude < kEpsilon * kEpsilon;

        public static bool operator !=(Vector3 a, Vector3 b) => !(a == b);

        public bool Equals(Vector3 other) => x == other.x && y == other.y && z == other.z;

        public override bool Equals(object other) => other is Vector3 vector && Equals(vector);

        public override int GetHashCode() => HashCode.Combine(x, y, z);

        public override string ToString() => ToString(null, CultureInfo.InvariantCulture);

        public string ToString(string format) => ToString(format, CultureInfo.InvariantCulture);

        public string ToString(string format, IFormatProvider provider)
        {
            format ??= "F2";
            return $"({x.ToString(format, provider)}, {y.ToString(format, provider)}, {z.ToString(format, provider)})";
        }
    }
}
