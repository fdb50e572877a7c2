using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sdp;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Cloudflare's own client, partytracks as published, in Chromium, against our server through its
/// proxy.</summary>
[Category("Chromium")]
public sealed class PartyTracksTests : SfuFixture
{
    private const double Enough = 0.7;
    private static readonly int[] Green = [40, 160, 80];

    private Script _chromium = null!;

    [SetUp]
    public void Launch() => _chromium = Script.Node(
        "partytracks/partytracks.js", Installed.Program("chromium"), $"{Server.PartyTracks}".TrimEnd('/'));

    [TearDown]
    public void Leave() => _chromium?.Dispose();

    [Test]
    public void TwoPagesHearEachOther()
    {
        JToken ada = Push("ada", "voice", 400), ben = Push("ben", "voice", 700);
        Pull("ada", "ben", ben);
        Pull("ben", "ada", ada);
        AssertHears("ada", "ben", 700);
        AssertHears("ben", "ada", 400);
        AssertWell("ada", "ben");
    }

    [Test]
    public void PictureArrives_AsVp8()
    {
        JToken voice = Push("ada", "voice", 400);
        JToken picture = Ask("ada", "push", new JObject { ["name"] = "picture", ["colour"] = new JArray(Green) });
        Pull("ben", "voice", voice);
        Pull("ben", "picture", picture);
        JToken seen = Ask("ben", "see", new JObject { ["name"] = "picture", ["colour"] = new JArray(Green) });
        Assert.That((bool)seen["isClose"]!, Is.True, $"{seen}");
        AssertHears("ben", "voice", 400);
        Assert.That(State("ben")["codecs"]!.Select(codec => (string?)codec), Does.Contain("video/VP8"));
        AssertWell("ada", "ben");
    }

    [Test]
    public void LayersOfAPicture_AreChangedWhileItIsWatched()
    {
        JToken picture = Ask("ada", "push", new JObject
        {
            ["name"] = "picture",
            ["colour"] = new JArray(Green),
            ["width"] = 960,
            ["layers"] = new JArray(Layer("f", 1), Layer("h", 2)),
        });
        Ask("ben", "pull", new JObject { ["name"] = "picture", ["metadata"] = picture, ["rid"] = "h" });
        AssertBecomes(480);
        foreach ((string rid, int width) in new[] { ("f", 960), ("h", 480), ("f", 960) })
        {
            Ask("ben", "prefer", new JObject { ["name"] = "picture", ["rid"] = rid });
            double milliseconds = AssertBecomes(width);
            TestContext.Progress.WriteLine($"to layer {rid} in {milliseconds:F0} ms");
        }

        JToken seen = Ask("ben", "see", new JObject { ["name"] = "picture", ["colour"] = new JArray(Green) });
        Assert.That((bool)seen["isClose"]!, Is.True, $"{seen}");
        AssertWell("ada", "ben");

        double AssertBecomes(int width)
        {
            JToken took = Ask("ben", "becomes", new JObject { ["name"] = "picture", ["width"] = width });
            Assert.That(took.Type, Is.Not.EqualTo(JTokenType.Null), $"the picture becomes {width} wide");
            return (double)took;
        }

        static JObject Layer(string rid, int scale) =>
            new() { ["rid"] = rid, ["scaleResolutionDownBy"] = scale, ["maxBitrate"] = 800_000 / scale };
    }

    [Test]
    public void ClosedPull_MayBePulledAgain()
    {
        JToken hall = Push("ada", "hall", 400), kitchen = Push("ada", "kitchen", 700);
        Pull("ben", "hall", hall);
        AssertHears("ben", "hall", 400);
        Pull("ben", "kitchen", kitchen);
        Close("ben", "hall");
        AssertHears("ben", "kitchen", 700);
        Pull("ben", "hall", hall);
        AssertHears("ben", "hall", 400);
        AssertHears("ben", "kitchen", 700);
        AssertWell("ada", "ben");
    }

