using System;
using System.Globalization;

namespace UnityEngine
{
    /// <summary>A rotation. Euler angles are degrees, applied about z, then x, then y.</summary>
    [Serializable]
    public struct Quaternion : IEquatable<Quaternion>, IFormattable
    {
        public const float kEpsilon = 0.000001f;

        public float x;
        public float y;
        public float z;
        public float w;

        public Quaternion(float x, float y, float z, float w)
        {
            this.x = x;
            this.y = y;
            this.z = z;
            this.w = w;
        }

        public static Quaternion identity => new Quaternion(0f, 0f, 0f, 1f);

        public Quaternion normalized => Normalize(this);

        public Vector3 eulerAngles
        {
            get => ToEulerDegrees(Normalize(this));
            set => this = Euler(value);
        }

        public static Quaternion Euler(Vector3 degrees) => Euler(degrees.x, degrees.y, degrees.z);

        public static Quaternion Euler(float x, float y, float z) =>
            AngleAxis(y, Vector3.up) * AngleAxis(x, Vector3.right) * AngleAxis(z, Vector3.forward);

        public static Quaternion AngleAxis(float degrees, Vector3 axis)
        {
            float half = degrees * Mathf.Deg2Rad * 0.5f;
            var part = axis.normalized * Mathf.Sin(half);
            return axis.sqrMagnitude < kEpsilon * kEpsilon
                ? identity
                : new Quaternion(part.x, part.y, part.z, Mathf.Cos(half));
        }

        public static Quaternion LookRotation(Vector3 forward) => LookRotation(forward, Vector3.up);

        /// <summary>The rotation that turns z to <paramref name="forward"/> and y as near to
        /// <paramref name="upwards"/> as that allows.</summary>
        public static Quaternion LookRotation(Vector3 forward, Vector3 upwards)
        {
            var z = forward.normalized;
            if (z.sqrMagnitude < 0.5f) return identity;
            var x = Vector3.Cross(upwards, z).normalized;
            if (x.sqrMagnitude < 0.5f) return FromToRotation(Vector3.forward, z);
            return FromAxes(x, Vector3.Cross(z, x), z);
        }

        public static Quaternion FromToRotation(Vector3 from, Vector3 to)
        {
            Vector3 a = from.normalized, b = to.normalized;
            float dot = Vector3.Dot(a, b);
            if (dot > 1f - kEpsilon) return identity;
            if (dot < -1f + kEpsilon)
            {
                var side = Vector3.Cross(a, Vector3.right);
                return AngleAxis(180f, side.sqrMagnitude > 0.01f ? side : Vector3.Cross(a, Vector3.up));
            }

            var axis = Vector3.Cross(a, b);
            return Normalize(new Quaternion(axis.x, axis.y, axis.z, 1f + dot));
        }

        public static Quaternion Inverse(Quaternion rotation) =>
            new Quaternion(-rotation.x, -rotation.y, -rotation.z, rotation.w);

        public static float Dot(Quaternion a, Quaternion b) => a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w;

        /// <summary>Degrees between two rotations, 0 to 180.</summary>
        public static float Angle(Quaternion a, Quaternion b)
        {
            float dot = Mathf.Min(Mathf.Abs(Dot(a, b)), 1f);
            return dot > 1f - kEpsilon ? 0f : Mathf.Acos(dot) * 2f * Mathf.Rad2Deg;
        }

        public static Quaternion Normalize(Quaternion q)
        {
            float length = Mathf.Sqrt(Dot(q, q));
            return length < 1e-15f
                ? identity
                : new Quaternion(q.x / length, q.y / length, q.z / length, q.w / length);
        }

        public static Quaternion Lerp(Quaternion a, Quaternion b, float t)
        {
            t = Mathf.Clamp01(t);
            float sign = Dot(a, b) < 0f ? -1f : 1f;
            return Normalize(Blend(a, 1f - t, b, t * sign));
        }

        public static Quaternion Slerp(Quaternion a, Quaternion b, float t) => SlerpUnclamped(a, b, Mathf.Clamp01(t));

        public static Quaternion SlerpUnclamped(Quaternion a, Quaternion b, float t)
        {
            float dot = Dot(a, b), sign = dot < 0f ? -1f : 1f;
            float angle = Mathf.Acos(Mathf.Min(Mathf.Abs(dot), 1f)), sine = Mathf.Sin(angle);
            return sine < 1e-5f
                ? Normalize(Blend(a, 1f - t, b, t * sign))
                : Blend(a, Mathf.Sin((1f - t) * angle) / sine, b, Mathf.Sin(t * angle) / sine * sign);
        }

