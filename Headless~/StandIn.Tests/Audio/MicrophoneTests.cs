using System;
using System.Linq;
using NUnit.Framework;
using UnityEngine;

namespace UnityStandIn.Tests;

public sealed class MicrophoneTests
{
    /// <summary>One second of a ramp: sample i is i / 48000.</summary>
    private static readonly float[] Ramp = Enumerable.Range(0, 48000).Select(i => i / 48000f).ToArray();

    [Test]
    public void TheRing_FillsAsTimePasses_AndGoesRound()
    {
        using var game = new SimulatedWorld(new PcmFeed(Ramp));
        var clip = game.Run(() => Microphone.Start(null, true, 1, 48000));
        game.Advance(0.25);
        game.Run(() =>
        {
            Assert.That(Microphone.GetPosition(null), Is.EqualTo(12000));
            var pcm = new float[12000];
            clip.GetData(pcm, 0);
            Assert.That(pcm, Is.EqualTo(Ramp.Take(12000)));
        });
        game.Advance(1.0);
        game.Run(() =>
        {
            Assert.That(Microphone.GetPosition(null), Is.EqualTo(12000));
            var pcm = new float[48000];
            clip.GetData(pcm, 0);
            Assert.That(pcm.Take(12000), Is.All.EqualTo(0f), "silence after the recording's end");
            Assert.That(pcm.Skip(12000), Is.EqualTo(Ramp.Skip(12000)));
        });
    }

    [TestCase(16000)]
    [TestCase(44100)]
    public void AnotherFrequency_IsConverted(int frequency)
    {
        using var game = new SimulatedWorld(new PcmFeed(Ramp));
        var clip = game.Run(() => Microphone.Start(null, true, 2, frequency));
        game.Advance(0.9);
        game.Run(() =>
        {
            int position = Microphone.GetPosition(null);
            Assert.That(position, Is.EqualTo((int)(0.9 * frequency)).Within(1));
            var pcm = new float[position - 1];
            clip.GetData(pcm, 0);
            for (int i = 0; i < pcm.Length; i++)
                Assert.That(pcm[i], Is.EqualTo(i / (float)frequency).Within(1e-4f));
        });
    }

    [Test]
    public void WithoutLoop_TheRecordingEndsAtItsLength()
    {
        using var game = new SimulatedWorld(new PcmFeed(Ramp));
        game.Run(() => Microphone.Start("", false, 1, 48000));
        game.Advance(0.5);
        game.Run(() => Assert.That(Microphone.IsRecording(null)));
        game.Advance(0.6);
        game.Run(() => Assert.That(Microphone.IsRecording(null), Is.False));
    }

    [Test]
    public void WithoutADevice_NothingIsRecorded()
    {
        using var game = new SimulatedWorld();
        game.Run(() =>
        {
            Assert.That(Microphone.devices, Is.Empty);
            Assert.That(Microphone.Start(null, true, 1, 48000) == null);
        });
        Assert.That(game.Log.Single().Level, Is.EqualTo(LogType.Error));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void ThePermission_IsAskedForAndAnswered(bool granted)
    {
        using var game = new SimulatedWorld(new PcmFeed(Ramp), options =>
        {
            options.MicrophoneAuthorized = false;
            options.GrantsMicrophone = granted;
        });
        var asked = game.Run(() =>
        {
            Assert.That(Microphone.Start(null, true, 1, 48000) == null);
            return Application.RequestUserAuthorization(UserAuthorization.Microphone);
        });
        Assert.That(asked.isDone, Is.False);
        game.Ticks(1);
        Assert.That(asked.isDone);
        bool has = game.Run(() => Application.HasUserAuthorization(UserAuthorization.Microphone));
        Assert.That(has, Is.EqualTo(granted));
    }

    [Test]
    public void ReadingTheRing_AllocatesNothing()
    {
        using var game = new SimulatedWorld(new PcmFeed(Ramp));
        var clip = game.Run(() => Microphone.Start(null, true, 1, 44100));
        var pcm = new float[882];
        void Read()
        {
            for (int i = 0; i < 50; i++)
            {
                game.Advance(0.02);
                game.Run(() => clip.GetData(pcm, Microphone.GetPosition(null)));
            }
        }

        Read();
        Action read = () => clip.GetData(pcm, Microphone.GetPosition(null));
        game.Run(read);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) game.Run(read);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.EqualTo(0));
    }
}
