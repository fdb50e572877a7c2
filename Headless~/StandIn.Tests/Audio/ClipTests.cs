using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using UnityEngine;

namespace UnityStandIn.Tests;

public sealed class ClipTests
{
    private SimulatedWorld _game = null!;

    [SetUp]
    public void Begin()
    {
        _game = new SimulatedWorld();
        _game.Run(() => new GameObject("Ears").AddComponent<AudioListener>());
    }

    [TearDown]
    public void End() => _game.Dispose();

    [Test]
    public void SetDataAndGetData_GoRoundTheEnd() => _game.Run(() =>
    {
        var clip = AudioClip.Create("Ring", 4, 1, 48000, false);
        Assert.That(clip.SetData(new[] { 1f, 2f, 3f }, 3));
        var read = new float[6];
        Assert.That(clip.GetData(read, 2));
        Assert.That(read, Is.EqualTo(new[] { 0f, 1f, 2f, 3f, 0f, 1f }));
    });

    [TestCase(48000, 1f)]
    [TestCase(24000, 1f)]
    [TestCase(48000, 1.5f)]
    public void ATone_HasTheFrequencyOfClipAndPitch(int frequency, float pitch)
    {
        _game.Run(() => Tones.PlayAt(Vector3.forward, Tones.Sine(440f, frequency)).pitch = pitch);
        _game.Advance(1.2);
        Assert.That(Goertzel(440 * pitch), Is.GreaterThan(0.6));
        Assert.That(Goertzel(440 * pitch + 40), Is.LessThan(0.02));
    }

    [Test]
    public void AClipThatDoesNotLoop_EndsAndStopsPlaying()
    {
        var source = _game.Run(() =>
        {
            var made = Tones.PlayAt(Vector3.forward, Tones.Ones());
            made.loop = false;
            return made;
        });
        _game.Run(() => Assert.That(source.isPlaying));
        _game.Advance(0.1);
        _game.Run(() => Assert.That(source.isPlaying, Is.False));
        Assert.That(_game.Loudness(0.05).Left, Is.EqualTo(0.0));
    }

    [Test]
    public void AStream_IsReadAsItPlays_FromTheFrameItIsSetTo()
    {
        var positions = new List<int>();
        long read = 0;
        var source = _game.Run(() =>
        {
            var clip = AudioClip.Create("Stream", 48000, 1, 48000, true, data =>
            {
                Array.Fill(data, 0.5f);
                read += data.Length;
            }, positions.Add);
            Assert.That(read, Is.EqualTo(0));
            return Tones.PlayAt(Vector3.forward, clip);
        });
        _game.Advance(1.5);
        Assert.That(positions, Is.EqualTo(new[] { 0, 0 }));
        Assert.That(read, Is.GreaterThanOrEqualTo(72000 - 1000).And.LessThan(72000 + 2 * 4096));
        Assert.That(_game.Loudness().Left, Is.EqualTo(0.5 * Math.Sqrt(0.5)).Within(0.001));
        _game.Run(() => Assert.That(source.timeSamples, Is.EqualTo(24000).Within(1000)));
    }

    [Test]
    public void APausedSource_IsSilentAndGoesOnWhereItWas()
    {
        var source = _game.Run(() => Tones.PlayAt(Vector3.forward, Tones.Sine(440f)));
        _game.Advance(0.2);
        _game.Run(source.Pause);
        _game.Advance(0.05);
        int at = _game.Run(() => source.timeSamples);
        _game.Advance(0.2);
        Assert.That(_game.Loudness().Left, Is.EqualTo(0.0));
        Assert.That(_game.Run(() => source.timeSamples), Is.EqualTo(at));
        _game.Run(source.UnPause);
        _game.Advance(0.1);
        Assert.That(_game.Run(() => source.timeSamples), Is.GreaterThan(at));
    }

    [Test]
    public void Starting_Stopping_AndMuting_NeverClick()
    {
        var source = _game.Run(() => Tones.PlayAt(Vector3.right, Tones.Ones()));
        _game.Advance(0.1);
        _game.Run(() => source.mute = true);
        _game.Advance(0.1);
        _game.Run(() => source.mute = false);
        _game.Advance(0.1);
        _game.Run(source.Stop);
        _game.Advance(0.1);
        float jump = _game.Heard.Zip(_game.Heard.Skip(2), (a, b) => Math.Abs(b - a)).Max();
        Assert.That(_game.Heard.Max(), Is.GreaterThan(0.9f));
        Assert.That(jump, Is.LessThan(0.005f));
    }

    [Test]
    public void ADisabledSource_CannotPlay()
    {
        _game.Run(() =>
        {
            var source = new GameObject("Source").AddComponent<AudioSource>();
            source.enabled = false;
            source.Play();
            Assert.That(source.isPlaying, Is.False);
        });
        Assert.That(_game.Log.Single().Level, Is.EqualTo(LogType.Warning));
    }

    [Test]
    public void ThePausedListener_HoldsTheDspTime()
    {
        _game.Run(() => Tones.PlayAt(Vector3.forward, Tones.Ones()));
        _game.Advance(0.5);
        _game.Run(() => AudioListener.pause = true);
        _game.Advance(0.1);
        double held = _game.Run(() => AudioSettings.dspTime);
        _game.Advance(0.3);
        Assert.That(_game.Run(() => AudioSettings.dspTime), Is.EqualTo(held));
        Assert.That(_game.Loudness().Left, Is.EqualTo(0.0));
    }

    [Test]
    public void AScheduledSource_BeginsAtItsSample()
    {
        _game.Run(() =>
        {
            var source = Tones.PlayAt(Vector3.right, Tones.Ones());
            source.PlayScheduled(0.25);
        });
        _game.Advance(0.5);
        int first = _game.Heard.TakeWhile(sample => sample == 0f).Count() / 2;
        Assert.That(first, Is.EqualTo(12000).Within(2));
    }

    /// <summary>Amplitude of one frequency in the last second of the left side.</summary>
    private double Goertzel(double hertz)
    {
        double real = 0, imaginary = 0;
        for (int i = 0; i < 48000; i++)
        {
            float sample = _game.Heard[_game.Heard.Count - 96000 + i * 2];
            real += sample * Math.Cos(2 * Math.PI * hertz * i / 48000);
            imaginary += sample * Math.Sin(2 * Math.PI * hertz * i / 48000);
        }

        return Math.Sqrt(real * real + imaginary * imaginary) * 2 / 48000;
    }
}
