#nullable enable
namespace UnityStandIn
{
    /// <summary>How loud the left and right of a clip are in the left and right of the output. A mono clip is all
    /// left.</summary>
    internal readonly struct StereoMatrix
    {
        public readonly float LeftToLeft;
        public readonly float LeftToRight;
        public readonly float RightToLeft;
        public readonly float RightToRight;

        public StereoMatrix(float leftToLeft, float leftToRight, float rightToLeft, float rightToRight)
        {
            LeftToLeft = leftToLeft;
            LeftToRight = leftToRight;
            RightToLeft = rightToLeft;
            RightToRight = rightToRight;
        }

        public bool IsSilent => LeftToLeft == 0f && LeftToRight == 0f && RightToLeft == 0f && RightToRight == 0f;

        public static StereoMatrix operator +(StereoMatrix a, StereoMatrix b) => new StereoMatrix(
            a.LeftToLeft + b.LeftToLeft, a.LeftToRight + b.LeftToRight,
            a.RightToLeft + b.RightToLeft, a.RightToRight + b.RightToRight);

        public static StereoMatrix operator *(StereoMatrix a, float gain) =>
            new StereoMatrix(a.LeftToLeft * gain, a.LeftToRight * gain, a.RightToLeft * gain, a.RightToRight * gain);

        public static StereoMatrix Lerp(StereoMatrix a, StereoMatrix b, float t) => a * (1f - t) + b * t;
    }
}
