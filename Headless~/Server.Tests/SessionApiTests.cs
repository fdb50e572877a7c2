using System;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Cloudflare's HTTP API, as far as no packet flows.</summary>
public sealed class SessionApiTests : ServerFixture
{
    [TestCase(null)]
    [TestCase("another secret")]
    [TestCase("")]
    public void WithoutTheAppSecret_NothingIsAnswered(string? bearer) => Run(async () =>
        (await HttpAnswer.OfAsync(Http, "POST", $"{Server.Api}/sessions/new", bearer, null)).AssertRefused(401, "unauthorized"));

    [Test]
    public void AnotherApplication_IsNotFound() => Run(async () =>
        (await HttpAnswer.OfAsync(Http, "POST", $"{Server.Web}v1/apps/other/sessions/new", AppSecret, null))
        .AssertRefused(404, "not_found"));

    [TestCase("")]
    [TestCase("?")]
    [TestCase("?correlationId=x&thirdparty=false")]
    public void ANewSession_IsCreated(string query) => Run(async () =>
    {
        HttpAnswer answer = await HttpAnswer.OfAsync(Http, "POST", $"{Server.Api}/sessions/new{query}", AppSecret, null);
        answer.AssertOk(201);
        Assert.That((string?)answer.Body["sessionId"], Does.Match("^[0-9a-f]{32}$"));
        Assert.That(answer.Body.Count, Is.EqualTo(1), "no transport, no description");
    });

    [Test]
    public void ANewSessionWithAnOffer_IsAnswered() => Run(async () =>
    {
        using SfuClient client = NewClient();
        JObject body = SfuClient.With(new JObject { ["later"] = "ignored" }, "offer", Offer(client));
        HttpAnswer answer = (await client.CallAsync("POST", "sessions/new", body)).AssertOk(201);
        string sdp = (string)answer.Body["sessionDescription"]!["sdp"]!;
        Assert.That(sdp, Does.EndWith("\r\n"));
        foreach (string line in new[] { "a=ice-lite", "a=setup:passive", "a=group:BUNDLE 0", "a=rtcp-mux", "a=end-of-candidates" })
            Assert.That(sdp, Does.Contain($"\r\n{line}\r\n"));
        Assert.That(sdp, Does.Match($@"a=candidate:\S+ 1 udp \d+ 127\.0\.0\.1 {Server.Udp[0].Port} typ host"));
        client.TakeAnswer(answer);
        await client.ConnectedAsync();
    });

