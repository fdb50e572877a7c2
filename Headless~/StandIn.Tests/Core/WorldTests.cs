using System;
using System.Linq;
using System.Threading;
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
    public void ARealWorld_IsNeverAheadOfTheClock_AndCatchesUpAfterAStall()
    {
        using var enough = new CancellationTokenSource();
        using var stall = new ManualResetEventSlim();
        World? world = null;
        long frames = 0;
        bool inOrder = true, ahead = false;
        var options = new WorldOptions
        {
            AudioSink = (block, position) =>
            {
                inOrder &= position == frames;
                ahead |= world != null && position / 48000.0 > world.Now;
                frames += block.Length / 2;
                if (frames == 256 * 20) stall.Wait(TimeSpan.FromSeconds(0.1));
                if (frames >= 24000) enough.Cancel();
            }
        };
        using (world = new World(options)) world.Drive(enough.Token);
        Assert.That(inOrder && !ahead);
        Assert.That(frames % 256, Is.EqualTo(0));
        Assert.That(world.FrameCount, Is.GreaterThan(0));
    }

    [Test]
    public void Quit_AsksFirst_AndThenEndsTheDrive()
    {
        using var game = new World(new WorldOptions());
        bool may = false;
        int quits = 0;
        game.Run(() =>
        {
            Application.wantsToQuit += () => may;
            Application.quitting += () => quits++;
            Application.Quit();
        });
        Assert.That(game.HasQuit, Is.False);
        may = true;
        game.Run(Application.Quit);
        game.Drive(CancellationToken.None);
        game.Dispose();
        Assert.That(quits, Is.EqualTo(1));
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
