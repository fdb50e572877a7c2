using System;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Server;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

public sealed class SessionExpiryTests : ServerFixture
{
    protected override ServerOptions Options => new()
    {
        IsDevelopment = true,
        Port = 0,
        UdpPort = 0,
        AppSecret = AppSecret,
        ConnectWithin = TimeSpan.FromSeconds(2),
        SilenceLimit = TimeSpan.FromSeconds(1),
        PullWait = TimeSpan.FromSeconds(1),
        AnswerWithin = TimeSpan.FromSeconds(1),
        RequestsPerSecond = 50,
        MaxSections = 5,
    };

    [Test]
    public void ASessionThatNeverConnects_IsGone_OneThatDid_Stays() => Run(async () =>
    {
        using SfuClient unused = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        using SfuClient used = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        await used.PublishAsync("mic");
        await used.ConnectedAsync();
        await SfuClient.UntilAsync(() => unused.CallAsync("GET", "sessions/{id}", null).Result.Status != 200);
        (await unused.CallAsync("GET", "sessions/{id}", null)).AssertRefused(410, "session_error");
        (await used.CallAsync("GET", "sessions/{id}", null)).AssertOk();
    });

    [Test]
    public void ATrackThatFallsSilent_IsClosed_OneThatSpeaksStays() => Run(async () =>
    {
        using SfuClient publisher = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        using SfuClient listener = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        string[] mids = await publisher.PublishAsync("silent", "speaks");
        await publisher.ConnectedAsync();
        publisher.Send(mids[0], 1);
        publisher.Send(mids[1], 1);
        await listener.PullOneAsync(publisher.SessionId, "silent");
        await listener.PullOneAsync(publisher.SessionId, "speaks");
        await SfuClient.UntilAsync(() =>
        {
            publisher.Send(mids[1], 1);
            return listener.StatesAsync().Result[0] == "remote silent inactive";
        });
        Assert.That((await listener.StatesAsync())[1], Is.EqualTo("remote speaks active"));
        string[] published = await publisher.StatesAsync();
        Assert.That(published, Is.EqualTo(new[] { "local silent inactive", "local speaks active" }));
        HttpAnswer late = await listener.PullAsync((publisher.SessionId, "silent"));
        Assert.That(late.Each("errorCode"), Is.EqualTo(new[] { "not_found_track_error" }));

        string again = (await publisher.PublishAsync("silent"))[0];
        publisher.Send(again, 1);
        await listener.PullOneAsync(publisher.SessionId, "silent");
    });

    [Test]
    public void AnOfferNeverAnswered_BarsOtherChanges_AndThenEndsTheSession() => Run(async () =>
    {
        using SfuClient publisher = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        using SfuClient listener = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        string mid = (await publisher.PublishAsync("mic"))[0];
        await publisher.ConnectedAsync();
        publisher.Send(mid, 1);
        await listener.PublishAsync("own");
        await listener.ConnectedAsync();
        JObject wanted = SfuClient.Remote(publisher.SessionId, "mic");
        HttpAnswer offered = (await listener.NewTracksAsync(null, wanted)).AssertOk();
        Assert.That((bool)offered.Body["requiresImmediateRenegotiation"]!, Is.True);
        await listener.NewTracksAsync(null, wanted).IsRefusedAsync(406, "invalid_session_description");
        await SfuClient.UntilAsync(() => listener.CallAsync("GET", "sessions/{id}", null).Result.Status != 200);
        (await listener.NewTracksAsync(null, wanted)).AssertRefused(410, "session_error");
        (await publisher.CallAsync("GET", "sessions/{id}", null)).AssertOk();
    });

    [Test]
    public void ClosedTracks_AreListed_UntilAnotherTakesTheSection() => Run(async () =>
    {
        using SfuClient client = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        string mid = (await client.PublishAsync("0"))[0];
        await client.ConnectedAsync();
        for (int i = 1; i < 10; i++)
        {
            (await client.ForceCloseAsync(mid)).AssertOk();
            Assert.That(await client.StatesAsync(), Is.EqualTo(new[] { $"local {i - 1} inactive" }));
            HttpAnswer again = (await client.NewTracksAsync(client.Offer(0), SfuClient.Local(mid, $"{i}"))).AssertOk();
            client.TakeAnswer(again);
            Assert.That(await client.StatesAsync(), Is.EqualTo(new[] { $"local {i} active" }));
        }
    });

    [Test]
    public void ASessionWithTooManySections_IsToBeReplaced() => Run(async () =>
    {
        using SfuClient client = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        await client.PublishAsync("1", "2", "3", "4", "5");
        await client.ConnectedAsync();
        await client.NewTracksAsync(client.Offer(), SfuClient.Local("5", "6")).IsRefusedAsync(410, "session_error");
        (await client.CallAsync("GET", "sessions/{id}", null)).AssertOk();
    });

    [Test]
    public void MoreThan50CallsASecond_AreRefused_AndOtherSessionsAreNot() => Run(async () =>
    {
        using SfuClient eager = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        using SfuClient other = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        HttpAnswer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 500).Select(_ => eager.CallAsync("GET", "sessions/{id}", null)));
        Assert.That(answers.Count(answer => answer.Status == 200), Is.GreaterThanOrEqualTo(50));
        answers.First(answer => answer.Status != 200).AssertRefused(429, "retryable_transient_error");
        (await other.CallAsync("GET", "sessions/{id}", null)).AssertOk();
        await SfuClient.UntilAsync(() => eager.CallAsync("GET", "sessions/{id}", null).Result.Status == 200);
    });
}
