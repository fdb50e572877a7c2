using System;
using System.Globalization;

namespace UnityEngine
{
    /// <summary>Red, green, blue and alpha, 0 to 1.</summary>
    [Serializable]
    public struct Color : IEquatable<Color>, IFormattable
    {
        public float r;
        public float g;
        public float b;
        public float a;

        public Color(float r, float g, float b, float a)
        {
            this.r = r;
            this.g = g;
            this.b = b;
            this.a = a;
        }

        public Color(float r, float g, float b) : this(r, g, b, 1f)
        {
        }

        public static Color red => new Color(1f, 0f, 0f);

        public static Color green => new Color(0f, 1f, 0f);

        public static Color blue => new Color(0f, 0f, 1f);

        public static Color white => new Color(1f, 1f, 1f);

        public static Color black => new Color(0f, 0f, 0f);

        public static Color yellow => new Color(1f, 235f / 255f, 4f / 255f);

        public static Color cyan => new Color(0f, 1f, 1f);

        public static Color magenta => new Color(1f, 0f, 1f);

        public static Color gray => new Color(0.5f, 0.5f, 0.5f);

        public static Color grey => gray;

        public static Color clear => new Color(0f, 0f, 0f, 0f);

        public static Color Lerp(Color a, Color b, float t) => a + (b - a) * Mathf.Clamp01(t);

        /// <summary>Hue, saturation and value, each 0 to 1.</summary>
        public static Color HSVToRGB(float H, float S, float V)
        {
            float Part(float offset)
            {
                float place = Mathf.Repeat(offset + H * 6f, 6f);
                return V - V * S * Mathf.Clamp01(Mathf.Min(place, 4f - place));
            }

            return new Color(Part(5f), Part(3f), Part(1f));
        }

        public static Color operator +(Color a, Color b) => new Color(a.r + b.r, a.g + b.g, a.b + b.b, a.a + b.a);

        public static Color operator -(Color a, Color b) => new Color(a.r - b.r, a.g - b.g, a.b - b.b, a.a - b.a);

        public static Color operator *(Color a, Color b) => new Color(a.r * b.r, a.g * b.g, a.b * b.b, a.a * b.a);

        public static Color operator *(Color a, float factor) =>
            new Color(a.r * factor, a.g * factor, a.b * factor, a.a * factor);

        public static Color operator *(float factor, Color a) => a * factor;

        public static bool operator ==(Color a, Color b) => (Vector4)a == (Vector4)b;

        public static bool operator !=(Color a, Color b) => !(a == b);

        public static implicit operator Vector4(Color c) => new Vector4(c.r, c.g, c.b, c.a);

        public static implicit operator Color(Vector4 v) => new Color(v.x, v.y, v.z, v.w);

        public bool Equals(Color other) => r == other.r && g == other.g && b == other.b && a == other.a;

        public override bool Equals(object other) => other is Color color && Equals(color);

        public override int GetHashCode() => HashCode.Combine(r, g, b, a);

        public override string ToString() => ToString(null, CultureInfo.InvariantCulture);

        public string ToString(string format) => ToString(format, CultureInfo.InvariantCulture);

        public string ToString(string format, IFormatProvider provider)
        {
            format ??= "F3";
            return $"RGBA({r.ToString(format, provider)}, {g.ToString(format, provider)}, " +
            $"{b.ToString(format, provider)}, {a.ToString(format, provider)})";
        }
    }
}
