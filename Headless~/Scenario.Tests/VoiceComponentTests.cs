using System;
using System.Collections.Generic;
using System.Threading;
using Earshot.Rooms;
using NUnit.Framework;
using UnityEngine;
using UnityStandIn;
using Object = UnityEngine.Object;

namespace Earshot.Tests;

public sealed class VoiceComponentTests : Scenario
{
    private readonly List<string> _log = [];
    private VoiceRoom _room = null!;

    [SetUp]
    public void ForgetLog() => _log.Clear();

    [TestCase(48_000)]
    [TestCase(44_100)]
    public void RemoteVoice_IsHeardWhereItStands(int outputRate)
    {
        using Talker ada = Enter("ada", 440);
        using Stage stage = Open(new WorldOptions { OutputSampleRate = outputRate });
        Voice voice = Meet(stage);
        Place(stage, voice, -3);
        UntilHeard(stage, voice, () => stage.LeftOverRight > 6, "ada is louder at the left");
        Place(stage, voice, 3);
        UntilHeard(stage, voice, () => stage.LeftOverRight < -6, "ada is louder at the right");
        Assert.That(stage.Ask(() => voice.Problem), Is.Empty);
        bool IsSeen() => voice.Speaking.Value && voice.Level > 0.5f;
        UntilHeard(stage, voice, () => stage.Ask(IsSeen), "ada is seen to speak");
    }

    [TestCase(48_000)]
    [TestCase(44_100)]
    public void AudioThread_AllocatesNothingAfterWarmUp(int outputRate)
    {
        using Talker ada = Enter("ada", 440);
        using Stage stage = Open(new WorldOptions { OutputSampleRate = outputRate });
        Voice voice = Meet(stage);
        UntilHeard(stage, voice, () => true, "ada is heard");
        stage.TakeAllocated();
        Thread.Sleep(500);
        Assert.That(stage.TakeAllocated(), Is.Zero, "bytes in about a hundred callbacks");
    }

    [Test]
    public void MutedRemoteVoice_IsSilentAndSaysWhy()
    {
        using Talker ada = Enter("ada", 440);
        using Stage stage = Open(new WorldOptions());
        Voice voice = Meet(stage);
        UntilHeard(stage, voice, () => true, "ada is heard");
        stage.World.Run(() => voice.Muted = true);
        Until(() => !stage.HearsSomething, "ada is no longer heard", () => Describe(stage, voice));
        Assert.That(stage.Ask(() => voice.Problem), Is.EqualTo("This voice is muted here."));
    }

    [Test]
    public void DisabledRemoteVoice_LeavesNoOnesPlaying()
    {
        using Talker ada = Enter("ada", 440);
        using Stage stage = Open(new WorldOptions());
        Voice voice = Meet(stage);
        UntilHeard(stage, voice, () => true, "ada is heard");
        stage.World.Run(() => voice.enabled = false);
        Until(() => !stage.HearsSomething, "nothing is heard", () => Describe(stage, voice));
        Assert.That(stage.Ask(() => voice.GetComponent<AudioSource>().isPlaying), Is.False);
        stage.World.Run(() => voice.enabled = true);
        UntilHeard(stage, voice, () => true, "ada is heard again");
    }

    [Test]
    public void VoiceTheGameMade_IsUsedInsteadOfThePrefab()
    {
        Voice own = null!;
        using Stage stage = Open(new WorldOptions(), () =>
        {
            own = new GameObject("Ada by netcode").AddComponent<Voice>();
            own.PlayerId = "ada";
        });
        using Talker ada = Enter("ada", 440);
        Assert.That(Meet(stage), Is.SameAs(own));
    }

    [Test]
    public void RoomDisabledAndEnabled_ComesBack()
    {
        using Talker ada = Enter("ada", 440);
        using Stage stage = Open(new WorldOptions());
        Voice before = Meet(stage);
        stage.World.Run(() => _room.enabled = false);
        Until(() => ada.Client.Voices.Value.Count == 0, "ada sees us leave", ada.Describe);
        Until(() => stage.Ask(() => before == null), "the spawned player is gone", ada.Describe);
        stage.World.Run(() => _room.enabled = true);
        Voice after = Meet(stage);
        UntilHeard(stage, after, () => true, "ada is heard again");
    }

    [Test]
    public void MicrophoneIsHeardByOthers_UntilMuted()
    {
        Voice mine = null!;
        using Talker ada = Enter("ada", 0);
        using Stage stage = Open(
            new WorldOptions { Microphone = new Hum(600) }, () => mine = new GameObject("Me").AddComponent<Voice>());
        Until(() => ada.ShareOf(600) > 0.9, "ada hears the microphone", ada.Describe);
        Assert.That(stage.Ask(() => mine.Problem), Is.Empty);
        Assert.That(stage.Ask(() => mine.Speaking.Value));
        stage.World.Run(() => mine.Muted = true);
        Until(() => ada.Client.Voices.Value[0].IsMuted, "ada is told", ada.Describe);
        Until(() => ada.ShareOf(600) < 0.01, "ada hears silence", ada.Describe);
    }

