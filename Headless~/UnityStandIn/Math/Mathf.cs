using System;

namespace UnityEngine
{
    /// <summary>Mathematics on floats; angles are radians where Unity's are.</summary>
    public struct Mathf
    {
        public const float PI = (float)Math.PI;
        public const float Infinity = float.PositiveInfinity;
        public const float NegativeInfinity = float.NegativeInfinity;
        public const float Deg2Rad = PI * 2f / 360f;
        public const float Rad2Deg = 1f / Deg2Rad;
        public static readonly float Epsilon = float.Epsilon;

        public static float Sin(float radians) => MathF.Sin(radians);

        public static float Cos(float radians) => MathF.Cos(radians);

        public static float Tan(float radians) => MathF.Tan(radians);

        public static float Asin(float value) => MathF.Asin(value);

        public static float Acos(float value) => MathF.Acos(value);

        public static float Atan(float value) => MathF.Atan(value);

        public static float Atan2(float y, float x) => MathF.Atan2(y, x);

        public static float Sqrt(float value) => MathF.Sqrt(value);

        public static float Pow(float value, float power) => MathF.Pow(value, power);

        public static float Exp(float power) => MathF.Exp(power);

        public static float Log(float value) => MathF.Log(value);

        public static float Log(float value, float radix) => (float)Math.Log(value, radix);

        public static float Log10(float value) => MathF.Log10(value);

        public static float Abs(float value) => Math.Abs(value);

        public static int Abs(int value) => Math.Abs(value);

        public static float Min(float a, float b) => a < b ? a : b;

        public static int Min(int a, int b) => a < b ? a : b;

        public static float Max(float a, float b) => a > b ? a : b;

        public static int Max(int a, int b) => a > b ? a : b;

        public static float Ceil(float value) => MathF.Ceiling(value);

        public static float Floor(float value) => MathF.Floor(value);

        /// <summary>To the nearest whole number; halves go to the even one.</summary>
        public static float Round(float value) => MathF.Round(value);

        public static int CeilToInt(float value) => (int)MathF.Ceiling(value);

        public static int FloorToInt(float value) => (int)MathF.Floor(value);

        public static int RoundToInt(float value) => (int)MathF.Round(value);

        /// <summary>-1 for negative values, else 1 (for zero too).</summary>
        public static float Sign(float value) => value >= 0f ? 1f : -1f;

        public static float Clamp(float value, float min, float max) => value < min ? min : value > max ? max : value;

        public static int Clamp(int value, int min, int max) => value < min ? min : value > max ? max : value;

        public static float Clamp01(float value) => Clamp(value, 0f, 1f);

        public static float Lerp(float a, float b, float t) => a + (b - a) * Clamp01(t);

        public static float LerpUnclamped(float a, float b, float t) => a + (b - a) * t;

        public static float InverseLerp(float a, float b, float value) => a == b ? 0f : Clamp01((value - a) / (b - a));

        public static float LerpAngle(float a, float b, float t) => a + DeltaAngle(a, b) * Clamp01(t);

        public static float MoveTowards(float current, float target, float maxDelta) =>
            Abs(target - current) <= maxDelta ? target : current + Sign(target - current) * maxDelta;

        public static float MoveTowardsAngle(float current, float target, float maxDelta)
        {
            float delta = DeltaAngle(current, target);
            return Abs(delta) <= maxDelta ? target : MoveTowards(current, current + delta, maxDelta);
        }

        public static float SmoothStep(float from, float to, float t)
        {
            t = Clamp01(t);
            return from + (to - from) * t * t * (3f - 2f * t);
        }

        public static bool Approximately(float a, float b) =>
            Abs(b - a) < Max(1e-6f * Max(Abs(a), Abs(b)), Epsilon * 8f);

        public static float Repeat(float t, float length) => Clamp(t - Floor(t / length) * length, 0f, length);

        public static float PingPong(float t, float length) => length - Abs(Repeat(t, length * 2f) - length);

        /// <summary>The shorter way from one angle to another, in degrees, -180 to 180.</summary>
        public static float DeltaAngle(float current, float target)
        {
            float delta = Repeat(target - current, 360f);
            return delta > 180f ? delta - 360f : delta;
        }
    }
}