    [TestCase("POST", "sessions/new", "{", 400, "decoding_error")]
    [TestCase("POST", "sessions/new", "[]", 400, "decoding_error")]
    [TestCase("POST", "sessions/new", "{} {}", 400, "decoding_error")]
    [TestCase("POST", "sessions/new", """{"sessionDescription":7}""", 400, "decoding_error")]
    [TestCase("POST", "sessions/new", """{"sessionDescription":{"type":"offer"}}""", 400, "decoding_error")]
    [TestCase("POST", "sessions/new", """{"sessionDescription":{"type":"answer","sdp":"v=0\r\n"}}""", 406, "invalid_session_description")]
    [TestCase("POST", "sessions/new", """{"sessionDescription":{"type":"offer","sdp":"hello"}}""", 406, "invalid_session_description")]
    [TestCase("POST", "sessions/{id}/tracks/new", """{"tracks":{}}""", 400, "decoding_error")]
    [TestCase("POST", "sessions/{id}/tracks/new", """{"tracks":["x"]}""", 400, "decoding_error")]
    [TestCase("POST", "sessions/{id}/tracks/new", """{"tracks":[{"location":"local","mid":0}]}""", 400, "decoding_error")]
    [TestCase("POST", "sessions/{id}/tracks/new", """{}""", 406, "invalid_params")]
    [TestCase("POST", "sessions/{id}/tracks/new", """{"tracks":[{"location":"nowhere"}]}""", 406, "invalid_params")]
    [TestCase("POST", "sessions/{id}/tracks/new", """{"tracks":[{"location":"local"},{"location":"remote"}]}""", 406, "invalid_params")]
    [TestCase("PUT", "sessions/{id}/renegotiate", """{}""", 406, "invalid_session_description")]
    [TestCase("PUT", "sessions/{id}/tracks/close", """{"force":true}""", 406, "invalid_params")]
    [TestCase("PUT", "sessions/{id}/tracks/close", """{"tracks":[{"mid":"0"}],"force":false}""", 406, "invalid_session_description")]
    [TestCase("PUT", "sessions/{id}/tracks/close", """{"tracks":[{"mid":"0"}],"force":"yes"}""", 400, "decoding_error")]
    [TestCase("POST", "sessions/{id}/datachannels/new", """{"dataChannels":[]}""", 406, "invalid_params")]
    [TestCase("POST", "sessions/{id}/datachannels/establish", """{}""", 406, "invalid_params")]
    [TestCase("PUT", "sessions/{id}/datachannels/update", """{}""", 406, "invalid_params")]
    [TestCase("PUT", "sessions/{id}/datachannels/close", """{}""", 406, "invalid_params")]
    [TestCase("POST", "adapters/websocket/new", """{"tracks":[]}""", 406, "invalid_params")]
    [TestCase("POST", "adapters/websocket/close", """{"tracks":[]}""", 406, "invalid_params")]
    [TestCase("DELETE", "sessions/{id}", null, 404, "not_found")]
    [TestCase("POST", "somewhere/else", null, 404, "not_found")]
    [TestCase("GET", "sessions/0123456789abcdef0123456789abcdef", null, 410, "session_error")]
    [TestCase("PUT", "sessions/gone/renegotiate", "{}", 410, "session_error")]
    public void ABadRequest_IsRefused(string method, string path, string? body, int status, string errorCode) => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        string address = $"{Server.Api}/{path.Replace("{id}", client.SessionId)}";
        (await HttpAnswer.OfAsync(Http, method, address, AppSecret, body)).AssertRefused(status, errorCode);
        (await client.CallAsync("GET", "sessions/{id}", null)).AssertOk();
    });

    [Test]
    public void ABodyTooBig_IsRefused() => Run(async () =>
    {
        string body = $$"""{"x":"{{new string('x', 1 << 20)}}"}""";
        (await HttpAnswer.OfAsync(Http, "POST", $"{Server.Api}/sessions/new", AppSecret, body))
            .AssertRefused(413, "payload_too_large");
    });

    [Test]
    public void MoreThan64Tracks_AreRefused() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        var body = new JObject { ["tracks"] = new JArray(Enumerable.Range(0, 65).Select(i => SfuClient.Remote("x", $"t{i}"))) };
        (await client.CallAsync("POST", "sessions/{id}/tracks/new", body)).AssertRefused(406, "invalid_params");
    });

    [Test]
    public void AnSdpWithoutItsLastLineEnd_IsRefusedAndTheSessionLivesOn() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        string offer = Offer(client);
        JObject trimmed = SfuClient.With(new JObject { ["tracks"] = new JArray(SfuClient.Local("0", "mic")) }, "offer", offer.TrimEnd());
        (await client.CallAsync("POST", "sessions/{id}/tracks/new", trimmed)).AssertRefused(406, "invalid_session_description");
        JObject whole = SfuClient.With(new JObject { ["tracks"] = new JArray(SfuClient.Local("0", "mic")) }, "offer", offer);
        (await client.CallAsync("POST", "sessions/{id}/tracks/new", whole)).AssertOk();
    });

    [Test]
    public void ADataSection_IsAnsweredWithPortZero() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        string offer = Offer(client).Replace("a=group:BUNDLE 0", "a=group:BUNDLE 0 1")
            + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=sctp-port:5000\r\n";
        JObject body = SfuClient.With(new JObject { ["tracks"] = new JArray(SfuClient.Local("0", "mic")) }, "offer", offer);
        HttpAnswer answer = (await client.CallAsync("POST", "sessions/{id}/tracks/new", body)).AssertOk();
        string sdp = (string)answer.Body["sessionDescription"]!["sdp"]!;
        Assert.That(sdp, Does.Contain("\r\nm=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"));
        Assert.That(sdp, Does.Contain("\r\na=group:BUNDLE 0\r\n"));
    });

    [Test]
    public void TracksThatCannotBePublished_FailAlone() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        JObject body = SfuClient.With(new JObject(), "offer", Offer(client, 3));
        body["tracks"] = new JArray(
            SfuClient.Local("0", "mic"), SfuClient.Local("7", "far"), SfuClient.Local("1", "mic"),
            SfuClient.Local("0", "second"), SfuClient.Local("", "nowhere"), new JObject { ["location"] = "local", ["mid"] = "2" });
        HttpAnswer answer = (await client.CallAsync("POST", "sessions/{id}/tracks/new", body)).AssertOk();
        Assert.That(answer.Body["tracks"]!.Select(track => (string?)track["errorCode"] ?? ""), Is.EqualTo(new[]
        {
            "", "invalid_params", "repeated_local_track_error", "repeated_local_track_error", "invalid_params", "invalid_params",
        }));
        Assert.That(answer.Body["sessionDescription"], Is.Not.Null, "an offer is always answered");
        Assert.That((bool)answer.Body["requiresImmediateRenegotiation"]!, Is.False);
        Assert.That(answer.Track(0).Properties().Select(p => p.Name), Is.EquivalentTo(new[] { "mid", "trackName" }));
    });

    [Test]
    public void AutoDiscover_NamesEverySection() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        JObject body = SfuClient.With(new JObject { ["autoDiscover"] = true }, "offer", Offer(client, 2));
        HttpAnswer answer = (await client.CallAsync("POST", "sessions/{id}/tracks/new", body)).AssertOk();
        Assert.That(answer.Body["tracks"]!.Select(track => (string?)track["mid"]), Is.EqualTo(new[] { "0", "1" }));
        Assert.That(answer.Body["tracks"]!.Select(track => (string?)track["trackName"]), Is.Unique.And.All.Length.EqualTo(36));
    });

    [Test]
    public void APullOfTheUnknown_FailsAsAnItem() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        HttpAnswer answer = await client.PullAsync(("nobody", "mic"), (client.SessionId, "mic"));
        Assert.That(answer.Body["tracks"]!.Select(track => (string?)track["errorCode"]), Is.All.EqualTo("not_found_track_error"));
        Assert.That((string?)answer.Track(0)["mid"], Is.EqualTo(""));
        Assert.That((string?)answer.Track(0)["sessionId"], Is.EqualTo("nobody"));
        Assert.That((bool)answer.Body["requiresImmediateRenegotiation"]!, Is.False);
        Assert.That(answer.Body["sessionDescription"], Is.Null);
        Assert.That(client.Driver.Run((peer, _) => peer.SignalingState), Is.EqualTo(SignalingState.Stable));
    });

    [Test]
    public void APullBeforeThePublisherConnects_IsNotFound() => Run(async () =>
    {
        using SfuClient publisher = await NewClient().OpenAsync();
        using SfuClient client = await NewClient().OpenAsync();
        await OfferButStayAwayAsync(publisher);
        HttpAnswer answer = await client.PullAsync((publisher.SessionId, "mic"));
        Assert.That((string?)answer.Track(0)["errorCode"], Is.EqualTo("not_found_track_error"));
    });

    [Test]
    public void APullOfASilentTrack_IsEmpty_AndOthersArrive() => Run(async () =>
    {
        using SfuClient publisher = await NewClient().OpenAsync();
        using SfuClient client = await NewClient().OpenAsync();
        string[] mids = await publisher.PublishAsync("silent", "loud");
        await publisher.ConnectedAsync();
        publisher.Send(mids[1], 1);
        HttpAnswer answer = await client.PullAsync((publisher.SessionId, "silent"), (publisher.SessionId, "loud"));
        Assert.That((string?)answer.Track(0)["errorCode"], Is.EqualTo("empty_track_error"));
        Assert.That(answer.Track(1)["errorCode"], Is.Null);
        Assert.That((string?)answer.Track(1)["mid"], Is.Not.Empty);
    });

    [Test]
    public void APullThatComesALittleEarly_Waits() => Run(async () =>
    {
        using SfuClient publisher = await NewClient().OpenAsync();
        using SfuClient client = await NewClient().OpenAsync();
        string mid = (await publisher.PublishAsync("mic"))[0];
        await publisher.ConnectedAsync();
        Task<HttpAnswer> pulling = client.PullAsync((publisher.SessionId, "mic"));
        await Task.Delay(50);
        Assert.That(pulling.IsCompleted, Is.False);
        publisher.Send(mid, 1);
        Assert.That((await pulling).Track(0)["errorCode"], Is.Null);
    });

    [Test]
    public void AnOverlappingChange_IsRefused() => Run(async () =>
    {
        using SfuClient publisher = await NewClient().OpenAsync();
        using SfuClient client = await NewClient().OpenAsync();
        await publisher.PublishAsync("silent");
        await publisher.ConnectedAsync();
        Task<HttpAnswer> pulling = client.PullAsync((publisher.SessionId, "silent"));
        await Task.Delay(50);
        var force = new JObject { ["force"] = true, ["tracks"] = new JArray(new JObject { ["mid"] = "0" }) };
        (await client.CallAsync("PUT", "sessions/{id}/tracks/close", force)).AssertRefused(406, "invalid_session_description");
        var update = new JObject { ["tracks"] = new JArray() };
        (await client.CallAsync("PUT", "sessions/{id}/tracks/update", update)).AssertOk();
        await pulling;
        (await client.CallAsync("PUT", "sessions/{id}/tracks/close", force)).AssertOk();
    });

    [Test]
    public void WhileAnOfferWaitsForItsAnswer_OtherChangesAreRefused() => Run(async () =>
    {
        using SfuClient publisher = await NewClient().OpenAsync();
        using SfuClient client = await NewClient().OpenAsync();
        string mid = (await publisher.PublishAsync("mic"))[0];
        await publisher.ConnectedAsync();
        publisher.Send(mid, 1);
        var pull = new JObject { ["tracks"] = new JArray(SfuClient.Remote(publisher.SessionId, "mic")) };
        HttpAnswer offered = (await client.CallAsync("POST", "sessions/{id}/tracks/new", pull)).AssertOk();
        Assert.That((bool)offered.Body["requiresImmediateRenegotiation"]!, Is.True);
        (await client.CallAsync("POST", "sessions/{id}/tracks/new", pull)).AssertRefused(406, "invalid_session_description");
        JObject push = SfuClient.With(new JObject { ["tracks"] = new JArray(SfuClient.Local("0", "mic")) }, "offer", Offer(client));
        (await client.CallAsync("POST", "sessions/{id}/tracks/new", push)).AssertRefused(406, "invalid_session_description");
        string ownOffer = (string)offered.Body["sessionDescription"]!["sdp"]!;
        (await client.CallAsync("PUT", "sessions/{id}/renegotiate", SfuClient.With(new JObject(), "offer", ownOffer)))
            .AssertRefused(406, "invalid_session_description");
        (await client.CallAsync("PUT", "sessions/{id}/renegotiate", SfuClient.With(new JObject(), "answer", "v=0\r\n")))
            .AssertRefused(406, "invalid_session_description");
    });

    [Test]
    public void ASessionThatDoesNotConnect_IsTooEarly() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        await OfferButStayAwayAsync(client);
        var pull = new JObject { ["tracks"] = new JArray(SfuClient.Remote("x", "mic")) };
        (await client.CallAsync("POST", "sessions/{id}/tracks/new", pull)).AssertRefused(425, "session_error");
    });

    [Test]
    public void ClosingWhatIsNotThere_IsAnItemError() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        var force = new JObject { ["force"] = true, ["tracks"] = new JArray(new JObject { ["mid"] = "9" }, new JObject()) };
        HttpAnswer answer = (await client.CallAsync("PUT", "sessions/{id}/tracks/close", force)).AssertOk();
        Assert.That(answer.Body["tracks"]!.Select(track => (string?)track["errorDescription"]), Is.EqualTo(new[]
        {
            "Track doesn't exist or was already closed", "Missing mid in track",
        }));
        Assert.That(answer.Body["tracks"]!.Select(track => (string?)track["errorCode"]), Is.All.EqualTo("close_track_error"));
        Assert.That((bool)answer.Body["requiresImmediateRenegotiation"]!, Is.False);
    });

    [Test]
    public void AnUpdateWithNothingToUpdate_IsAnItemError() => Run(async () =>
    {
        using SfuClient publisher = await NewClient().OpenAsync();
        using SfuClient client = await NewClient().OpenAsync();
        string mic = (await publisher.PublishAsync("mic"))[0];
        await publisher.ConnectedAsync();
        publisher.Send(mic, 1);
        string mid = await client.PullOneAsync(publisher.SessionId, "mic");
        JObject track = SfuClient.Remote(publisher.SessionId, "mic");
        track["mid"] = mid;
        track["simulcast"] = new JObject { ["preferredRid"] = "h" };
        HttpAnswer answer = (await client.CallAsync(
            "PUT", "sessions/{id}/tracks/update", new JObject { ["tracks"] = new JArray(track) })).AssertOk();
        Assert.That((string?)answer.Track(0)["errorCode"], Is.EqualTo("update_track_error"));
        Assert.That((string?)answer.Track(0)["errorDescription"],
            Is.EqualTo("The track is not configured for simulcast, no updates applicable."));
    });

    [Test]
    public void APullWithAClientOffer_IsAnswered() => Run(async () =>
    {
        using SfuClient publisher = await NewClient().OpenAsync();
        using SfuClient client = await NewClient().OpenAsync();
        string mic = (await publisher.PublishAsync("mic"))[0];
        await publisher.ConnectedAsync();
        publisher.Send(mic, 1);
        JObject body = SfuClient.With(new JObject(), "offer", Offer(client, 2, Direction.RecvOnly));
        body["tracks"] = new JArray(SfuClient.Remote(publisher.SessionId, "mic"), SfuClient.Remote("nobody", "mic"));
        HttpAnswer answer = (await client.CallAsync("POST", "sessions/{id}/tracks/new", body)).AssertOk();
        client.TakeAnswer(answer);
        Assert.That((bool)answer.Body["requiresImmediateRenegotiation"]!, Is.False);
        Assert.That((string?)answer.Track(0)["mid"], Is.EqualTo("0"));
        Assert.That((string?)answer.Track(1)["errorCode"], Is.EqualTo("not_found_track_error"));
        await client.ConnectedAsync();
        publisher.Send(mic, 5);
        await client.ReceivesAsync("0", 5);
    });

    private SfuClient NewClient() => new(Http, Server.Api, AppSecret);

    private static string Offer(SfuClient client, int sections = 1, Direction direction = Direction.SendOnly) =>
        client.Driver.Run((peer, now) =>
        {
            for (int i = 0; i < sections; i++) peer.AddTransceiver(MediaKind.Audio, direction, $"track-{i}");
            return peer.CreateOffer(now);
        });

    /// <summary>Publishes, but never takes the answer, so that nothing connects.</summary>
    private static async Task OfferButStayAwayAsync(SfuClient client)
    {
        JObject body = SfuClient.With(new JObject { ["tracks"] = new JArray(SfuClient.Local("0", "mic")) }, "offer", Offer(client));
        (await client.CallAsync("POST", "sessions/{id}/tracks/new", body)).AssertOk();
    }
}
