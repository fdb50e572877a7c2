using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using UnityEngine;
using Object = UnityEngine.Object;

namespace UnityStandIn.Tests;

public sealed class LifecycleTests
{
    private static readonly List<string> Calls = [];
    private SimulatedWorld _game = null!;

    [SetUp]
    public void Begin()
    {
        Calls.Clear();
        _game = new SimulatedWorld();
    }

    [TearDown]
    public void End() => _game.Dispose();

    [Test]
    public void AddComponent_WakesBeforeItReturns()
    {
        _game.Run(() => new GameObject("A").AddComponent<Diary>());
        Assert.That(Calls, Is.EqualTo(new[] { "Awake", "OnEnable" }));
    }

    [Test]
    public void AFrame_HasUnitysOrder()
    {
        _game.Run(() => new GameObject("A").AddComponent<Diary>());
        Calls.Clear();
        _game.Ticks(1);
        Assert.That(Calls, Is.EqualTo(new[] { "Start", "FixedUpdate", "Update", "LateUpdate", "end of frame" }));
        Calls.Clear();
        _game.Ticks(1);
        Assert.That(Calls, Is.EqualTo(new[] { "Update", "after null", "LateUpdate" }));
    }

    [Test]
    public void FixedSteps_CatchUpWithTheFrames_AndHaveTheirOwnTime()
    {
        var steps = _game.Run(() => new GameObject("A").AddComponent<Stepper>()).Times;
        _game.Advance(0.25);
        _game.Run(() => Time.fixedDeltaTime = 0.005f);
        _game.Advance(0.05);
        Assert.That(steps.Take(3), Is.EqualTo(new[] { 0f, 0.02f, 0.04f }).Within(1e-5f));
        Assert.That(steps.Count, Is.EqualTo(12 + 10).Within(2));
        Assert.That(steps, Is.Ordered);
    }

    [Test]
    public void Destroy_TakesEffectAtTheEndOfTheFrame()
    {
        var diary = _game.Run(() => new GameObject("A").AddComponent<Diary>());
        _game.Ticks(1);
        Calls.Clear();
        _game.Run(() => Object.Destroy(diary.gameObject));
        Assert.That(Calls, Is.Empty);
        _game.Ticks(1);
        Assert.That(Calls.TakeLast(2), Is.EqualTo(new[] { "OnDisable", "OnDestroy" }));
        Assert.That(diary == null);
        Assert.That(diary is null, Is.False);
        Assert.That(diary!.Equals(null));
        _game.Run(() => Assert.Throws<MissingReferenceException>(() => _ = diary!.name));
    }

    [Test]
    public void AnInactiveObject_DoesNotWakeUntilItIsActive()
    {
        var parent = _game.Run(() =>
        {
            var inactive = new GameObject("Parent");
            inactive.SetActive(false);
            var child = new GameObject("Child");
            child.transform.SetParent(inactive.transform);
            child.AddComponent<Diary>();
            return inactive;
        });
        Assert.That(Calls, Is.Empty);
        _game.Run(() => parent.SetActive(true));
        Assert.That(Calls, Is.EqualTo(new[] { "Awake", "OnEnable" }));
        _game.Run(() => parent.SetActive(false));
        Assert.That(Calls.Last(), Is.EqualTo("OnDisable"));
    }

    [Test]
    public void ADestroyedObjectThatNeverWoke_GetsNoOnDestroy()
    {
        _game.Run(() =>
        {
            var inactive = new GameObject("A");
            inactive.SetActive(false);
            inactive.AddComponent<Diary>();
            Object.DestroyImmediate(inactive);
        });
        Assert.That(Calls, Is.Empty);
    }

    [Test]
    public void ExecutionOrder_DecidesWhoIsFirst()
    {
        _game.Run(() =>
        {
            new GameObject("Late").AddComponent<Late>();
            new GameObject("Early").AddComponent<Early>();
        });
        _game.Ticks(1);
        Assert.That(Calls, Is.EqualTo(new[] { "Early", "Late" }));
    }

    [Test]
    public void AnException_IsLoggedAndTheOthersGoOn()
    {
        _game.Run(() =>
        {
            new GameObject("Thrower").AddComponent<Thrower>();
            new GameObject("Late").AddComponent<Late>();
        });
        _game.Ticks(1);
        Assert.That(Calls, Is.EqualTo(new[] { "Late" }));
        Assert.That(_game.Log.Single().Level, Is.EqualTo(LogType.Exception));
    }

    [Test]
    public void RequiredComponents_ComeFirst_AndASecondOneIsRefused()
    {
        _game.Run(() =>
        {
            var host = new GameObject("A");
            host.AddComponent<NeedsSource>();
            Assert.That(host.GetComponents<Component>().Select(part => part.GetType()),
                Is.EqualTo(new[] { typeof(Transform), typeof(AudioSource), typeof(NeedsSource) }));
            Assert.That(host.AddComponent<NeedsSource>() == null);
        });
        Assert.That(_game.Log.Single().Message, Does.Contain("must not have two"));
    }

    [Test]
    public void OffTheGameThread_EngineCallsThrow()
    {
        var made = _game.Run(() => new GameObject("A"));
        Assert.Throws<UnityException>(() => _ = made.name);
        Assert.Throws<UnityException>(() => _ = Time.time);
        Assert.DoesNotThrow(() => Debug.Log("from anywhere"));
        Assert.That(_game.Log.Single().Message, Is.EqualTo("from anywhere"));
    }

    [Test]
    public void Quitting_DisablesAndDestroysEverything()
    {
        _game.Run(() => Object.DontDestroyOnLoad(new GameObject("A").AddComponent<Diary>()));
        _game.Ticks(1);
        Calls.Clear();
        _game.Dispose();
        Assert.That(Calls, Is.EqualTo(new[] { "OnApplicationQuit", "OnDisable", "OnDestroy" }));
    }

    private class Diary : MonoBehaviour
    {
        private void Awake() => Calls.Add("Awake");

        private void OnEnable() => Calls.Add("OnEnable");

        private System.Collections.IEnumerator Start()
        {
            Calls.Add("Start");
            yield return new WaitForEndOfFrame();
            Calls.Add("end of frame");
            yield return null;
            Calls.Add("after null");
        }

        private void FixedUpdate() => Calls.Add("FixedUpdate");

        private void Update() => Calls.Add("Update");

        private void LateUpdate() => Calls.Add("LateUpdate");

        private void OnDisable() => Calls.Add("OnDisable");

        private void OnDestroy() => Calls.Add("OnDestroy");

        private void OnApplicationQuit() => Calls.Add("OnApplicationQuit");
    }

    private sealed class Stepper : MonoBehaviour
    {
        public readonly List<float> Times = [];

        private void FixedUpdate()
        {
            if (Time.inFixedTimeStep && Time.deltaTime == Time.fixedDeltaTime && Time.time == Time.fixedTime)
                Times.Add(Time.time);
        }
    }

    private sealed class Late : MonoBehaviour
    {
        private void Update() => Calls.Add("Late");
    }

    [DefaultExecutionOrder(-10)]
    private sealed class Early : MonoBehaviour
    {
        private void Update() => Calls.Add("Early");
    }

    private sealed class Thrower : MonoBehaviour
    {
        private void Update() => throw new InvalidOperationException("deliberate");
    }

    [RequireComponent(typeof(AudioSource))]
    [DisallowMultipleComponent]
    private sealed class NeedsSource : MonoBehaviour
    {
    }
}
