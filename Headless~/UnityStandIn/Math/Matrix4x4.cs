using System;

namespace UnityEngine
{
    /// <summary>A 4 by 4 matrix, column vectors: m03, m13, m23 are the translation.</summary>
    public struct Matrix4x4 : IEquatable<Matrix4x4>
    {
        public float m00, m10, m20, m30;
        public float m01, m11, m21, m31;
        public float m02, m12, m22, m32;
        public float m03, m13, m23, m33;

        public Matrix4x4(Vector4 column0, Vector4 column1, Vector4 column2, Vector4 column3)
        {
            (m00, m10, m20, m30) = (column0.x, column0.y, column0.z, column0.w);
            (m01, m11, m21, m31) = (column1.x, column1.y, column1.z, column1.w);
            (m02, m12, m22, m32) = (column2.x, column2.y, column2.z, column2.w);
            (m03, m13, m23, m33) = (column3.x, column3.y, column3.z, column3.w);
        }

        public static Matrix4x4 identity => TRS(Vector3.zero, Quaternion.identity, Vector3.one);

        public static Matrix4x4 TRS(Vector3 pos, Quaternion q, Vector3 s)
        {
            var translation = new Vector4(pos.x, pos.y, pos.z, 1f);
            return new Matrix4x4(q * Vector3.right * s.x, q * Vector3.up * s.y, q * Vector3.forward * s.z, translation);
        }

        public Vector4 GetColumn(int index) => index switch
        {
            0 => new Vector4(m00, m10, m20, m30),
            1 => new Vector4(m01, m11, m21, m31),
            2 => new Vector4(m02, m12, m22, m32),
            3 => new Vector4(m03, m13, m23, m33),
            _ => throw new IndexOutOfRangeException("A matrix has the columns 0 to 3.")
        };

        public Vector3 MultiplyPoint3x4(Vector3 point) => MultiplyVector(point) + new Vector3(m03, m13, m23);

        public Vector3 MultiplyVector(Vector3 v) => new Vector3(
            m00 * v.x + m01 * v.y + m02 * v.z,
            m10 * v.x + m11 * v.y + m12 * v.z,
            m20 * v.x + m21 * v.y + m22 * v.z);

        public static Matrix4x4 operator *(Matrix4x4 a, Matrix4x4 b) =>
            new Matrix4x4(a * b.GetColumn(0), a * b.GetColumn(1), a * b.GetColumn(2), a * b.GetColumn(3));

        public static Vector4 operator *(Matrix4x4 m, Vector4 v) => new Vector4(
            m.m00 * v.x + m.m01 * v.y + m.m02 * v.z + m.m03 * v.w,
            m.m10 * v.x + m.m11 * v.y + m.m12 * v.z + m.m13 * v.w,
            m.m20 * v.x + m.m21 * v.y + m.m22 * v.z + m.m23 * v.w,
            m.m30 * v.x + m.m31 * v.y + m.m32 * v.z + m.m33 * v.w);

        public static bool operator ==(Matrix4x4 a, Matrix4x4 b) =>
            a.GetColumn(0) == b.GetColumn(0) && a.GetColumn(1) == b.GetColumn(1) &&
            a.GetColumn(2) == b.GetColumn(2) && a.GetColumn(3) == b.GetColumn(3);

        public static bool operator !=(Matrix4x4 a, Matrix4x4 b) => !(a == b);

        public bool Equals(Matrix4x4 other) =>
            GetColumn(0).Equals(other.GetColumn(0)) && GetColumn(1).Equals(other.GetColumn(1)) &&
            GetColumn(2).Equals(other.GetColumn(2)) && GetColumn(3).Equals(other.GetColumn(3));

        public override bool Equals(object other) => other is Matrix4x4 matrix && Equals(matrix);

        public override int GetHashCode() => HashCode.Combine(GetColumn(0), GetColumn(1), GetColumn(2), GetColumn(3));
    }
}
