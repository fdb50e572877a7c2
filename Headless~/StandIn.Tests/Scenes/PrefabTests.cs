using System.IO;
using System.Linq;
using NUnit.Framework;
using UnityEngine;

namespace UnityStandIn.Tests;

public sealed class PrefabTests
{
    private SceneFixture _scene = null!;

    [SetUp]
    public void Begin() => _scene = new SceneFixture().WithMeeting();

    [TearDown]
    public void End() => _scene.Dispose();

    [Test]
    public void AnInstance_HasThePrefabsValues_ButForTheOverrides() => _scene.Game.Run(() =>
    {
        var berta = _scene.Actor("Berta");
        Assert.That(berta.transform.position == new Vector3(4f, 0f, -1.5f));
        Assert.That(berta.Mouth.volume, Is.EqualTo(0.5f));
        Assert.That(berta.Mouth.minDistance, Is.EqualTo(2f));
        Assert.That(berta.Mouth.gameObject, Is.SameAs(berta.gameObject));
        Assert.That(berta.Line, Is.EqualTo("from the scene"));
        Assert.That(berta.transform.Find("Mouth").position == new Vector3(4f, 1.5f, -1.5f));
    });

    [Test]
    public void OverriddenLists_GrowByCopiesOfTheirLastItem() => _scene.Game.Run(() =>
    {
        var props = _scene.Actor("Berta").Props;
        Assert.That(props.Select(prop => prop.Name), Is.EqualTo(new[] { "hat", "stick" }));
        Assert.That(props[1].Weight, Is.EqualTo(1.5f));
        Assert.That(props[0].Where.name, Is.EqualTo("Mouth"), "a reference within the prefab");
        Assert.That(props[1].Where.name, Is.EqualTo("Cup"), "a reference into the scene");
    });

    [Test]
    public void AComponentAddedToAnInstance_IsThere() => _scene.Game.Run(() => Assert.That(
        _scene.Actor("Berta").GetComponents<Actor>().Select(actor => actor.Line),
        Is.EqualTo(new[] { "from the scene", "added in the scene" })));

    [Test]
    public void ANestedPrefab_IsOverriddenFromEveryLevel() => _scene.Game.Run(() =>
    {
        var second = GameObject.Find("Anna \u266B/Couple/Second");
        Assert.That(second.transform.localPosition == new Vector3(3f, 0f, 0f));
        Assert.That(second.GetComponent<Actor>().Line, Is.EqualTo("from the outermost"));
        Assert.That(second.GetComponent<AudioSource>() == null, "it was removed in the scene");
        Assert.That(second.GetComponent<Actor>().Mouth == null);
    });

    [Test]
    public void AReferenceToAPrefab_CanBeInstantiated() => _scene.Game.Run(() =>
    {
        var prefab = _scene.Actor("Anna \u266B").Prefab;
        Assert.That(prefab.name, Is.EqualTo("Talker"));
        Assert.That(prefab.activeInHierarchy, Is.False);
        Assert.That(prefab.scene.IsValid(), Is.False);
        var made = Object.Instantiate(prefab, new Vector3(1f, 2f, 3f), Quaternion.identity).GetComponent<Actor>();
        Assert.That(made.WasWholeOnAwake);
        Assert.That(made.Line, Is.EqualTo("from the prefab"));
        Assert.That(made.Mouth, Is.SameAs(made.GetComponent<AudioSource>()));
        Assert.That(made.Props[0].Where.parent, Is.SameAs(made.transform));
        Assert.That(_scene.Loader.LoadPrefab(Path.Combine(SceneFixture.Assets, "Talker.prefab")), Is.SameAs(prefab));
    });

    [Test]
    public void APrefabThatIsMissing_IsOneWarning()
    {
        _scene.Game.Log.Clear();
        _scene.LoadText("""
            --- !u!1001 &5
            PrefabInstance:
              m_Modification:
                m_TransformParent: {fileID: 0}
                m_Modifications: []
              m_SourcePrefab: {fileID: 100100000, guid: ffff0000000000000000000000000000, type: 3}
            --- !u!1 &6
            GameObject:
              m_Component:
              - component: {fileID: 7}
              m_Name: Still here
              m_IsActive: 1
            --- !u!4 &7
            Transform:
              m_GameObject: {fileID: 6}
            """);
        Assert.That(_scene.Warnings().Single(), Does.Contain("ffff0000000000000000000000000000"));
        _scene.Game.Run(() => Assert.That(GameObject.Find("Still here") != null));
    }
}
