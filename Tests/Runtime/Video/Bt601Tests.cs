#nullable enable
using System;
using Earshot.Video;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class Bt601Tests
    {
        // By the matrix of ITU-R BT.601 with luma 16 to 235 and chroma 16 to 240, to the nearest integer.
        [TestCase(0, 0, 0, 16, 128, 128)]
        [TestCase(255, 255, 255, 235, 128, 128)]
        [TestCase(255, 0, 0, 81, 90, 240)]
        [TestCase(0, 255, 0, 145, 54, 34)]
        [TestCase(0, 0, 255, 41, 240, 110)]
        [TestCase(128, 128, 128, 126, 128, 128)]
        public void Colour_HasItsStandardValues(int red, int green, int blue, int y, int u, int v)
        {
            var frame = new I420Frame(2, 2);
            Bt601.FromRgba(Fill(2, 2, (byte)red, (byte)green, (byte)blue), frame);
            Assert.That(frame.Y[3], Is.EqualTo(y).Within(1));
            Assert.That(frame.U[0], Is.EqualTo(u).Within(1));
            Assert.That(frame.V[0], Is.EqualTo(v).Within(1));
        }

        [Test]
        public void EveryColour_ComesBackAlike()
        {
            var frame = new I420Frame(2, 2);
            var back = new byte[16];
            for (int colour = 0; colour < 1 << 12; colour++)
            {
                int red = (colour & 15) * 17, green = (colour >> 4 & 15) * 17, blue = (colour >> 8) * 17;
                Bt601.FromRgba(Fill(2, 2, (byte)red, (byte)green, (byte)blue), frame);
                Bt601.ToRgba(frame, back);
                Assert.That(back[0], Is.EqualTo(red).Within(4));
                Assert.That(back[13], Is.EqualTo(green).Within(4));
                Assert.That(back[10], Is.EqualTo(blue).Within(4));
                Assert.That(back[7], Is.EqualTo(255));
            }
        }

        [Test]
        public void EveryByteOfAFrame_GivesAColour([Values(0, 1, 16, 128, 235, 254, 255)] int y)
        {
            var frame = new I420Frame(1, 1);
            var rgba = new byte[4];
            frame.Y.Fill((byte)y);
            foreach (int u in new[] { 0, 128, 255 })
            {
                foreach (int v in new[] { 0, 128, 255 })
                {
                    frame.U.Fill((byte)u);
                    frame.V.Fill((byte)v);
                    Bt601.ToRgba(frame, rgba);
                    Assert.That(rgba[0], Is.EqualTo(Clamp(1.164 * (y - 16) + 1.596 * (v - 128))).Within(2));
                    double green = 1.164 * (y - 16) - 0.392 * (u - 128) - 0.813 * (v - 128);
                    Assert.That(rgba[1], Is.EqualTo(Clamp(green)).Within(2));
                    Assert.That(rgba[2], Is.EqualTo(Clamp(1.164 * (y - 16) + 2.017 * (u - 128))).Within(2));
                }
            }
        }

        [Test]
        public void Chroma_IsTheMeanOfFourPixels()
        {
            var frame = new I420Frame(2, 2);
            var rgba = new byte[16];
            Fill(1, 1, 255, 0, 0).CopyTo(rgba, 0);
            Fill(1, 1, 255, 0, 0).CopyTo(rgba, 4);
            Fill(1, 1, 0, 0, 255).CopyTo(rgba, 8);
            Fill(1, 1, 0, 0, 255).CopyTo(rgba, 12);
            Bt601.FromRgba(rgba, frame);
            Assert.That(frame.U[0], Is.EqualTo((90 + 240) / 2).Within(1));
            Assert.That(frame.V[0], Is.EqualTo((240 + 110) / 2).Within(1));
        }

        [TestCase(1, 1)]
        [TestCase(3, 3)]
        [TestCase(5, 2)]
        [TestCase(2, 5)]
        public void OddSizes_AreConvertedToTheLastPixel(int width, int height)
        {
            var frame = new I420Frame(width, height);
            Bt601.FromRgba(Fill(width, height, 200, 100, 50), frame);
            var back = new byte[width * height * 4];
            Bt601.ToRgba(frame, back);
            for (int i = 0; i < back.Length; i += 4)
                Assert.That((back[i], back[i + 1], back[i + 2]), Is.EqualTo((back[0], back[1], back[2])), $"{i / 4}");
            Assert.That(back[0], Is.EqualTo(200).Within(3));
        }

        [Test]
        public void UnityTexture_HasItsLowestRowFirst()
        {
            var rgba = new byte[2 * 4 * 4];
            Fill(2, 2, 255, 255, 255).CopyTo(rgba, 16);
            var frame = new I420Frame(2, 4);
            Bt601.FromRgba(rgba, frame, RowOrder.BottomUp);
            Assert.That((frame.Y[0], frame.Y[7]), Is.EqualTo(((byte)235, (byte)16)));
            var back = new byte[rgba.Length];
            Bt601.ToRgba(frame, back, RowOrder.BottomUp);
            Assert.That((back[0], back[31 - 3]), Is.EqualTo(((byte)0, (byte)255)));
        }

        [Test]
        public void TooFewPixels_AreTheCallersMistake()
        {
            var frame = new I420Frame(4, 4);
            Assert.Throws<ArgumentException>(() => Bt601.FromRgba(new byte[63], frame));
            Assert.Throws<ArgumentException>(() => Bt601.ToRgba(frame, new byte[63]));
        }

        [Test]
        public void NothingIsAllocated()
        {
            I420Frame frame = MovingPicture.Of(64, 36, 0);
            var rgba = new byte[64 * 36 * 4];
            Assert.That(Allocation.Of(1000, () =>
            {
                Bt601.ToRgba(frame, rgba);
                Bt601.FromRgba(rgba, frame);
            }), Is.Zero);
        }

        private static double Clamp(double value) => Math.Max(0, Math.Min(255, value));

        private static byte[] Fill(int width, int height, byte red, byte green, byte blue)
        {
            var rgba = new byte[width * height * 4];
            for (int i = 0; i < rgba.Length; i += 4)
                (rgba[i], rgba[i + 1], rgba[i + 2], rgba[i + 3]) = (red, green, blue, 255);
            return rgba;
        }
    }
}