    [Test]
    public void NoMicrophone_IsOneSentence()
    {
        Voice mine = null!;
        using Stage stage = Open(new WorldOptions(), () => mine = new GameObject("Me").AddComponent<Voice>());
        UntilSaid(stage, () => mine.Problem, "There is no microphone.");
    }

    [Test]
    public void MicrophoneNotAllowed_IsOneSentence()
    {
        Voice mine = null!;
        var options = new WorldOptions { Microphone = new Hum(600), MicrophoneAuthorized = false };
        options.GrantsMicrophone = false;
        using Stage stage = Open(options, () => mine = new GameObject("Me").AddComponent<Voice>());
        UntilSaid(stage, () => mine.Problem, "not allowed");
    }

    [Test]
    public void MicrophoneOfZeros_IsDoubted()
    {
        Voice mine = null!;
        var options = new WorldOptions { Microphone = new Hum(0) };
        using Stage stage = Open(options, () => mine = new GameObject("Me").AddComponent<Voice>());
        UntilSaid(stage, () => mine.Problem, "only silence");
    }

    [Test]
    public void AudioSource_ComesWithTheVoiceAndIsMissedWhenGone()
    {
        using Talker ada = Enter("ada", 440);
        using Stage stage = Open(new WorldOptions());
        Voice voice = Meet(stage);
        stage.World.Run(() => Object.DestroyImmediate(voice.GetComponent<AudioSource>()));
        UntilSaid(stage, () => voice.Problem, "The AudioSource is missing.");
    }

    [TestCase("not a url", "is none: write it like")]
    [TestCase("ftp://127.0.0.1", "starts with http:// or https://")]
    [TestCase("http://127.0.0.1:1", "No voice server answers at http://127.0.0.1:1/tokens")]
    public void WrongServer_IsOneSentence(string url, string sentence)
    {
        using Stage stage = Open(new WorldOptions(), () => _room.ServerUrl = url);
        UntilSaid(stage, () => _room.Problem.Value, sentence);
        Assert.That(_log, Has.Some.Contain(sentence));
    }

    [Test]
    public void TokenOfNobody_FailsTheRoomWithOneSentence()
    {
        using Stage stage = Open(new WorldOptions(), () => _room.Connect("not.a.token"));
        Until(() => stage.Ask(() => _room.State.Value) == RoomState.Failed, "the room fails", () => "it does not");
        Assert.That(stage.Ask(() => _room.Problem.Value), Is.Not.Empty);
    }

    private Stage Open(WorldOptions options, Action? more = null)
    {
        options.LogSink = (level, message, context) => _log.Add(message);
        return new Stage(options, () =>
        {
            _room = new GameObject("Room").AddComponent<VoiceRoom>();
            _room.ServerUrl = Server.Web.ToString();
            _room.RoomName = "hall";
            _room.PlayerPrefab = new GameObject("Template");
            _room.PlayerPrefab.SetActive(false);
            _room.PlayerPrefab.AddComponent<Voice>();
            more?.Invoke();
        });
    }

    private Voice Meet(Stage stage)
    {
        Until(() => stage.Ask(() => _room.Voices.Count == 1), "ada is met", () => stage.Ask(() => _room.Problem.Value));
        Voice voice = stage.Ask(() => _room.Voices[0]);
        stage.World.Run(() => voice.gameObject.SetActive(true));
        return voice;
    }

    private static void Place(Stage stage, Voice voice, float x) =>
        stage.World.Run(() => voice.transform.position = new Vector3(x, 0, 0));

    private void UntilHeard(Stage stage, Voice voice, Func<bool> asWell, string what) =>
        Until(() => stage.HearsSomething && asWell(), what, () => Describe(stage, voice));

    private static void UntilSaid(Stage stage, Func<string> problem, string sentence) =>
        Until(() => stage.Ask(problem).Contains(sentence), $"\"{sentence}\" is said", () => stage.Ask(problem));

    private string Describe(Stage stage, Voice voice) => stage.Ask(() =>
        $"left over right {stage.LeftOverRight:0.0} dB, level {voice.Level:0.00}. {voice.Problem} " +
        string.Join(" ", _log));

    private sealed class Hum(double hertz) : IMicrophoneFeed
    {
        public void Read(long position, Span<float> pcm)
        {
            for (int i = 0; i < pcm.Length; i++)
                pcm[i] = (float)(0.3 * Math.Sin(2 * Math.PI * hertz * (position + i) / 48_000));
        }
    }
}
