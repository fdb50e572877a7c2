using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Cloudflare's HTTP API: publishing and pulling, in and out of order.</summary>
public sealed class TrackApiTests : ContractFixture
{
    [Test]
    public void TracksThatCannotBePublished_FailAlone() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        (JObject Track, string Error)[] cases =
        [
            (SfuClient.Local("0", "mic"), ""),
            (SfuClient.Local("7", "far"), "invalid_params"),
            (SfuClient.Local("1", "mic"), "repeated_local_track_error"),
            (SfuClient.Local("0", "second"), "repeated_local_track_error"),
            (SfuClient.Local("", "nowhere"), "invalid_params"),
            (new JObject { ["location"] = "local", ["mid"] = "2" }, "invalid_params"),
        ];
        HttpAnswer answer = await client.NewTracksAsync(client.Offer(3), cases.Select(one => one.Track).ToArray());
        Assert.That(answer.AssertOk().Each("errorCode"), Is.EqualTo(cases.Select(one => one.Error)));
        Assert.That(answer.Body["sessionDescription"], Is.Not.Null, "an offer is always answered");
        Assert.That((bool)answer.Body["requiresImmediateRenegotiation"]!, Is.False);
        Assert.That(answer.Track(0).Properties().Select(p => p.Name), Is.EquivalentTo(new[] { "mid", "trackName" }));
    });

    [Test]
    public void AutoDiscover_NamesEverySection() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        JObject body = SfuClient.With(new JObject { ["autoDiscover"] = true }, "offer", client.Offer(2));
        HttpAnswer answer = (await client.CallAsync("POST", "sessions/{id}/tracks/new", body)).AssertOk();
        Assert.That(answer.Each("mid"), Is.EqualTo(new[] { "0", "1" }));
        Assert.That(answer.Each("trackName"), Is.Unique.And.All.Length.EqualTo(36));
    });

    [Test]
    public void APullOfTheUnknown_FailsAsAnItem() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        HttpAnswer answer = await client.PullAsync(("nobody", "mic"), (client.SessionId, "mic"));
        Assert.That(answer.Each("errorCode"), Is.All.EqualTo("not_found_track_error"));
        Assert.That(answer.Each("sessionId"), Is.EqualTo(new[] { "nobody", client.SessionId }));
        Assert.That((string?)answer.Track(0)["mid"], Is.EqualTo(""));
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
        Assert.That(answer.Each("errorCode"), Is.EqualTo(new[] { "not_found_track_error" }));
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
        Assert.That(answer.Each("errorCode"), Is.EqualTo(new[] { "empty_track_error", "" }));
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
    public void APullWhoseCallerGoesAway_ChangesNothing() => Run(async () =>
    {
        using SfuClient publisher = await NewClient().OpenAsync();
        using SfuClient client = await NewClient().OpenAsync();
        string[] mids = await publisher.PublishAsync("silent", "loud");
        await publisher.ConnectedAsync();
        publisher.Send(mids[1], 1);
        var both = new[] { "silent", "loud" }.Select(name => SfuClient.Remote(publisher.SessionId, name));
        using var impatient = new HttpClient { Timeout = TimeSpan.FromMilliseconds(100) };
        string address = $"{Api}/sessions/{client.SessionId}/tracks/new";
        string body = new JObject { ["tracks"] = new JArray(both) }.ToString();
        Assert.CatchAsync<TaskCanceledException>(
            () => HttpAnswer.OfAsync(impatient, "POST", address, Secret, body));

        await SfuClient.UntilAsync(() => client.ForceCloseAsync("0").Result.Status == 200);
        HttpAnswer pulled = await client.PullAsync((publisher.SessionId, "loud"));
        Assert.That(pulled.Each("errorCode"), Is.EqualTo(new[] { "" }), "no offer of before waits for an answer");
    });

    [Test]
    public void AnOverlappingChange_IsRefused() => Run(async () =>
    {
        using SfuClient publisher = await NewClient().OpenAsync();
        using SfuClient client = await NewClient().OpenAsync();
        await publisher.PublishAsync("silent");
        await publisher.ConnectedAsync();
        Task<HttpAnswer> pulling = client.PullAsync((publisher.SessionId, "silent"));
        var id = new SessionId(client.SessionId);
        await SfuClient.UntilAsync(() => Server.Sfu.RunAsync(_ => Server.Sfu.Find(id)!.IsBusy).Result);
        await client.ForceCloseAsync("0").IsRefusedAsync(406, "invalid_session_description");
        (await client.UpdateAsync("0", "x", "mic")).AssertOk();
        Assert.That(pulling.IsCompleted, Is.False);
        await pulling;
        (await client.ForceCloseAsync("0")).AssertOk();
    });

    [Test]
    public void WhileAnOfferWaitsForItsAnswer_OtherChangesAreRefused() => Run(async () =>
    {
        using SfuClient publisher = await NewClient().OpenAsync();
        using SfuClient client = await NewClient().OpenAsync();
        string mid = (await publisher.PublishAsync("mic"))[0];
        await publisher.ConnectedAsync();
        publisher.Send(mid, 1);
        JObject pull = SfuClient.Remote(publisher.SessionId, "mic");
        HttpAnswer offered = (await client.NewTracksAsync(null, pull)).AssertOk();
        Assert.That((bool)offered.Body["requiresImmediateRenegotiation"]!, Is.True);
        string ownOffer = (string)offered.Body["sessionDescription"]!["sdp"]!;

        const string outOfOrder = "invalid_session_description";
        await client.NewTracksAsync(null, pull).IsRefusedAsync(406, outOfOrder);
        await client.NewTracksAsync(client.Offer(), SfuClient.Local("0", "mic")).IsRefusedAsync(406, outOfOrder);
        await client.RenegotiateAsync("offer", ownOffer).IsRefusedAsync(406, outOfOrder);
        await client.RenegotiateAsync("answer", "v=0\r\n").IsRefusedAsync(406, outOfOrder);
    });

    [Test]
    public void ASessionThatDoesNotConnect_IsTooEarly() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        await OfferButStayAwayAsync(client);
        await client.NewTracksAsync(null, SfuClient.Remote("x", "mic")).IsRefusedAsync(425, "session_error");
    });

    [Test]
    public void ClosingWhatIsNotThere_IsAnItemError() => Run(async () =>
    {
        using SfuClient client = await NewClient().OpenAsync();
        HttpAnswer answer = (await client.ForceCloseAsync("9", "")).AssertOk();
        Assert.That(answer.Each("errorCode"), Is.All.EqualTo("close_track_error"));
        Assert.That(answer.Each("errorDescription"), Is.EqualTo(new[]
        {
            "Track doesn't exist or was already closed", "Missing mid in track",
        }));
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
        HttpAnswer answer = (await client.UpdateAsync(mid, publisher.SessionId, "mic")).AssertOk();
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
        HttpAnswer answer = (await client.NewTracksAsync(client.Offer(2, Direction.RecvOnly),
            SfuClient.Remote(publisher.SessionId, "mic"), SfuClient.Remote("nobody", "mic"))).AssertOk();
        client.TakeAnswer(answer);
        Assert.That((bool)answer.Body["requiresImmediateRenegotiation"]!, Is.False);
        Assert.That((string?)answer.Track(0)["mid"], Is.EqualTo("0"));
        Assert.That(answer.Each("errorCode"), Is.EqualTo(new[] { "", "not_found_track_error" }));
        await client.ConnectedAsync();
        publisher.Send(mic, 5);
        await client.ReceivesAsync("0", 5);
    });

    /// <summary>Publishes, but never takes the answer, so that nothing connects.</summary>
    private static async Task OfferButStayAwayAsync(SfuClient client) =>
        (await client.NewTracksAsync(client.Offer(), SfuClient.Local("0", "mic"))).AssertOk();
}
