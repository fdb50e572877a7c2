using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;
using Earshot.Audio;

namespace Earshot.Measures;

/// <summary>Reads and writes RIFF/WAVE files of 16-bit PCM.</summary>
public static class WavFile
{
    private const int SampleRate = 48000;

    /// <summary>Reads a spoken file, mono and 16-bit, of any rate, as 48 kHz. Throws <see cref="FormatException"/> with
    /// a sentence that says what the file is instead and how to convert it.</summary>
    public static float[] ReadVoice(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        if (file.Length < 12 || Tag(file, 0) != "RIFF" || Tag(file, 8) != "WAVE")
            throw new FormatException($"{path} is not a WAV file (no RIFF/WAVE header).");
        ReadOnlySpan<byte> format = default;
        for (int at = 12; at + 8 <= file.Length;)
        {
            uint claimed = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4));
            int length = (int)Math.Min(claimed, file.Length - at - 8);
            ReadOnlySpan<byte> body = file.AsSpan(at + 8, length);
            if (Tag(file, at) == "fmt ") format = body;
            if (Tag(file, at) == "data") return Decode(path, format, body);
            at += 8 + length + (length & 1);
        }

        throw new FormatException($"{path} has no sound in it (no data chunk).");
    }

    /// <summary>Writes interleaved samples in [-1, 1], clipped, as 48 kHz 16-bit.</summary>
    public static void Write(string path, ReadOnlySpan<float> interleaved, int channels)
    {
        byte[] file = new byte[44 + interleaved.Length * 2];
        Encoding.ASCII.GetBytes("RIFF").CopyTo(file, 0);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        Encoding.ASCII.GetBytes("WAVEfmt ").CopyTo(file, 8);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), (short)channels);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), SampleRate * channels * 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), (short)(channels * 2));
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        Encoding.ASCII.GetBytes("data").CopyTo(file, 36);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), interleaved.Length * 2);
        for (int i = 0; i < interleaved.Length; i++)
        {
            float sample = Math.Clamp(interleaved[i], -1f, 1f);
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(44 + i * 2), (short)MathF.Round(sample * 32767f));
        }

        File.WriteAllBytes(path, file);
    }

    private static float[] Decode(string path, ReadOnlySpan<byte> format, ReadOnlySpan<byte> body)
    {
        if (format.Length < 16) throw new FormatException($"{path} has sound before it says in which format.");
        int encoding = BinaryPrimitives.ReadUInt16LittleEndian(format);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        int rate = BinaryPrimitives.ReadInt32LittleEndian(format[4..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (encoding != 1 || channels != 1 || bits != 16)
        {
            throw new FormatException(
                $"{path} is {rate} Hz, {channels} channel(s), {bits}-bit{(encoding == 1 ? "" : ", not plain PCM")}; " +
                $"a voice is mono, 16-bit PCM. Convert it: sox \"{path}\" -r 48000 -c 1 -b 16 voice.wav");
        }

        var samples = new float[body.Length / 2];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(body[(i * 2)..]) / 32768f;
        return rate == SampleRate ? samples : Resample(samples, rate);
    }

    // The converter delays, so a little silence pushes the end out and the beginning is cut by as much.
    private static float[] Resample(float[] samples, int rate)
    {
        var resampler = new Resampler(rate, SampleRate);
        var padded = new float[samples.Length + resampler.DelaySamples];
        samples.CopyTo(padded, 0);
        var output = new float[resampler.MaxOutput(padded.Length)];
        int length = resampler.Process(padded, output);
        return output[(int)((long)resampler.DelaySamples * SampleRate / rate)..length];
    }

    private static string Tag(byte[] file, int at) => Encoding.ASCII.GetString(file, at, 4);
}
