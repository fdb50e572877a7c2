using System;
using System.Collections.Generic;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.Events;
using Object = UnityEngine.Object;

namespace UnityStandIn.Tests;

public sealed class InstantiateTests
{
    private SimulatedWorld _game = null!;

    [SetUp]
    public void Begin() => _game = new SimulatedWorld();

    [TearDown]
    public void End() => _game.Dispose();

    [Test]
    public void ReferencesWithinTheOriginal_PointIntoTheCopy() => _game.Run(() =>
    {
        var outside = new GameObject("Outside");
        var original = new GameObject("Original").AddComponent<Holder>();
        var child = new GameObject("Child").AddComponent<AudioSource>();
        child.transform.SetParent(original.transform);
        child.volume = 0.25f;
        original.Inner = child;
        original.Outer = outside;
        original.Many.Add(child.gameObject);
        original.Nested.Where = child.transform;

        var copy = Object.Instantiate(original);
        Assert.That(copy.name, Is.EqualTo("Original(Clone)"));
        Assert.That(copy.Inner, Is.Not.SameAs(child));
        Assert.That(copy.Inner.transform.parent, Is.SameAs(copy.transform));
        Assert.That(copy.Inner.volume, Is.EqualTo(0.25f));
        Assert.That(copy.Many[0], Is.SameAs(copy.Inner.gameObject));
        Assert.That(copy.Many, Is.Not.SameAs(original.Many));
        Assert.That(copy.Nested.Where, Is.SameAs(copy.Inner.transform));
        Assert.That(copy.Outer, Is.SameAs(outside));
        Assert.That(copy.Hidden, Is.EqualTo(0));
        Assert.That(copy.WasAwakeWithInner);
    });

    [Test]
    public void APose_IsInTheWorldEvenUnderAParent() => _game.Run(() =>
    {
        var parent = new GameObject("Parent").transform;
        parent.position = new Vector3(1f, 2f, 3f);
        parent.rotation = Quaternion.Euler(0f, 90f, 0f);
        var copy = Object.Instantiate(new GameObject("A"), new Vector3(5f, 0f, 0f), Quaternion.identity, parent);
        Assert.That(copy.transform.position == new Vector3(5f, 0f, 0f));
        Assert.That(copy.transform.rotation == Quaternion.identity);
    });

    [Test]
    public void ListenersAddedByCode_StayWithTheOriginal() => _game.Run(() =>
    {
        var original = new GameObject("A").AddComponent<Holder>();
        int heard = 0;
        original.Changed.AddListener(() => heard++);
        Object.Instantiate(original).Changed.Invoke();
        Assert.That(heard, Is.EqualTo(0));
        original.Changed.Invoke();
        Assert.That(heard, Is.EqualTo(1));
    });

    [Test]
    public void AScriptableObject_IsCopied() => _game.Run(() =>
    {
        var original = ScriptableObject.CreateInstance<Settings>();
        original.Level = 7;
        Assert.That(Object.Instantiate(original).Level, Is.EqualTo(7));
    });

    [Serializable]
    private sealed class Place
    {
        public Transform Where = null!;
    }

    private sealed class Settings : ScriptableObject
    {
        public int Level;
    }

    private sealed class Holder : MonoBehaviour
    {
        public AudioSource Inner = null!;
        public GameObject Outer = null!;
        public List<GameObject> Many = [];
        public Place Nested = new();
        public UnityEvent Changed = new();
        [NonSerialized] public int Hidden = 0;

        public bool WasAwakeWithInner { get; private set; }

        private void Awake()
        {
            WasAwakeWithInner = Inner != null;
            Hidden = Inner == null ? 1 : 0;
        }
    }
}
