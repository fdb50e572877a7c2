using System;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Rtc.Rtp;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A camera in layers f, h and q, and who watches which.</summary>
public sealed class SimulcastTests : ContractFixture
{
    private const string Az = "asciibetical";
    private SfuClient _camera = null!;
    private SfuClient _viewer = null!;

    [SetUp]
    public void Open() => Run(async () =>
    {
        _camera = await new SfuClient(Http, Api, Secret).OpenAsync();
        _viewer = await new SfuClient(Http, Api, Secret).OpenAsync();
        string offer = _camera.OfferLayers("f", "h", "q");
        HttpAnswer pushed = await _camera.NewTracksAsync(offer, SfuClient.Local("0", "camera"));
        string answer = (string)pushed.AssertOk().Body["sessionDescription"]!["sdp"]!;
        Assert.That(answer, Does.Contain("\r\na=simulcast:recv f;h;q\r\n"));
        _camera.TakeAnswer(pushed);
        await _camera.ConnectedAsync();
        SendAll(keyFrame: true);
    });

    [TearDown]
    public void Close()
    {
        _camera.Dispose();
        _viewer.Dispose();
    }

    [TestCase("h")]
    [TestCase("q")]
    public void ThePreferredLayer_AndNoOther_Arrives(string rid) => Run(async () =>
    {
        string mid = await WatchAsync(new JObject { ["preferredRid"] = rid });
        for (int i = 0; i < 10; i++) SendAll();
        await _viewer.ReceivesAsync(mid, 10);
        Assert.That(Layers(mid), Is.All.EqualTo(rid));
    });

    [Test]
    public void WithoutAWish_TheFirstLayerArrives() => Run(async () =>
    {
        string mid = await WatchAsync(null);
        for (int i = 0; i < 10; i++) SendAll();
        await _viewer.ReceivesAsync(mid, 10);
        Assert.That(Layers(mid), Is.All.EqualTo("f"));
    });

    [Test]
    public void AnUpdate_ChangesTheLayerAtItsKeyFrame_AndTheStreamGoesOn() => Run(async () =>
    {
        string mid = await WatchAsync(new JObject { ["preferredRid"] = "q" });
        for (int i = 0; i < 10; i++) SendAll();
        await _viewer.ReceivesAsync(mid, 10);
        int asked = _camera.KeyFramesAskedOf("f");
        HttpAnswer updated = await PreferAsync(mid, "f");
        Assert.That(updated.Each("errorCode"), Is.EqualTo(new[] { "" }));
        Assert.That((string?)updated.Track(0)["simulcast"]!["preferredRid"], Is.EqualTo("f"));
        await SfuClient.UntilAsync(() =>
        {
            SendAll();
            return _camera.KeyFramesAskedOf("f") > asked;
        });
        Assert.That(Layers(mid), Is.All.EqualTo("q"), "the old layer flows until the new one begins");

        _camera.SendLayer("0", "f", keyFrame: true);
        for (int i = 0; i < 10; i++) SendAll();
        await SfuClient.UntilAsync(() => Layers(mid).Count(layer => layer == "f") == 11);
        SfuClient.Packet[] packets = _viewer.Received(mid);
        int change = Array.FindIndex(packets, packet => LayerOf(packet) == "f");
        Assert.That(IsKeyFrame(packets[change]), Is.True);
        Assert.That(Layers(mid)[change..], Is.All.EqualTo("f"), "and then no more");
        for (int i = 1; i < packets.Length; i++)
        {
            Assert.That(packets[i].Seq - packets[i - 1].Seq, Is.EqualTo(1));
            Assert.That(packets[i].Time - packets[i - 1].Time, Is.Positive);
            Assert.That(PictureOf(packets[i]), Is.EqualTo((PictureOf(packets[i - 1]) + 1) % 32768));
        }
    });

