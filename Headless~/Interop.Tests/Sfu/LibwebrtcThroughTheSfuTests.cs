using System.Linq;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sdp;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>libwebrtc as client of our SFU.</summary>
public sealed class LibwebrtcThroughTheSfuTests : SfuFixture
{
    private const double NearlyAll = 0.7;

    [Test]
    public void LibwebrtcHearsItselfThroughTheSfu()
    {
        using Script script = Play("hear-itself.js");
        Assert.That((double)script.Hear("heard"), Is.GreaterThan(NearlyAll));
        for (int i = 0; i < 2; i++)
        {
            JToken transport = script.Hear("transport");
            Assert.That((string?)transport["dtlsState"], Is.EqualTo("connected"));
            Assert.That((string?)transport["srtpCipher"], Does.StartWith("A"), transport.ToString());
        }

        JToken received = script.Hear("reportOfReceiver");
        Assert.That((double)received["roundTripTime"]!, Is.InRange(0, 0.5), "by our RR of its SR");
        Assert.That((int)received["packetsLost"]!, Is.Zero);
        JToken sent = script.Hear("reportOfSender");
        Assert.That((int)sent["packetsSent"]!, Is.Positive, "by our SR");
        Assert.That(script.Complaints, Is.Empty);
    }

    [Test]
    public void LibwebrtcAndEarshotHearEachOther() => Run(async () =>
    {
        using Script script = Play("meet-earshot.js");
        using var choir = new Choir();
        var ear = new ToneEar();
        using var api = new RealtimeApi(Server.Api, AppSecret);
        using var session = new RealtimeSession(api, RtcPeer.CreateAsync());
        var mic = new TrackName("mic");
        PublishedTrack published = (await session.PublishAsync(MediaKind.Audio, mic)).Value;
        choir.Add(660, published.TrySend);

        var stranger = new SessionId((string)script.Hear("session")!);
        ApiResult<RemoteTrack> pulled = await session.PullAsync(
            new TrackMetadata(stranger, mic), mapped: track => track.Listen(ear));
        Assert.That(pulled.Failure, Is.Null);
        script.Tell("session", session.Id.Value);
        Assert.That((double)script.Hear("heard"), Is.GreaterThan(NearlyAll), "libwebrtc hears us");
        Assert.That(ear.Hears(440, NearlyAll), Is.GreaterThan(NearlyAll), "we hear libwebrtc");
        Assert.That(script.Complaints, Is.Empty);
    });

    [Test]
    public void BreakoutOnLibwebrtc([Values("later", "first")] string closedSection)
    {
        using Script script = Play("breakout.js", closedSection);
        JToken[] heard = [.. new[] { "hall", "kitchen", "hall" }.Select(name =>
        {
            JToken one = script.Hear("heard");
            Assert.That((string?)one["name"], Is.EqualTo(name));
            Assert.That((double)one["share"]!, Is.GreaterThan(NearlyAll), $"{name} by its own tone");
            return one;
        })];
        Assert.That(heard.Select(one => (string?)one["mid"]), Is.Unique);
        Assert.That((string?)script.Hear("connection"), Is.EqualTo("connected"));
        Assert.That(script.Complaints, Is.Empty);
    }

    [Test]
    public void TenPulledTracks_EachByItsOwnTone()
    {
        using Script script = Play("ten-tracks.js");
        for (int i = 0; i < 10; i++)
        {
            JToken heard = script.Hear("heard");
            Assert.That((double)heard["share"]!, Is.GreaterThan(NearlyAll), heard.ToString());
        }

        Assert.That(script.Complaints, Is.Empty);
    }
}
