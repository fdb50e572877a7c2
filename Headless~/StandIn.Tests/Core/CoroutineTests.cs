using System;
using System.Collections;
using System.Collections.Generic;
using NUnit.Framework;
using UnityEngine;

namespace UnityStandIn.Tests;

public sealed class CoroutineTests
{
    private readonly List<string> _steps = [];
    private SimulatedWorld _game = null!;
    private Host _host = null!;
    private bool _open;

    [SetUp]
    public void Begin()
    {
        _steps.Clear();
        _open = false;
        _game = new SimulatedWorld();
        _host = _game.Run(() => new GameObject("Host").AddComponent<Host>());
    }

    [TearDown]
    public void End() => _game.Dispose();

    [Test]
    public void ItRunsToTheFirstYieldAtOnce_AndGoesOnNextFrame()
    {
        IEnumerator Routine()
        {
            _steps.Add("begun");
            yield return null;
            _steps.Add("next frame");
        }

        _game.Run(() => _host.StartCoroutine(Routine()));
        Assert.That(_steps, Is.EqualTo(new[] { "begun" }));
        _game.Ticks(1);
        Assert.That(_steps, Is.EqualTo(new[] { "begun", "next frame" }));
    }

    [Test]
    public void WaitForSeconds_WaitsScaledTime()
    {
        IEnumerator Routine()
        {
            yield return new WaitForSeconds(0.5f);
            _steps.Add("woken");
        }

        _game.Advance(0.1);
        _game.Run(() =>
        {
            Time.timeScale = 2f;
            _host.StartCoroutine(Routine());
        });
        _game.Advance(0.2);
        Assert.That(_steps, Is.Empty);
        _game.Advance(0.1);
        Assert.That(_steps, Is.EqualTo(new[] { "woken" }));
    }

    [Test]
    public void NestedRoutinesAndCoroutines_AreWaitedFor()
    {
        IEnumerator Inner(string name)
        {
            yield return null;
            _steps.Add(name);
        }

        IEnumerator Outer()
        {
            yield return Inner("nested");
            yield return _host.StartCoroutine(Inner("coroutine"));
            yield return new WaitUntil(() => _open);
            _steps.Add("done");
        }

        _game.Run(() => _host.StartCoroutine(Outer()));
        _game.Ticks(5);
        Assert.That(_steps, Is.EqualTo(new[] { "nested", "coroutine" }));
        _open = true;
        _game.Ticks(1);
        Assert.That(_steps, Is.EqualTo(new[] { "nested", "coroutine", "done" }));
    }

    [Test]
    public void DisablingDoesNotStopIt_DeactivatingDoes()
    {
        IEnumerator Count()
        {
            for (int i = 1; ; i++)
            {
                _steps.Add(i.ToString());
                yield return null;
            }
        }

        _game.Run(() =>
        {
            _host.StartCoroutine(Count());
            _host.enabled = false;
        });
        _game.Ticks(1);
        Assert.That(_steps, Is.EqualTo(new[] { "1", "2" }));
        _game.Run(() =>
        {
            _host.gameObject.SetActive(false);
            _host.gameObject.SetActive(true);
        });
        _game.Ticks(2);
        Assert.That(_steps, Is.EqualTo(new[] { "1", "2" }));
    }

    [Test]
    public void AnException_EndsOnlyThatCoroutine()
    {
        IEnumerator Throw()
        {
            yield return null;
            throw new InvalidOperationException("deliberate");
        }

        IEnumerator Other()
        {
            yield return null;
            _steps.Add("other");
        }

        _game.Run(() =>
        {
            _host.StartCoroutine(Throw());
            _host.StartCoroutine(Other());
        });
        _game.Ticks(2);
        Assert.That(_steps, Is.EqualTo(new[] { "other" }));
        Assert.That(_game.Log.Count, Is.EqualTo(1));
    }

    [Test]
    public void AStoppedCoroutine_DoesNotGoOn()
    {
        IEnumerator Routine()
        {
            yield return null;
            _steps.Add("late");
        }

        var coroutine = _game.Run(() => _host.StartCoroutine(Routine()));
        _game.Run(() => _host.StopCoroutine(coroutine));
        _game.Ticks(2);
        Assert.That(_steps, Is.Empty);
    }

    private sealed class Host : MonoBehaviour
    {
    }
}
