using System;
using System.Threading;
using NUnit.Framework;
using UnityEngine;

namespace UnityStandIn.Tests;

public sealed class FilterTests
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
    public void AFilterThatMultiplies_KeepsPanAndRolloff()
    {
        _game.Run(() => Tones.PlayAt(new Vector3(-4f, 0f, 0f), Tones.Ones()).gameObject.AddComponent<Multiplier>());
        _game.Advance(0.3);
        var (left, right) = _game.Loudness();
        Assert.That(left, Is.EqualTo(0.25 * Math.Sqrt(0.5)).Within(0.002));
        Assert.That(right, Is.LessThan(0.001));
    }

    [Test]
    public void AFilterThatOverwrites_LosesPanAndRolloff()
    {
        _game.Run(() => Tones.PlayAt(new Vector3(-4f, 0f, 0f), Tones.Ones()).gameObject.AddComponent<Overwriter>());
        _game.Advance(0.3);
        Assert.That(_game.Loudness(), Is.EqualTo((0.25, 0.25)));
    }

    [Test]
    public void WithoutAClip_TheFirstFilterIsTheSource()
    {
        _game.Run(() =>
        {
            var host = new GameObject("Source").AddComponent<AudioSource>().gameObject;
            host.AddComponent<Overwriter>();
        });
        _game.Advance(0.3);
        Assert.That(_game.Loudness(), Is.EqualTo((0.25, 0.25)));
    }

    [Test]
    public void Filters_RunInTheOrderOfTheComponents_OnTheAudioThread()
    {
        var overwriter = _game.Run(() =>
        {
            var host = Tones.PlayAt(Vector3.forward, Tones.Ones()).gameObject;
            host.AddComponent<Multiplier>();
            return host.AddComponent<Overwriter>();
        });
        _game.Advance(0.3);
        Assert.That(_game.Loudness().Left, Is.EqualTo(0.25).Within(1e-4));
        Assert.That(overwriter.Thread, Is.Not.EqualTo(0).And.Not.EqualTo(Thread.CurrentThread.ManagedThreadId));
        Assert.That(overwriter.Length, Is.EqualTo(512));
        _game.Run(() => overwriter.enabled = false);
        _game.Advance(0.3);
        Assert.That(_game.Loudness().Left, Is.EqualTo(0.5).Within(0.01));
    }

    [Test]
    public void AFilterOnTheListener_GetsTheMix()
    {
        _game.Run(() =>
        {
            Tones.PlayAt(Vector3.forward, Tones.Ones());
            GameObject.Find("Ears").AddComponent<Multiplier>();
        });
        _game.Advance(0.3);
        Assert.That(_game.Loudness().Left, Is.EqualTo(Math.Sqrt(0.5) * Math.Sqrt(0.5)).Within(0.002));
    }

    [Test]
    public void AFilterThatTouchesTheEngine_IsLoggedAndTheSoundGoesOn()
    {
        _game.Run(() => Tones.PlayAt(Vector3.forward, Tones.Ones()).gameObject.AddComponent<Trespasser>());
        _game.Advance(0.1);
        Assert.That(_game.Log[0].Message, Does.Contain("transform can only be used on the game thread"));
        Assert.That(_game.Loudness().Left, Is.EqualTo(Math.Sqrt(0.5)).Within(0.1));
    }

    [Test]
    public void ABlock_AllocatesNothingAfterWarmUp()
    {
        using var deaf = new SimulatedWorld(null, options => options.AudioSink = (_, _) => { });
        var probe = deaf.Run(() =>
        {
            for (int i = 0; i < 10; i++)
                Tones.PlayAt(new Vector3(i, 0f, 1f), Tones.Sine(200f, 44100)).gameObject.AddComponent<Multiplier>();
            return new GameObject("Ears").AddComponent<AudioListener>().gameObject.AddComponent<Probe>();
        });
        deaf.Advance(0.5);
        (long before, int blocks) = (probe.Allocated, probe.Blocks);
        deaf.Advance(2.0);
        Assert.That(probe.Blocks - blocks, Is.EqualTo(375));
        Assert.That(probe.Allocated - before, Is.EqualTo(0));
    }

    private sealed class Multiplier : MonoBehaviour
    {
        private void OnAudioFilterRead(float[] data, int channels)
        {
            for (int i = 0; i < data.Length; i++) data[i] *= (i & 2) == 0 ? MathF.Sqrt(0.5f) : -MathF.Sqrt(0.5f);
        }
    }

    private sealed class Overwriter : MonoBehaviour
    {
        public int Thread;
        public int Length;

        private void OnAudioFilterRead(float[] data, int channels)
        {
            Thread = Environment.CurrentManagedThreadId;
            Length = data.Length;
            Array.Fill(data, 0.25f);
        }
    }

    private sealed class Trespasser : MonoBehaviour
    {
        private void OnAudioFilterRead(float[] data, int channels) => _ = transform;
    }

    private sealed class Probe : MonoBehaviour
    {
        public long Allocated;
        public int Blocks;

        private void OnAudioFilterRead(float[] data, int channels)
        {
            Allocated = GC.GetAllocatedBytesForCurrentThread();
            Blocks++;
        }
    }
}
