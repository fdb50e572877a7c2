#nullable enable
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>Where a source is heard. FMOD's law is not published, so this one is ours: equal power, by the sine of
    /// the angle to the side, so that a source hard left is silent on the right, one ahead, behind, above or at the ear
    /// is 3 dB down on both, and the two channels' power is the same everywhere.</summary>
    internal static class Panner
    {
        /// <summary>Not placed: a mono clip by equal power, a stereo clip by balance.</summary>
        public static StereoMatrix Flat(int channels, float pan) => channels == 1
            ? Mono(pan)
            : new StereoMatrix(Mathf.Min(1f - pan, 1f), 0f, 0f, Mathf.Min(1f + pan, 1f));

        /// <summary>Placed at a point relative to the listener. Spread draws a mono clip to the middle (180 degrees)
        /// and to the other side (360); it sets the channels of a stereo clip that far apart around the
        /// point.</summary>
        public static StereoMatrix Placed(int channels, Vector3 direction, float spreadDegrees)
        {
            if (channels == 1) return Mono(Side(direction, 0f) * (1f - spreadDegrees / 180f));
            var left = Mono(Side(direction, -spreadDegrees / 2f));
            var right = Mono(Side(direction, spreadDegrees / 2f));
            return new StereoMatrix(left.LeftToLeft, left.LeftToRight, right.LeftToLeft, right.LeftToRight);
        }

        /// <summary>Gain by distance. The logarithmic law holds its value beyond the maximum distance; the custom curve
        /// runs over distance divided by the maximum.</summary>
        public static float Attenuation(
            AudioRolloffMode mode, float distance, float minDistance, float maxDistance, AnimationCurve curve) =>
            mode switch
            {
                AudioRolloffMode.Linear => 1f - Mathf.InverseLerp(minDistance, maxDistance, distance),
                AudioRolloffMode.Custom => Mathf.Clamp01(curve.Evaluate(distance / Mathf.Max(maxDistance, 1e-6f))),
                _ when distance <= minDistance => 1f,
                _ => minDistance / Mathf.Max(minDistance, Mathf.Min(distance, maxDistance))
            };

        /// <summary>-1 hard left to 1 hard right, of a direction turned about the vertical axis.</summary>
        private static float Side(Vector3 direction, float turnDegrees)
        {
            float distance = direction.magnitude;
            if (distance < 1e-4f) return 0f;
            float level = Mathf.Sqrt(direction.x * direction.x + direction.z * direction.z);
            float azimuth = Mathf.Atan2(direction.x, direction.z) + turnDegrees * Mathf.Deg2Rad;
            return Mathf.Sin(azimuth) * level / distance;
        }

        private static StereoMatrix Mono(float pan)
        {
            float angle = (Mathf.Clamp(pan, -1f, 1f) + 1f) * Mathf.PI / 4f;
            return new StereoMatrix(Mathf.Cos(angle), Mathf.Sin(angle), 0f, 0f);
        }
    }
}