        public static Quaternion RotateTowards(Quaternion from, Quaternion to, float maxDegrees)
        {
            float angle = Angle(from, to);
            return angle <= maxDegrees || angle == 0f ? to : SlerpUnclamped(from, to, maxDegrees / angle);
        }

        public static Quaternion operator *(Quaternion a, Quaternion b) => new Quaternion(
            a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
            a.w * b.y + a.y * b.w + a.z * b.x - a.x * b.z,
            a.w * b.z + a.z * b.w + a.x * b.y - a.y * b.x,
            a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z);

        public static Vector3 operator *(Quaternion rotation, Vector3 point)
        {
            var axis = new Vector3(rotation.x, rotation.y, rotation.z);
            var twice = Vector3.Cross(axis, point) * 2f;
            return point + twice * rotation.w + Vector3.Cross(axis, twice);
        }

        public static bool operator ==(Quaternion a, Quaternion b) => Dot(a, b) > 1f - kEpsilon;

        public static bool operator !=(Quaternion a, Quaternion b) => !(a == b);

        public bool Equals(Quaternion other) => x == other.x && y == other.y && z == other.z && w == other.w;

        public override bool Equals(object other) => other is Quaternion rotation && Equals(rotation);

        public override int GetHashCode() => HashCode.Combine(x, y, z, w);

        public override string ToString() => ToString(null, CultureInfo.InvariantCulture);

        public string ToString(string format) => ToString(format, CultureInfo.InvariantCulture);

        public string ToString(string format, IFormatProvider provider)
        {
            format ??= "F5";
            return $"({x.ToString(format, provider)}, {y.ToString(format, provider)}, " +
            $"{z.ToString(format, provider)}, {w.ToString(format, provider)})";
        }

        private static Quaternion Blend(Quaternion a, float ofA, Quaternion b, float ofB) => new Quaternion(
            a.x * ofA + b.x * ofB, a.y * ofA + b.y * ofB, a.z * ofA + b.z * ofB, a.w * ofA + b.w * ofB);

        /// <summary>From the three unit columns of a rotation matrix. The largest of the four components is taken from
        /// the diagonal, so that no division is by something near zero.</summary>
        private static Quaternion FromAxes(Vector3 right, Vector3 up, Vector3 forward)
        {
            float xx = right.x, yy = up.y, zz = forward.z, trace = xx + yy + zz;
            float xy = right.y + up.x, yz = up.z + forward.y, zx = forward.x + right.z;
            float wx = up.z - forward.y, wy = forward.x - right.z, wz = right.y - up.x;
            if (trace >= xx && trace >= yy && trace >= zz) return Normalize(new Quaternion(wx, wy, wz, 1f + trace));
            if (xx >= yy && xx >= zz) return Normalize(new Quaternion(1f + xx - yy - zz, xy, zx, wx));
            if (yy >= zz) return Normalize(new Quaternion(xy, 1f + yy - xx - zz, yz, wy));
            return Normalize(new Quaternion(zx, yz, 1f + zz - xx - yy, wz));
        }

        private static Vector3 ToEulerDegrees(Quaternion q)
        {
            float sineOfX = 2f * (q.w * q.x - q.y * q.z);
            if (Mathf.Abs(sineOfX) > 0.999999f)
            {
                // looking straight up or down, y and z turn about one axis: z is given none of it
                return Positive(new Vector3(
                    Mathf.Sign(sineOfX) * 90f, 2f * Mathf.Atan2(q.y, q.w) * Mathf.Rad2Deg, 0f));
            }

            return Positive(new Vector3(
                Mathf.Asin(sineOfX),
                Mathf.Atan2(2f * (q.w * q.y + q.x * q.z), 1f - 2f * (q.x * q.x + q.y * q.y)),
                Mathf.Atan2(2f * (q.w * q.z + q.x * q.y), 1f - 2f * (q.x * q.x + q.z * q.z))) * Mathf.Rad2Deg);
        }

        private static Vector3 Positive(Vector3 degrees) => new Vector3(
            Mathf.Repeat(degrees.x, 360f), Mathf.Repeat(degrees.y, 360f), Mathf.Repeat(degrees.z, 360f));
    }
}
