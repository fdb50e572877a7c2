using System;
using System.Linq;
using NUnit.Framework;
using UnityEngine;
using Object = UnityEngine.Object;

namespace UnityStandIn.Tests;

public sealed class WorldTests
{
    [Test]
    public void TwoWorlds_DoNotSeeEachOther()
    {
        using var one = new SimulatedWorld();
        using var other = new SimulatedWorld();
        var inOne = one.Run(() => new GameObject("Only here"));
        one.Advance(1.0);
        other.Advance(0.5);
        one.Run(() => Assert.That(GameObject.Find("Only here"), Is.SameAs(inOne)));
        other.Run(() =>
        {
            Assert.That(GameObject.Find("Only here") == null);
            Assert.That(Object.FindObjectsByType<Transform>(FindObjectsSortMode.None), Is.Empty);
            Assert.That(Time.time, Is.EqualTo(29f / 60f).Within(1e-4f));
            Assert.Throws<UnityException>(() => inOne.name = "stolen");
        });
        one.Run(() => Assert.That(Time.time, Is.EqualTo(59f / 60f).Within(1e-4f)));
        Assert.That(World.Current, Is.Null);
    }

    [Test]
    public void IdleBehaviours_AllocateNothingPerFrame()
    {
        using var game = new SimulatedWorld();
        game.Run(() =>
        {
            for (int i = 0; i < 20; i++) new GameObject("Idle " + i).AddComponent<Idle>();
        });
        game.Ticks(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        game.Ticks(1000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.EqualTo(0));
    }

    [Test]
    public void ARealWorld_KeepsToTheClock()
    {
        long frames = 0, blocks = 0;
        bool inOrder = true;
        var options = new WorldOptions
        {
            AudioSink = (block, position) =>
            {
                inOrder &= position == frames;
                frames += block.Length / 2;
                blocks++;
            }
        };
        using var world = new World(options);
        using var stop = new System.Threading.CancellationTokenSource(TimeSpan.FromSeconds(0.5));
        world.Drive(stop.Token);
        double now = world.Now;
        world.Dispose();
        Assert.That(inOrder);
        Assert.That(frames, Is.EqualTo(blocks * 256));
        Assert.That(frames / 48000.0, Is.GreaterThanOrEqualTo(now - 0.2).And.LessThanOrEqualTo(world.Now + 0.01));
        Assert.That(world.FrameCount, Is.GreaterThan(3));
    }

    [Test]
    public void FindObjectsByType_SeesActiveOnesUnlessAskedForAll()
    {
        using var game = new SimulatedWorld();
        game.Run(() =>
        {
            new GameObject("On").AddComponent<Idle>();
            new GameObject("Off").AddComponent<Idle>().gameObject.SetActive(false);
            Assert.That(Object.FindObjectsByType<Idle>(FindObjectsSortMode.None).Length, Is.EqualTo(1));
            var all = Object.FindObjectsByType<Idle>(FindObjectsInactive.Include, FindObjectsSortMode.InstanceID);
            Assert.That(all.Select(idle => idle.name), Is.EqualTo(new[] { "On", "Off" }));
        });
    }

    private sealed class Idle : MonoBehaviour
    {
        private int _frames;

        private void Update() => _frames++;

        private void LateUpdate() => _frames++;
    }
}