    [Test]
    public void ALayerThatIsPaused_IsStoodInForWhereThatIsWanted() => Run(async () =>
    {
        string strict = await WatchAsync(new JObject { ["preferredRid"] = "f" });
        string lenient = await WatchAsync(new JObject { ["preferredRid"] = "f", ["ridNotAvailable"] = Az });
        for (int i = 0; i < 5; i++) SendAll();
        await _viewer.ReceivesAsync(strict, 5);
        await _viewer.ReceivesAsync(lenient, 5);
        await SfuClient.UntilAsync(() =>
        {
            _camera.SendLayer("0", "h", keyFrame: true);
            _camera.SendLayer("0", "q", keyFrame: true);
            return Layers(lenient).Contains("h");
        });
        Assert.That(Layers(strict), Is.All.EqualTo("f"));
        Assert.That(Layers(lenient), Has.None.EqualTo("q"));
        await SfuClient.UntilAsync(() =>
        {
            SendAll(keyFrame: true);
            return Layers(lenient).Last() == "f";
        });
    });

    [Test]
    public void ATrackWithoutLayers_HasNoneToChoose() => Run(async () =>
    {
        using SfuClient plain = await new SfuClient(Http, Api, Secret).OpenAsync();
        HttpAnswer pushed = await plain.NewTracksAsync(
            plain.OfferVideo(Earshot.Rtc.Sdp.Direction.SendOnly), SfuClient.Local("0", "camera"));
        plain.TakeAnswer(pushed.AssertOk());
        await plain.ConnectedAsync();
        plain.Send("0", 1);
        HttpAnswer pulled = await _viewer.PullAsync((plain.SessionId, "camera"));
        JObject track = SfuClient.Remote(plain.SessionId, "camera");
        (track["mid"], track["simulcast"]) = ((string?)pulled.Track(0)["mid"], new JObject { ["preferredRid"] = "f" });
        HttpAnswer updated = await _viewer.UpdateAsync(track);
        Assert.That(updated.AssertOk().Each("errorCode"), Is.EqualTo(new[] { "update_track_error" }));
    });

    [Test]
    public void AnOrderingThatIsNone_IsRefused() => Run(async () =>
    {
        JObject track = SfuClient.Remote(_camera.SessionId, "camera");
        track["simulcast"] = new JObject { ["priorityOrdering"] = "leastBandwidth" };
        await _viewer.NewTracksAsync(null, track).IsRefusedAsync(400, "decoding_error");
    });

    private async Task<string> WatchAsync(JObject? simulcast)
    {
        JObject track = SfuClient.Remote(_camera.SessionId, "camera");
        if (simulcast != null) track["simulcast"] = simulcast;
        HttpAnswer offered = (await _viewer.NewTracksAsync(null, track)).AssertOk();
        Assert.That(offered.Track(0)["simulcast"], Is.EqualTo(simulcast).Using<JToken>(JToken.DeepEquals));
        await _viewer.AnswerAsync(offered);
        await _viewer.ConnectedAsync();
        return (string)offered.Track(0)["mid"]!;
    }

    private async Task<HttpAnswer> PreferAsync(string mid, string rid)
    {
        JObject track = SfuClient.Remote(_camera.SessionId, "camera");
        (track["mid"], track["simulcast"]) = (mid, new JObject { ["preferredRid"] = rid });
        return (await _viewer.UpdateAsync(track)).AssertOk();
    }

    private void SendAll(bool keyFrame = false)
    {
        foreach (string rid in new[] { "f", "h", "q" }) _camera.SendLayer("0", rid, keyFrame);
    }

    private string[] Layers(string mid) => _viewer.Received(mid).Select(LayerOf).ToArray();

    private static string LayerOf(SfuClient.Packet packet) => ((char)packet.Payload[^1]).ToString();

    private static bool IsKeyFrame(SfuClient.Packet packet) => (packet.Payload[6] & 1) == 0;

    private static int PictureOf(SfuClient.Packet packet)
    {
        Assert.That(Vp8Descriptor.TryParse(packet.Payload, out Vp8Descriptor descriptor), Is.True);
        return descriptor.PictureIdOf(packet.Payload);
    }
}