    [Test]
    public void SeveralClosedAtOnce_LeaveTheRest()
    {
        Dictionary<string, JToken> pushed =
            Enumerable.Range(0, 6).ToDictionary(i => $"{i}", i => Push("ada", $"{i}", Hertz(i)));
        foreach ((string name, JToken metadata) in pushed) Pull("ben", name, metadata);
        foreach (string name in pushed.Keys) AssertHears("ben", name, Hertz(int.Parse(name)));
        Close("ben", "1", "2", "3");
        foreach (string name in new[] { "0", "4", "5" }) AssertHears("ben", name, Hertz(int.Parse(name)));
        Pull("ben", "2", pushed["2"]);
        AssertHears("ben", "2", Hertz(2));
        AssertWell("ada", "ben");
    }

    [Test]
    public void WhoClosesItsFirstSection_GoesOnOverANewTransport()
    {
        JToken voice = Push("ada", "voice", 400);
        Push("ben", "first", 700);
        Pull("ben", "ada", voice);
        AssertHears("ben", "ada", 400);
        string? transport = (string?)State("ben")["transport"];
        Close("ben", "first");
        AssertHears("ben", "ada", 400);
        Assert.That((string?)State("ben")["transport"], Is.Not.EqualTo(transport), "Chromium has made another");
        JToken again = Push("ben", "again", 1000);
        Pull("ada", "ben", again);
        AssertHears("ada", "ben", 1000);
        AssertHears("ben", "ada", 400);
        AssertWell("ada", "ben");
    }

    [Test]
    public void OnlyPull_IsClosedAndPulledAgain()
    {
        JToken voice = Push("ada", "voice", 400);
        Pull("ben", "voice", voice);
        AssertHears("ben", "voice", 400);
        Close("ben", "voice");
        Pull("ben", "voice", voice);
        AssertHears("ben", "voice", 400);
        AssertWell("ada", "ben");
    }

    [Test]
    public void PartyTracksAndEarshotHearEachOther() => Run(async () =>
    {
        using var choir = new Choir();
        var ear = new ToneEar();
        using var api = new RealtimeApi(Server.Api, AppSecret);
        using var session = new RealtimeSession(api, RtcPeer.CreateAsync());
        var mic = new TrackName("mic");
        PublishedTrack published = (await session.PublishAsync(MediaKind.Audio, mic)).Value;
        choir.Add(700, published.TrySend);

        JToken ada = Push("ada", "voice", 400);
        var track = new TrackMetadata(
            new SessionId((string)ada["sessionId"]!), new TrackName((string)ada["trackName"]!));
        Assert.That((await session.PullAsync(track, mapped: voice => voice.Listen(ear))).Failure, Is.Null);
        Pull("ada", "us", new JObject
        {
            ["sessionId"] = session.Id.Value,
            ["trackName"] = mic.Value,
            ["location"] = "remote",
        });
        AssertHears("ada", "us", 700);
        Assert.That(ear.Hears(400, Enough), Is.GreaterThan(Enough), "we hear the page");
        AssertWell("ada");
    });

    private static int Hertz(int i) => 300 + 100 * i;

    private JToken Push(string who, string name, int hertz) =>
        Ask(who, "push", new JObject { ["name"] = name, ["hertz"] = hertz });

    private void Pull(string who, string name, JToken metadata) =>
        Ask(who, "pull", new JObject { ["name"] = name, ["metadata"] = metadata });

    private void Close(string who, params string[] names) =>
        Ask(who, "close", new JObject { ["names"] = new JArray(names) });

    private void AssertHears(string who, string name, int hertz)
    {
        JToken share = Ask(who, "hear", new JObject { ["name"] = name, ["hertz"] = hertz, ["enough"] = Enough });
        Assert.That((double)share, Is.GreaterThan(Enough), $"{who} hears {name}");
    }

    /// <summary>They are connected, no call has failed, and no script complained.</summary>
    private void AssertWell(params string[] all)
    {
        foreach (string who in all)
        {
            JToken state = State(who);
            Assert.That((string?)state["connection"], Is.EqualTo("connected"), who);
            Assert.That(state["errors"], Is.Empty, who);
        }

        Assert.That(_chromium.Complaints, Is.Empty);
    }

    private JToken State(string who) => Ask(who, "state", []);

    private JToken Ask(string who, string verb, JObject with) =>
        _chromium.Ask(verb, new JObject(with) { ["who"] = who });
}
