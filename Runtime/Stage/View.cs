#nullable enable
using System;
using System.Numerics;

namespace Earshot.Stage
{
    /// <summary>What a listener sees: where the camera looks, and how large things are on its screen.</summary>
    public readonly struct View
    {
        /// <summary>The direction the camera looks in, of length 1.</summary>
        public readonly Vector3 Forward;

        /// <summary>Height on screen, in pixels, of something 1 m tall at 1 m.</summary>
        public readonly float Focal;

        /// <summary>Cosine of the angle from the middle of the screen to its corner.</summary>
        public readonly float CornerCosine;

        private View(Vector3 forward, float focal, float cornerCosine)
        {
            Forward = forward;
            Focal = focal;
            CornerCosine = cornerCosine;
        }

        /// <summary>The view of a camera with that vertical angle, in degrees, on a screen of that many
        /// pixels.</summary>
        public static View Of(Vector3 forward, float verticalDegrees, int widthPixels, int heightPixels)
        {
            if (!(verticalDegrees > 0 && verticalDegrees < 180) || widthPixels <= 0 || heightPixels <= 0)
                throw new ArgumentException("A view has an angle between 0 and 180 degrees and a screen of pixels.");
            double focal = heightPixels / 2.0 / Math.Tan(verticalDegrees * Math.PI / 360);
            double corner = Math.Sqrt((double)widthPixels * widthPixels + (double)heightPixels * heightPixels) / 2;
            return new View(
                Vector3.Normalize(forward), (float)focal, (float)Math.Cos(Math.Atan2(corner, focal)));
        }
    }
}
