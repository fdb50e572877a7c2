using NUnit.Framework;
using UnityEngine;

namespace UnityStandIn.Tests;

public sealed class TransformTests
{
    private SimulatedWorld _game = null!;

    [SetUp]
    public void Begin() => _game = new SimulatedWorld();

    [TearDown]
    public void End() => _game.Dispose();

    [Test]
    public void TheWorldIsLeftHanded() => _game.Run(() =>
    {
        var turned = new GameObject("A").transform;
        turned.eulerAngles = new Vector3(0f, 90f, 0f);
        Assert.That(turned.forward == Vector3.right);
        Assert.That(turned.right == Vector3.back);
        turned.eulerAngles = new Vector3(90f, 0f, 0f);
        Assert.That(turned.forward == Vector3.down);
        Assert.That(Vector3.Cross(Vector3.right, Vector3.up) == Vector3.forward);
    });

    [TestCase(10f, 20f, 30f)]
    [TestCase(350f, 200f, 100f)]
    [TestCase(80f, 5f, 300f)]
    public void EulerAngles_AreGivenBack(float x, float y, float z)
    {
        var given = new Vector3(x, y, z);
        Assert.That(Vector3.Distance(Quaternion.Euler(given).eulerAngles, given), Is.LessThan(0.01f));
        var order = Quaternion.Euler(0f, y, 0f) * Quaternion.Euler(x, 0f, 0f) * Quaternion.Euler(0f, 0f, z);
        Assert.That(Quaternion.Angle(order, Quaternion.Euler(given)), Is.LessThan(0.1f));
    }

    [TestCase(1f, 2f, 3f)]
    [TestCase(-4f, 0.5f, -0.1f)]
    [TestCase(0f, -1f, 0f)]
    [TestCase(-1f, 0f, 0f)]
    public void LookRotation_TurnsForwardThere(float x, float y, float z)
    {
        var there = new Vector3(x, y, z).normalized;
        Assert.That(Vector3.Distance(Quaternion.LookRotation(there) * Vector3.forward, there), Is.LessThan(1e-4f));
    }

    [Test]
    public void APointGoesDownAndUpTheChain() => _game.Run(() =>
    {
        var parent = new GameObject("Parent").transform;
        var child = new GameObject("Child").transform;
        parent.SetPositionAndRotation(new Vector3(1f, 0f, 0f), Quaternion.Euler(0f, 90f, 0f));
        parent.localScale = new Vector3(2f, 2f, 2f);
        child.SetParent(parent, false);
        child.localPosition = new Vector3(0f, 0f, 3f);
        Assert.That(child.position == new Vector3(7f, 0f, 0f));
        var point = new Vector3(1f, 2f, 3f);
        Assert.That(child.InverseTransformPoint(child.TransformPoint(point)) == point);
        Assert.That(parent.localToWorldMatrix.MultiplyPoint3x4(child.localPosition) == child.position);
    });

    [Test]
    public void SetParent_KeepsTheWorldPlaceUnlessToldNotTo() => _game.Run(() =>
    {
        var parent = new GameObject("Parent").transform;
        parent.SetPositionAndRotation(new Vector3(5f, 5f, 5f), Quaternion.Euler(10f, 20f, 30f));
        var child = new GameObject("Child").transform;
        child.position = Vector3.one;
        child.SetParent(parent);
        Assert.That(child.position == Vector3.one);
        child.SetParent(null);
        Assert.That(child.position == Vector3.one);
        child.SetParent(parent, false);
        Assert.That(child.localPosition == Vector3.one);
    });

    [Test]
    public void NoTransform_GoesUnderItsOwnChild() => _game.Run(() =>
    {
        var parent = new GameObject("Parent").transform;
        var child = new GameObject("Child").transform;
        child.SetParent(parent);
        parent.SetParent(child);
        Assert.That(parent.parent == null);
        Assert.That(parent.Find("Child"), Is.SameAs(child));
    });

    [Test]
    public void ACurve_RunsThroughItsKeysAndHoldsOutside()
    {
        var curve = AnimationCurve.Linear(0f, 1f, 2f, 5f);
        Assert.That(curve.Evaluate(1f), Is.EqualTo(3f).Within(1e-5f));
        Assert.That(curve.Evaluate(-1f), Is.EqualTo(1f));
        Assert.That(curve.Evaluate(9f), Is.EqualTo(5f));
        var ease = AnimationCurve.EaseInOut(0f, 0f, 1f, 1f);
        Assert.That(ease.Evaluate(0.25f), Is.EqualTo(0.15625f).Within(1e-5f));
    }
}
