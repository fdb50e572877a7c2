using System.Linq;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Cloudflare's HTTP API, request by request.</summary>
public sealed class SessionApiTests : ContractFixture
{
    private const string BadJson = "decoding_error";
    private const string BadParams = "invalid_params";
    private const string BadSdp = "invalid_session_description";

    [TestCase(null)]
    [TestCase("another secret")]
    [TestCase("")]
    public void WithoutTheSecret_NothingIsAnswered(string? bearer) => Run(() =>
        HttpAnswer.OfAsync(Http, "POST", $"{Api}/sessions/new", bearer, null)
            .IsRefusedAsync(401, "unauthorized"));

    [Test]
    public void AnotherApplication_IsNotFound() => Run(() =>
        HttpAnswer.OfAsync(Http, "POST", $"{Server.Web}v1/apps/other/sessions/new", Secret, null)
            .IsRefusedAsync(404, "not_found"));

    [TestCase("")]
    [TestCase("?")]
    [TestCase("?correlationId=x&thirdparty=false")]
    public void ANewSession_IsCreated(string query) => Run(async () =>
    {
        string address = $"{Api}/sessions/new{query}";
        HttpAnswer answer = await HttpAnswer.OfAsync(Http, "POST", address, Secret, null);
        answer.AssertOk(201);
        Assert.That((string?)answer.Body["sessionId"], Does.Match("^[0-9a-f]{32}$"));
        Assert.That(answer.Body.Count, Is.EqualTo(1), "no transport, no description");
    });

    [Test]
    public void TheVersion_MayBeLeftOut() => Run(async () =>
        (await HttpAnswer.OfAsync(Http, "POST", $"{Server.Web}apps/app/sessions/new", Secret, null)).AssertOk(201));

    [Test]
    public void ANewSessionWithAnOffer_IsAnswered() => Run(async () =>
    {
        using SfuClient client = NewClient();
        JObject body = SfuClient.With(new JObject { ["later"] = "ignored" }, "offer", client.Offer());
        HttpAnswer answer = (await client.CallAsync("POST", "sessions/new", body)).AssertOk(201);
        string sdp = (string)answer.Body["sessionDescription"]!["sdp"]!;
        Assert.That(sdp, Does.EndWith("\r\n"));
        string[] expected = ["ice-lite", "setup:passive", "group:BUNDLE 0", "rtcp-mux", "end-of-candidates"];
        foreach (string attribute in expected)
            Assert.That(sdp, Does.Contain($"\r\na={attribute}\r\n"));
        string address = $@"udp \d+ 127\.0\.0\.1 {Server.Udp[0].Port} typ host";
        Assert.That(sdp, Does.Match($@"\r\na=candidate:(\S+) 1 {address}\r\na=candidate:\1 2 {address}\r\n"));
        client.TakeAnswer(answer);
        await client.ConnectedAsync();
    });

