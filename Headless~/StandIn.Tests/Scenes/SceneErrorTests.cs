using System.IO;
using NUnit.Framework;
using UnityEngine;

namespace UnityStandIn.Tests;

public sealed class SceneErrorTests
{
    private const string Object = """
        --- !u!1 &1
        GameObject:
          m_Component:
          - component: {fileID: 2}
          - component: {fileID: 3}
          m_Name: A
          m_IsActive: 1
        --- !u!4 &2
        Transform:
          m_GameObject: {fileID: 1}
        --- !u!114 &3
        MonoBehaviour:
          m_GameObject: {fileID: 1}
          m_Enabled: 1
          m_Script: {fileID: 11500000, guid: {Actor}, type: 3}

        """;

    [TestCase("  Brave: 1\n  Numbers: xyz\n", 19, "is not a list of Int32")]
    [TestCase("  Floats:\n  - 1\n  - much\n", 20, "'much' is not a Single")]
    [TestCase("  Line: [a, b]\n", 18, "Here a String should be")]
    [TestCase("  Line: \"open\n", 18, "")]
    [TestCase("  Line: a\n  Line: b\n", 19, "Duplicate key")]
    [TestCase("--- !u!x &7\nGameObject:\n  m_Name: B\n", 18, "--- !u!CLASS &ID")]
    [TestCase("--- !u!1 &1\nGameObject:\n  m_Name: B\n", 18, "two objects with the id 1")]
    [TestCase("--- !u!1 &7\n", 18, "comes the name of its type")]
    public void ASceneThatIsNotUnitys_IsRefusedWithFileAndLine(string added, int line, string sentence)
    {
        using var scene = new SceneFixture().WithMeeting();
        var thrown = Assert.Throws<SceneFormatException>(() => scene.LoadText(Object + added));
        Assert.That(thrown!.Line, Is.EqualTo(line));
        Assert.That(thrown.Message, Does.Contain(sentence).And.Contain($".unity:{line}: "));
        scene.Game.Run(() => Assert.That(GameObject.Find("Anna \u266B") != null, "the world is as before"));
    }

    [Test]
    public void TheSameSceneWithoutTheFault_Loads()
    {
        using var scene = new SceneFixture();
        scene.LoadText(Object);
        Assert.That(scene.Actor("A").Line, Is.EqualTo("unset"));
    }

    [Test]
    public void AFileThatIsNoScene_IsRefused()
    {
        using var scene = new SceneFixture();
        string path = Path.Combine(SceneFixture.Assets, "Actor.cs");
        var thrown = Assert.Throws<SceneFormatException>(() => scene.Loader.Load(path));
        Assert.That(thrown!.Line, Is.EqualTo(1));
        Assert.Throws<FileNotFoundException>(() => scene.Loader.Load("nowhere.unity"));
    }
}
