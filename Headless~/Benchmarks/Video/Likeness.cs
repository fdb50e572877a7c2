using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Tests;
using Earshot.Video;
using Earshot.Video.Vp8;

namespace Earshot.Benchmarks.Video;

/// <summary>What is seen of a clip against what was shown: where a picture was left out, the one before
/// stands.</summary>
internal readonly record struct Likeness(double Kilobits, double Psnr, double Ssim)
{
    private const int Block = 8;

    public static Likeness Of(Clip clip, List<Ivf.Frame> frames)
    {
        using IVp8Decoder decoder = Vp8Library.CreateDecoder();
        var seen = new I420Frame(clip.Width, clip.Height);
        seen.Blacken();
        double psnr = 0, ssim = 0;
        int next = 0;
        for (int number = 0; number < clip.Pictures.Length; number++)
        {
            if (next < frames.Count && frames[next].Number == number)
            {
                if (decoder.Decode(frames[next++].Bytes) != Vp8Status.Ok || !decoder.TryGetPicture(seen))
                    throw new InvalidOperationException($"Frame {number} cannot be decoded.");
            }

            psnr += MovingPicture.Psnr(clip.Pictures[number], seen);
            ssim += SsimOf(clip.Pictures[number], seen);
        }

        int count = clip.Pictures.Length;
        double bytes = frames.Sum(frame => (long)frame.Bytes.Length);
        return new Likeness(bytes * 8 * 30 / count / 1000, psnr / count, ssim / count);
    }

    /// <summary>Structural similarity of luma, the mean over blocks of 8x8 each 4 pixels
    /// (https://doi.org/10.1109/TIP.2003.819861).</summary>
    private static double SsimOf(I420Frame a, I420Frame b)
    {
        double sum = 0;
        int count = 0;
        for (int y = 0; y + Block <= a.Height; y += Block / 2)
        {
            for (int x = 0; x + Block <= a.Width; x += Block / 2, count++) sum += SsimOf(a, b, x, y);
        }

        return sum / count;
    }

    private static double SsimOf(I420Frame a, I420Frame b, int x, int y)
    {
        const double C1 = 0.01 * 255 * 0.01 * 255, C2 = 0.03 * 255 * 0.03 * 255;
        const int Count = Block * Block;
        long sumA = 0, sumB = 0, squaresA = 0, squaresB = 0, products = 0;
        for (int row = y; row < y + Block; row++)
        {
            Span<byte> left = a.Y.Slice(row * a.LumaStride + x, Block);
            Span<byte> right = b.Y.Slice(row * b.LumaStride + x, Block);
            for (int i = 0; i < Block; i++)
            {
                sumA += left[i];
                sumB += right[i];
                squaresA += left[i] * left[i];
                squaresB += right[i] * right[i];
                products += left[i] * right[i];
            }
        }

        double meanA = sumA / (double)Count, meanB = sumB / (double)Count;
        double varianceA = squaresA / (double)Count - meanA * meanA;
        double varianceB = squaresB / (double)Count - meanB * meanB;
        double covariance = products / (double)Count - meanA * meanB;
        return (2 * meanA * meanB + C1) * (2 * covariance + C2)
            / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
    }
}
