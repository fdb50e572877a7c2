using System;
using System.Runtime.InteropServices;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>Red, green, blue and alpha, 0 to 255.</summary>
    [Serializable]
    [StructLayout(LayoutKind.Explicit)]
    public struct Color32
    {
        [FieldOffset(0), SavedAs("rgba")] internal uint Rgba; // a scene file holds the four bytes as this one number
        [FieldOffset(0)] public byte r;
        [FieldOffset(1)] public byte g;
        [FieldOffset(2)] public byte b;
        [FieldOffset(3)] public byte a;

        public Color32(byte r, byte g, byte b, byte a)
        {
            Rgba = 0;
            this.r = r;
            this.g = g;
            this.b = b;
            this.a = a;
        }

        public static implicit operator Color32(Color c) => new Color32(Byte(c.r), Byte(c.g), Byte(c.b), Byte(c.a));

        public static implicit operator Color(Color32 c) => new Color(c.r / 255f, c.g / 255f, c.b / 255f, c.a / 255f);

        public override string ToString() => $"RGBA({r}, {g}, {b}, {a})";

        private static byte Byte(float part) => (byte)Mathf.Round(Mathf.Clamp01(part) * 255f);
    }
}
