using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.SceneManagement;

namespace UnityStandIn.Tests;

public sealed class SceneLoadTests
{
    private SceneFixture _scene = null!;

    [SetUp]
    public void Begin()
    {
        Initialized.Calls.Clear();
        _scene = new SceneFixture().WithMeeting();
    }

    [TearDown]
    public void End() => _scene.Dispose();

    [Test]
    public void Objects_HaveNamesPlacesAndParents() => _scene.Game.Run(() =>
    {
        Assert.That(SceneManager.GetActiveScene().name, Is.EqualTo("Meeting"));
        Assert.That(Camera.main.transform.position == new Vector3(0f, 1f, -10f));
        Assert.That(Camera.main.GetComponent<AudioListener>().enabled);
        var cup = GameObject.Find("Anna \u266B/Cup").transform;
        Assert.That(cup.parent.forward == Vector3.right);
        Assert.That(cup.position == new Vector3(-2f, 0f, 0f));
        Assert.That(GameObject.Find("Sleeping") == null);
    });

    [Test]
    public void Fields_OfEveryKind_AreRead()
    {
        var anna = _scene.Actor("Anna \u266B");
        Assert.That(anna.Line, Is.EqualTo("it's: \"quoted\""));
        Assert.That(anna.LongText, Is.EqualTo("This sentence is long enough to be wrapped by Unity, which goes on " +
            "in the next line with deeper indentation."));
        Assert.That(anna.Escaped, Is.EqualTo("tab\there, \u00E9 and \u266B"));
        Assert.That(anna.Numbers, Is.EqualTo(new[] { 1, 2, -1 }));
        Assert.That(anna.Bytes, Is.EqualTo(new byte[] { 0, 255, 16 }));
        Assert.That(anna.Floats, Is.EqualTo(new[] { 1e-5f, -2.5f, float.PositiveInfinity }));
        Assert.That(anna.Mood, Is.EqualTo(Actor.Moods.Cross));
        Assert.That(anna.Brave);
        Assert.That(anna.Offset.Equals(new Vector3(1f, -2.5f, 1e-5f)));
        Assert.That(anna.Tint.Equals(new Color(1f, 0.5f, 0f, 0.25f)));
        Assert.That((anna.Paint.r, anna.Paint.g, anna.Paint.b, anna.Paint.a), Is.EqualTo((255, 255, 0, 255)));
        Assert.That(anna.Layers.value, Is.EqualTo(5));
        Assert.That(anna.Fade.Evaluate(0.5f), Is.EqualTo(1f).Within(1e-5f));
        Assert.That(anna.Label, Is.EqualTo("kept under its old name"));
        Assert.That(anna.Unmentioned, Is.EqualTo(42));
        Assert.That(anna.NeverNull.Name, Is.EqualTo("unset"));
        Assert.That(anna.NeverNullText, Is.EqualTo(""));
    }

    [Test]
    public void References_FindTheirObjects() => _scene.Game.Run(() =>
    {
        var anna = _scene.Actor("Anna \u266B");
        Assert.That(anna.Mouth, Is.SameAs(anna.GetComponent<AudioSource>()));
        Assert.That(anna.Partner, Is.SameAs(_scene.Actor("Berta")));
        Assert.That(anna.Partner.Partner, Is.SameAs(anna));
        Assert.That(anna.WasWholeOnAwake);
        Assert.That(anna.Props[0].Where.name, Is.EqualTo("Cup"));
        Assert.That(anna.Props[1].Where == null);
        Assert.That(anna.Settings.Level, Is.EqualTo(0.375f));
        Assert.That(anna.Settings.name, Is.EqualTo("Quiet"));
    });

    [Test]
    public void AnAudioSource_HasItsSavedSettings() => _scene.Game.Run(() =>
    {
        var source = _scene.Actor("Anna \u266B").Mouth;
        Assert.That(source.playOnAwake, Is.False);
        Assert.That(source.loop && source.spatializePostEffects && !source.spatialize);
        Assert.That((source.minDistance, source.maxDistance, source.dopplerLevel), Is.EqualTo((2f, 40f, 0f)));
        Assert.That(source.rolloffMode, Is.EqualTo(AudioRolloffMode.Custom));
        Assert.That(source.GetCustomCurve(AudioSourceCurveType.CustomRolloff).Evaluate(0.5f), Is.EqualTo(0.5f));
        Assert.That((source.spatialBlend, source.spread), Is.EqualTo((1f, 90f)));
    });

    [Test]
    public void SavedListeners_AreCalledAsTheInspectorSays()
    {
        var anna = _scene.Actor("Anna \u266B");
        _scene.Game.Run(() =>
        {
            anna.OnCue.AddListener(() => anna.Say("by code"));
            anna.OnCue.Invoke();
            anna.OnLevel.Invoke(0.5f);
        });
        Assert.That(anna.Said, Is.EqualTo(new[] { "now", "by code", "level 0.5" }));
    }

    [Test]
    public void AMissingScript_IsOneClearWarning_AndTheRestIsThere()
    {
        string warning = _scene.Warnings().Single();
        Assert.That(warning, Does.Contain("Meeting.unity:"));
        Assert.That(warning, Does.Contain("eeee0000000000000000000000000000"));
        Assert.That(warning, Does.Contain("Anna \u266B"));
        Assert.That(warning, Does.Contain("Restore the script's .meta file"));
        Assert.That(File.ReadLines(Path.Combine(SceneFixture.Assets, "Meeting.unity"))
            .ElementAt(int.Parse(warning.Split(':')[1]) - 1), Is.EqualTo("--- !u!114 &204"));
    }

    [Test]
    public void Initializers_RunOnceAWorld_BeforeAndAfterTheFirstScene()
    {
        Assert.That(Initialized.Calls,
            Is.EqualTo(new[] { "subsystems: 0 actors", "before: 0 actors", "after: 4 actors" }));
        _scene.WithMeeting();
        Assert.That(Initialized.Calls.Count, Is.EqualTo(3));
    }

    [Test]
    public void ASecondLoad_ReplacesTheFirst_ButForWhatIsKept()
    {
        var anna = _scene.Actor("Anna \u266B");
        var cup = _scene.Game.Run(() => GameObject.Find("Anna \u266B/Cup"));
        _scene.Game.Run(() =>
        {
            Object.DontDestroyOnLoad(GameObject.Find("Berta"));
            SceneManager.LoadScene("Meeting");
        });
        Assert.That(anna != null);
        _scene.Game.Ticks(1);
        Assert.That(anna == null && cup == null);
        _scene.Game.Run(() =>
        {
            Assert.That(SceneManager.sceneCount, Is.EqualTo(1));
            var actors = Object.FindObjectsByType<Actor>(FindObjectsSortMode.None);
            Assert.That(actors.Count(actor => actor.name == "Berta"), Is.EqualTo(4), "two scripts on each of two");
        });
    }

    private static class Initialized
    {
        public static readonly List<string> Calls = [];

        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.BeforeSceneLoad)]
        private static void BeforeScene() => Note("before");

        [RuntimeInitializeOnLoadMethod]
        private static void AfterScene() => Note("after");

        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void Subsystems() => Note("subsystems");

        private static void Note(string moment) =>
            Calls.Add($"{moment}: {Object.FindObjectsByType<Actor>(FindObjectsSortMode.None).Length} actors");
    }
}
