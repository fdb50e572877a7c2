using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Earshot.Rooms;

namespace Earshot.Tests;

/// <summary>A player without an engine: a microphone that hears a tone, and ears that read as a sound card does, every
/// 10 ms in real time.</summary>
internal sealed class Talker : IDisposable
{
    private const int Rate = 48_000;
    private const int Chunk = 480;

    private readonly Thread _device;
    private readonly double _hertz;
    private readonly float[] _heard = new float[Rate];
    private volatile bool _ending;
    private long _samplesHeard;

    /// <param name="options">Where to go.</param>
    /// <param name="hertz">The tone to speak; 0 for silence.</param>
    public Talker(RoomOptions options, double hertz)
    {
        _hertz = hertz;
        Client = new RoomClient(options);
        _device = new Thread(DriveDevice) { IsBackground = true, Name = $"{hertz} Hz" };
        _device.Start();
    }

    public RoomClient Client { get; }

    /// <summary>Share of what was heard in the last second that is the tone, 0 to 1.</summary>
    public double ShareOf(double hertz) => ShareOf(hertz, _heard.Length);

    /// <summary>True when most of what was heard in the last fifth of a second is the tone.</summary>
    public bool JustHears(double hertz) => ShareOf(hertz, Rate / 5) > 0.8;

    /// <summary>All that may explain why something is not heard.</summary>
    public string Describe() =>
        $"{Client.State.Value}. {Client.Problem.Value} {string.Join("; ", Client.Voices.Value.Select(Describe))}";

    public void Dispose()
    {
        _ending = true;
        _device.Join();
        Client.Dispose();
    }

    private double ShareOf(double hertz, int samples)
    {
        double energy = 0, re = 0, im = 0;
        long end = Interlocked.Read(ref _samplesHeard);
        for (long i = end + _heard.Length - samples; i < end + _heard.Length; i++)
        {
            float heard = _heard[i % _heard.Length];
            energy += heard * heard;
            re += heard * Math.Cos(2 * Math.PI * hertz * i / Rate);
            im += heard * Math.Sin(2 * Math.PI * hertz * i / Rate);
        }

        return energy < 1e-3 * samples / Rate ? 0 : 2 * (re * re + im * im) / samples / energy;
    }

    private static string Describe(RemoteVoice voice) =>
        $"{voice.Player.Id}: {voice.Player.Tracks.Count} tracks, {voice.PacketsReceived} packets. {voice.Problem}";

    private void DriveDevice()
    {
        var spoken = new float[Chunk];
        var mixed = new float[Chunk];
        var one = new float[Chunk];
        long chunks = 0;
        for (var clock = Stopwatch.StartNew(); !_ending; chunks++)
        {
            while (clock.ElapsedMilliseconds < chunks * 10 && !_ending) Thread.Sleep(1);
            for (int i = 0; i < Chunk; i++)
                spoken[i] = (float)(0.3 * Math.Sin(2 * Math.PI * _hertz * (chunks * Chunk + i) / Rate));
            Client.Local.Write(spoken);

            Array.Clear(mixed);
            foreach (RemoteVoice voice in Client.Voices.Value)
            {
                voice.Read(one);
                for (int i = 0; i < Chunk; i++) mixed[i] += one[i];
            }

            mixed.CopyTo(_heard, _samplesHeard % _heard.Length);
            Interlocked.Add(ref _samplesHeard, Chunk);
        }
    }
}