    [TestCase("POST", "sessions/new", "{", 400, BadJson)]
    [TestCase("POST", "sessions/new", "[]", 400, BadJson)]
    [TestCase("POST", "sessions/new", "{} {}", 400, BadJson)]
    [TestCase("POST", "sessions/new", """{"sessionDescription":7}""", 400, BadJson)]
    [TestCase("POST", "sessions/new", """{"sessionDescription":{"type":"offer"}}""", 400, BadJson)]
    [TestCase("POST", "sessions/new", """{"sessionDescription":{"type":"answer","sdp":"v=0\r\n"}}""", 406, BadSdp)]
    [TestCase("POST", "sessions/new", """{"sessionDescription":{"type":"offer","sdp":"hello\r\n"}}""", 406, BadSdp)]
    [TestCase("POST", "sessions/{id}/tracks/new", """{"tracks":{}}""", 400, BadJson)]
    [TestCase("POST", "sessions/{id}/tracks/new", """{"tracks":["x"]}""", 400, BadJson)]
    [TestCase("POST", "sessions/{id}/tracks/new", """{"tracks":[{"location":"local","mid":0}]}""", 400, BadJson)]
    [TestCase("POST", "sessions/{id}/tracks/new", """{}""", 406, BadParams)]
    [TestCase("POST", "sessions/{id}/tracks/new", """{"tracks":[{"location":"nowhere"}]}""", 406, BadParams)]
    [TestCase("POST", "sessions/{id}/tracks/new", """{"tracks":[{"location":"remote"},{}]}""", 406, BadParams)]
    [TestCase("PUT", "sessions/{id}/renegotiate", """{}""", 406, BadSdp)]
    [TestCase("PUT", "sessions/{id}/tracks/close", """{"force":true}""", 406, BadParams)]
    [TestCase("PUT", "sessions/{id}/tracks/close", """{"tracks":[{"mid":"0"}],"force":false}""", 406, BadSdp)]
    [TestCase("PUT", "sessions/{id}/tracks/close", """{"tracks":[{"mid":"0"}],"force":"yes"}""", 400, BadJson)]
    [TestCase("POST", "sessions/{id}/datachannels/new", """{"dataChannels":[]}""", 406, BadParams)]
    [TestCase("POST", "sessions/{id}/datachannels/establish", """{}""", 406, BadParams)]
    [TestCase("PUT", "sessions/{id}/datachannels/update", """{}""", 406, BadParams)]
    [TestCase("PUT", "sessions/{id}/datachannels/close", """{}""", 406, BadParams)]
    [TestCase("PUT", "adapters/websocket/new", """{"tracks":[]}""", 404, "not_found")]
    [TestCase("DELETE", "sessions/{id}", null, 404, "not_found")]
    [TestCase("POST", "somewhere/else", null, 404, "not_found")]
    [TestCase("GET", "sessions/0123456789abcdef0123456789abcdef", null, 410, "session_error")]
    [TestCase("PUT", "sessions/gone/renegotiate", "{}", 410, "session_error")]
    public void ABadRequest_IsRefused(string method, string path, string? body, int status, string errorCode) =>
        Run(async () =>
        {
            using SfuClient client = await NewClient().OpenAsync();
            string address = $"{Api}/{path.Replace("{id}", client.SessionId)}";
            await HttpAnswer.OfAsync(Http, method, address, Secret, body).IsRefusedAsync(status, errorCode);
            (await client.CallAsync("GET", "sessions/{id}", null)).AssertOk();
        });

    [Test]
    public void ABodyTooBig_IsRefused() => Run(async () =>
    {
        OnlyHere("how big is not documented.");
        string body = $$"""{"x":"{{new string('x', 1 << 20)}}"}""";
        (await HttpAnswer.OfAsync(Http, "POST", $"{Api}/sessions/new", Secret, body))
            .AssertRefused(413, "payload_too_large");
    });

    [Test]
    public void MoreThan64Tracks_AreRefused() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        JObject[] tracks = Enumerable.Range(0, 65).Select(i => SfuClient.Remote("x", $"t{i}")).ToArray();
        await client.NewTracksAsync(null, tracks).IsRefusedAsync(406, "invalid_params");
    });

    [Test]
    public void AnSdpWithoutItsLastLineEnd_IsRefusedAndTheSessionLivesOn() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        string offer = client.Offer();
        JObject mic = SfuClient.Local("0", "mic");
        await client.NewTracksAsync(offer.TrimEnd(), mic).IsRefusedAsync(406, "invalid_session_description");
        (await client.NewTracksAsync(offer, mic)).AssertOk();
    });

    [Test]
    public void ADataSection_IsAnswered() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        string offer = client.Offer().Replace("a=group:BUNDLE 0", "a=group:BUNDLE 0 1")
            + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=sctp-port:5000\r\n";
        HttpAnswer answer = (await client.NewTracksAsync(offer, SfuClient.Local("0", "mic"))).AssertOk();
        string sdp = (string)answer.Body["sessionDescription"]!["sdp"]!;
        Assert.That(sdp, Does.Contain("\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"));
        Assert.That(sdp, Does.Contain("\r\na=group:BUNDLE 0 1\r\n"));
        Assert.That(sdp, Does.Contain("\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n"));
    });
}
