using System;
using NUnit.Framework;
using UnityEngine;

namespace UnityStandIn.Tests;

public sealed class SpatialTests
{
    private SimulatedWorld _game = null!;
    private Transform _ears = null!;

    [SetUp]
    public void Begin()
    {
        _game = new SimulatedWorld();
        _ears = _game.Run(() => new GameObject("Ears").AddComponent<AudioListener>().transform);
    }

    [TearDown]
    public void End() => _game.Dispose();

    [TestCase(-4f, 0f, 180f)]
    [TestCase(4f, 0f, -180f)]
    public void AVoiceToTheSide_IsTenDecibelsLouderThere_AndFlipsWhenTheListenerTurns(float x, float yaw, float turned)
    {
        _game.Run(() => Tones.PlayAt(new Vector3(x, 0f, 0f), Tones.Sine(440f)));
        _game.Advance(0.3);
        Assert.That(LeftOverRight(), x < 0 ? Is.GreaterThan(10.0) : Is.LessThan(-10.0));
        _game.Run(() => _ears.eulerAngles = new Vector3(0f, turned + yaw, 0f));
        _game.Advance(0.3);
        Assert.That(LeftOverRight(), x < 0 ? Is.LessThan(-10.0) : Is.GreaterThan(10.0));
    }

    [Test]
    public void AVoiceAheadOrBehind_IsTheSameOnBothSides([Values(3f, -3f)] float z)
    {
        _game.Run(() => Tones.PlayAt(new Vector3(0f, 0f, z), Tones.Sine(440f)));
        _game.Advance(0.3);
        Assert.That(LeftOverRight(), Is.EqualTo(0.0).Within(0.01));
    }

    [TestCase(1f, 1.0)]
    [TestCase(2f, 0.5)]
    [TestCase(4f, 0.25)]
    [TestCase(20f, 0.1, Description = "held beyond the maximum distance of 10")]
    public void LogarithmicRolloff_IsMinimumOverDistance(float distance, double gain) =>
        Assert.That(PowerAt(distance, AudioRolloffMode.Logarithmic), Is.EqualTo(gain).Within(0.002));

    [TestCase(1f, 1.0)]
    [TestCase(5.5f, 0.5)]
    [TestCase(12f, 0.0)]
    public void LinearRolloff_GoesToNothing(float distance, double gain) =>
        Assert.That(PowerAt(distance, AudioRolloffMode.Linear), Is.EqualTo(gain).Within(0.002));

    [Test]
    public void CustomRolloff_FollowsItsCurve() =>
        Assert.That(PowerAt(5f, AudioRolloffMode.Custom), Is.EqualTo(0.25).Within(0.002));

    [Test]
    public void Spread_DrawsToTheMiddleAndThenMirrors()
    {
        var source = _game.Run(() => Tones.PlayAt(new Vector3(-2f, 0f, 0f), Tones.Ones()));
        _game.Run(() => source.spread = 180f);
        _game.Advance(0.3);
        Assert.That(LeftOverRight(), Is.EqualTo(0.0).Within(0.01));
        _game.Run(() => source.spread = 360f);
        _game.Advance(0.3);
        Assert.That(LeftOverRight(), Is.LessThan(-10.0));
    }

    [TestCase(0f, 0.0)]
    [TestCase(90f, 12.6)]
    public void AStereoClip_IsTwoPointsAsFarApartAsItsSpread(float spread, double leftOverRight)
    {
        _game.Run(() =>
        {
            var onlyLeft = AudioClip.Create("Left", 480, 2, 48000, false, data =>
            {
                for (int i = 0; i < data.Length; i += 2) data[i] = 1f;
            });
            Tones.PlayAt(Vector3.forward, onlyLeft).spread = spread;
        });
        _game.Advance(0.3);
        Assert.That(LeftOverRight(), Is.EqualTo(leftOverRight).Within(0.1));
    }

    [Test]
    public void WhatIsNotSpatial_IgnoresPlace_AndObeysItsStereoPan()
    {
        var source = _game.Run(() => Tones.PlayAt(new Vector3(-100f, 0f, 0f), Tones.Ones()));
        _game.Run(() => source.spatialBlend = 0f);
        _game.Advance(0.3);
        Assert.That(LeftOverRight(), Is.EqualTo(0.0).Within(0.01));
        Assert.That(Power(), Is.EqualTo(1.0).Within(0.001));
        _game.Run(() => source.panStereo = 1f);
        _game.Advance(0.3);
        Assert.That(LeftOverRight(), Is.LessThan(-60.0));
    }

    [Test]
    public void WithoutAListener_AllIsSilent()
    {
        _game.Run(() =>
        {
            Tones.PlayAt(Vector3.forward, Tones.Ones());
            _ears.GetComponent<AudioListener>().enabled = false;
        });
        _game.Advance(0.3);
        Assert.That(Power(), Is.EqualTo(0.0));
    }

    private double PowerAt(float distance, AudioRolloffMode mode)
    {
        _game.Run(() =>
        {
            var source = Tones.PlayAt(new Vector3(distance, 0f, 0f), Tones.Ones());
            source.rolloffMode = mode;
            source.maxDistance = 10f;
            source.SetCustomCurve(AudioSourceCurveType.CustomRolloff, AnimationCurve.Linear(0f, 0.5f, 1f, 0f));
        });
        _game.Advance(0.3);
        return Power();
    }

    /// <summary>Amplitude of both sides together, as equal power adds them.</summary>
    private double Power()
    {
        var (left, right) = _game.Loudness();
        return Math.Sqrt(left * left + right * right);
    }

    private double LeftOverRight()
    {
        var (left, right) = _game.Loudness();
        return 20 * Math.Log10((left + 1e-9) / (right + 1e-9));
    }
}
