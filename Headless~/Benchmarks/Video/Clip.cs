using System;
using System.IO;
using System.Text;
using Earshot.Tests;
using Earshot.Video;

namespace Earshot.Benchmarks.Video;

/// <summary>Pictures of 30 a second: <see cref="MovingPicture"/> with a camera's noise over it.</summary>
internal sealed class Clip
{
    public Clip(int width, int height, int frames)
    {
        Width = width;
        Height = height;
        Pictures = new I420Frame[frames];
        var noise = new Random(1);
        for (int i = 0; i < frames; i++)
        {
            I420Frame picture = Pictures[i] = MovingPicture.Of(width, height, i);
            Span<byte> luma = picture.Y;
            for (int at = 0; at < luma.Length; at++) luma[at] = (byte)Math.Clamp(luma[at] + noise.Next(-2, 3), 16, 235);
        }
    }

    public int Width { get; }

    public int Height { get; }

    public I420Frame[] Pictures { get; }

    /// <summary>Writes it as YUV4MPEG2, what vpxenc reads.</summary>
    public void WriteTo(string path)
    {
        using FileStream file = File.Create(path);
        file.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F30:1 Ip A1:1 C420jpeg\n"));
        foreach (I420Frame picture in Pictures)
        {
            file.Write("FRAME\n"u8);
            file.Write(picture.Y);
            file.Write(picture.U);
            file.Write(picture.V);
        }
    }
}
