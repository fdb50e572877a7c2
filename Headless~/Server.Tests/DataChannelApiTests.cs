using System;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sctp;
using Earshot.Server;
using Earshot.Sfu.Channels;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Cloudflare's HTTP API for data channels, and where their messages go.</summary>
public sealed class DataChannelApiTests : ContractFixture
{
    protected override ServerOptions Options => new()
    {
        IsDevelopment = true,
        Port = 0,
        UdpPort = 0,
        AppId = "app",
        AppSecret = AppSecret,
        ConnectWait = TimeSpan.FromSeconds(2),
        AckWait = TimeSpan.FromSeconds(1),
    };

    [TestCase(true)]
    [TestCase(false)]
    public void TheTransport_IsEstablishedOnce(bool byTheSfu) => Run(async () =>
    {
        using ChannelClient ada = await OpenAsync();
        HttpAnswer answer = await ada.EstablishAsync(byTheSfu);
        Assert.That((bool)answer.Body["requiresImmediateRenegotiation"]!, Is.EqualTo(byTheSfu));
        Assert.That(answer.Body["dataChannel"]!.ToString(Newtonsoft.Json.Formatting.None),
            Is.EqualTo("""{"dataChannelName":"server-events","id":0}"""));
        await ada.Media.ConnectedAsync();
        if (byTheSfu) await SfuClient.UntilAsync(() => ada.Media.Opened.Contains("0 server-events"));
        (await ada.TryEstablishAsync(byTheSfu)).AssertRefused(400, "decoding_error");
    });

    [Test]
    public void AfterASubscription_EstablishingOffersWhatIsThere() => Run(async () =>
    {
        using ChannelClient ada = await OpenAsync();
        using ChannelClient ben = await OpenAsync();
        string mic = (await ada.Media.PublishAsync("mic"))[0];
        await ada.Media.ConnectedAsync();
        ada.Media.Send(mic, 1);
        await ben.Media.PullOneAsync(ada.Media.SessionId, "mic");
        HttpAnswer answer = await ben.EstablishAsync(byTheSfu: true);
        string sdp = (string)answer.Body["sessionDescription"]!["sdp"]!;
        Assert.That(sdp.Split("\r\nm=application 9 "), Has.Length.EqualTo(2), "one data section, not two");
        await ben.PublishAsync("chat");
    });

    [TestCase("""{}""")]
    [TestCase("""{"dataChannel":{"location":"local","dataChannelName":"server-events"}}""")]
    [TestCase("""{"dataChannel":{"location":"remote","dataChannelName":"chat"}}""")]
    public void OnlyServerEvents_CanBeEstablished(string body) => Run(async () =>
    {
        using ChannelClient ada = await OpenAsync();
        await ada.Media.CallAsync("POST", "sessions/{id}/datachannels/establish", JObject.Parse(body))
            .IsRefusedAsync(406, "invalid_params");
    });

    [Test]
    public void AMessage_ReachesAllSubscribersAndNoneAnswers() => Run(async () =>
    {
        using ChannelClient ada = await ReadyAsync(byTheSfu: true);
        using ChannelClient ben = await ReadyAsync(byTheSfu: false);
        using ChannelClient cem = await ReadyAsync(byTheSfu: true);
        DataChannel sends = await ada.PublishAsync("chat");
        DataChannel atBen = await ben.PullAsync(ada.Media.SessionId, "chat");
        DataChannel atCem = await cem.PullAsync(ada.Media.SessionId, "chat");
        await ada.SendAsync(sends, "hello");
        await ada.SendAsync(sends, new string('x', 100_000));
        foreach ((ChannelClient client, DataChannel channel) in new[] { (ben, atBen), (cem, atCem) })
        {
            await client.ReceivesAsync(channel, 2);
            Assert.That(client.Received(channel).Select(text => text.Length), Is.EqualTo(new[] { 5, 100_000 }));
        }

        await ben.SendAsync(atBen, "not heard");
        await ada.SendAsync(sends, "bye");
        await cem.ReceivesAsync(atCem, 3);
        Assert.That(ada.Received(sends), Is.Empty, "a channel goes one way");
        using ChannelClient late = await ReadyAsync(byTheSfu: true);
        DataChannel atLate = await late.PullAsync(ada.Media.SessionId, "chat");
        await ada.SendAsync(sends, "again");
        await late.ReceivesAsync(atLate, 1);
        Assert.That(late.Received(atLate), Is.EqualTo(new[] { "again" }), "nothing is replayed");
    });

    [Test]
    public void APublisher_MayHearItself() => Run(async () =>
    {
        using ChannelClient ada = await ReadyAsync(byTheSfu: true);
        using ChannelClient ben = await ReadyAsync(byTheSfu: true);
        DataChannel sends = await ada.PublishAsync("chat");
        DataChannel atAda = await ada.PullAsync(ada.Media.SessionId, "chat");
        DataChannel atBen = await ben.PullAsync(ada.Media.SessionId, "chat");
        string[] texts = Enumerable.Range(0, 50).Select(i => new string((char)('a' + i % 26), 100 + 40 * i)).ToArray();
        foreach (string text in texts) await ada.SendAsync(sends, text);
        await ada.ReceivesAsync(atAda, 50);
        await ben.ReceivesAsync(atBen, 50);
        Assert.That(ada.Received(atAda), Is.EqualTo(texts));
        Assert.That(ben.Received(atBen), Is.EqualTo(texts));
    });

    [Test]
    public void AChannel_IsInitializingUntilItsTransportIsThere_ThenActive_ThenInactive() => Run(async () =>
    {
        using ChannelClient ada = await OpenAsync();
        var id = new SessionId(ada.Media.SessionId);
        await Server.Sfu.RunAsync(now =>
            Server.Sfu.Find(id)!.Channels.Publish(now, new DataChannelName("chat"), default));
        Assert.That(await ada.StatesAsync(), Is.EqualTo(new[] { "local chat initializing" }));
        await ada.EstablishAsync(byTheSfu: false);
        await SfuClient.UntilAsync(() => ada.StatesAsync().Result[0] == "local chat active");
        await ada.CloseAsync(1);
        Assert.That(await ada.StatesAsync(), Is.EqualTo(new[] { "local chat inactive" }));
    });

    [Test]
    public void ClosedChannels_AreListedUntilThereAreTooMany() => Run(async () =>
    {
        using ChannelClient ada = await ReadyAsync(byTheSfu: false);
        var id = new SessionId(ada.Media.SessionId);
        await Server.Sfu.RunAsync(now =>
        {
            SessionChannels channels = Server.Sfu.Find(id)!.Channels;
            var kept = new DataChannelName("kept");
            int first = channels.Publish(now, kept, default).Id;
            for (int i = 0; i < SessionChannels.MaxListed + 10; i++)
                channels.Close(now, channels.Publish(now, new DataChannelName($"{i}"), default).Id);
            Assert.That(channels.Channels, Has.Count.EqualTo(SessionChannels.MaxListed));
            Assert.That(channels.Channels[0].Name, Is.EqualTo(kept), "what is open is never forgotten");
            return first;
        });
    });

    [Test]
    public void IdsAreEachSessionsOwn_AndListed() => Run(async () =>
    {
        using ChannelClient ada = await ReadyAsync(byTheSfu: true);
        using ChannelClient ben = await ReadyAsync(byTheSfu: true);
        DataChannel chat = await ada.PublishAsync("chat");
        DataChannel state = await ada.PublishAsync("state", ("ordered", false), ("maxRetransmits", 0));
        Assert.That(new[] { (int)chat.Id!.Value.Value, state.Id!.Value.Value }, Is.EqualTo(new[] { 1, 2 }));
        HttpAnswer pulled = await ben.NewAsync(Remote(ada, "state"), Remote(ada, "nobody"), Remote(ada, "state"));
        Assert.That(pulled.EachOf("dataChannels", "errorCode"),
            Is.EqualTo(new[] { "", "not_found_track_error", "repeated_local_track_error" }));
        Assert.That(pulled.Body["dataChannels"]![0]!.ToString(Newtonsoft.Json.Formatting.None), Is.EqualTo(
            $$"""{"location":"remote","sessionId":"{{ada.Media.SessionId}}","dataChannelName":"state","id":1}"""));
        HttpAnswer repeated = await ada.NewAsync(Local("chat"));
        Assert.That(repeated.EachOf("dataChannels", "errorCode"), Is.EqualTo(new[] { "repeated_local_track_error" }));

        JToken listed = (await ada.Media.CallAsync("GET", "sessions/{id}", null)).AssertOk().Body["dataChannels"]!;
        Assert.That(listed.ToString(Newtonsoft.Json.Formatting.None), Is.EqualTo(
            """[{"location":"local","dataChannelName":"chat","id":1,"status":"active"},"""
            + """{"location":"local","dataChannelName":"state","id":2,"status":"active"}]"""));
    });

    [Test]
    public void OneSubscriberMayAnswer_AndOnlyThePublisherHears() => Run(async () =>
    {
        using ChannelClient ada = await ReadyAsync(byTheSfu: true);
        using ChannelClient ben = await ReadyAsync(byTheSfu: true);
        using ChannelClient cem = await ReadyAsync(byTheSfu: true);
        DataChannel sends = await ada.PublishAsync("chat");
        DataChannel atBen = await ben.PullAsync(ada.Media.SessionId, "chat", ("canReply", true));
        DataChannel atCem = await cem.PullAsync(ada.Media.SessionId, "chat");
        await ben.SendAsync(atBen, "ben");
        await ada.ReceivesAsync(sends, 1);

        HttpAnswer granted = await cem.UpdateAsync(ada, "chat", canReply: true);
        Assert.That(granted.Body["dataChannels"]![0]!.ToString(Newtonsoft.Json.Formatting.None), Is.EqualTo(
            $$"""{"location":"remote","sessionId":"{{ada.Media.SessionId}}","dataChannelName":"chat","""
            + "\"canReply\":true,\"id\":1}"));
        await cem.SendAsync(atCem, "cem");
        await ada.ReceivesAsync(sends, 2);
        await ben.SendAsync(atBen, "ben again");
        await cem.UpdateAsync(ada, "chat", canReply: false);
        await cem.SendAsync(atCem, "cem again");
        await ada.SendAsync(sends, "to all");
        await ben.ReceivesAsync(atBen, 1);
        Assert.That(ada.Received(sends), Is.EqualTo(new[] { "ben", "cem" }));
        Assert.That(ben.Received(atBen), Is.EqualTo(new[] { "to all" }), "answers go to the publisher alone");
        HttpAnswer unknown = await cem.UpdateAsync(ada, "other", canReply: true);
        Assert.That(unknown.EachOf("dataChannels", "errorCode"), Is.EqualTo(new[] { "not_found_track_error" }));
    });

    [Test]
    public void ASubscriberThatIsWaitedFor_GetsNothingUntilItSpeaks() => Run(async () =>
    {
        using ChannelClient ada = await ReadyAsync(byTheSfu: true);
        using ChannelClient ben = await ReadyAsync(byTheSfu: true);
        DataChannel sends = await ada.PublishAsync("chat");
        DataChannel atBen = await ben.PullAsync(ada.Media.SessionId, "chat", ("waitForAck", true), ("canReply", true));
        await ada.SendAsync(sends, "too early");
        await ben.SendAsync(atBen, "ready");
        await SfuClient.UntilAsync(() =>
        {
            ada.SendAsync(sends, "now").Wait();
            return ben.Received(atBen).Length > 0;
        });
        Assert.That(ben.Received(atBen), Is.All.EqualTo("now"));
        await ben.SendAsync(atBen, "an answer");
        await ada.ReceivesAsync(sends, 1);
        Assert.That(ada.Received(sends), Is.EqualTo(new[] { "an answer" }), "the first message is nobody's");
    });

    [Test]
    public void ASubscriberThatNeverSpeaks_LosesTheChannelItWasWaitedForOn() => Run(async () =>
    {
        OnlyHere("there it takes 30 s.");
        using ChannelClient ada = await ReadyAsync(byTheSfu: true);
        using ChannelClient ben = await ReadyAsync(byTheSfu: true);
        await ada.PublishAsync("chat");
        DataChannel atBen = await ben.PullAsync(ada.Media.SessionId, "chat", ("waitForAck", true));
        await SfuClient.UntilAsync(() => ben.StateOf(atBen) == DataChannelState.Closed);
        Assert.That(await ben.StatesAsync(), Is.EqualTo(new[] { "remote chat inactive" }));
        await ben.PullAsync(ada.Media.SessionId, "chat");
    });

    [Test]
    public void ClosingAPublication_ClosesItForEverybody() => Run(async () =>
    {
        using ChannelClient ada = await ReadyAsync(byTheSfu: true);
        using ChannelClient ben = await ReadyAsync(byTheSfu: true);
        DataChannel sends = await ada.PublishAsync("chat");
        DataChannel atBen = await ben.PullAsync(ada.Media.SessionId, "chat");
        HttpAnswer closed = await ada.CloseAsync(1, 1, 77);
        Assert.That(closed.EachOf("dataChannels", "errorCode"),
            Is.EqualTo(new[] { "", "close_track_error", "close_track_error" }));
        Assert.That(closed.EachOf("dataChannels", "dataChannelName")[0], Is.EqualTo("chat"));
        await SfuClient.UntilAsync(() => ben.StateOf(atBen) == DataChannelState.Closed);
        await SfuClient.UntilAsync(() => ada.StateOf(sends) == DataChannelState.Closed);
        Assert.That(await ben.StatesAsync(), Is.EqualTo(new[] { "remote chat inactive" }));
        await ada.PublishAsync("chat");
        await ben.PullAsync(ada.Media.SessionId, "chat");
    });

    [Test]
    public void AnEndpointThatClosesItsChannel_HasClosedIt() => Run(async () =>
    {
        using ChannelClient ada = await ReadyAsync(byTheSfu: true);
        using ChannelClient ben = await ReadyAsync(byTheSfu: true);
        await ada.PublishAsync("chat");
        DataChannel atBen = await ben.PullAsync(ada.Media.SessionId, "chat");
        ben.Media.Driver.Run((peer, now) =>
        {
            peer.Close(now, atBen);
            return true;
        });
        await SfuClient.UntilAsync(() => ben.StatesAsync().Result[0] == "remote chat inactive");
        Assert.That(await ada.StatesAsync(), Is.EqualTo(new[] { "local chat active" }));
    });

    [Test]
    public void WithoutATransport_ItIsTooEarly() => Run(async () =>
    {
        using ChannelClient ada = await OpenAsync();
        await ada.TryNewAsync(Local("chat")).IsRefusedAsync(425, "session_error");
    });

    [TestCase("""{"dataChannels":[{"location":"local","dataChannelName":"a"},{"location":"remote"}]}""")]
    [TestCase("""{"dataChannels":[{"dataChannelName":"a"}]}""")]
    [TestCase("""{"dataChannels":[]}""")]
    public void ABadRequest_IsRefused(string body) => Run(async () =>
    {
        using ChannelClient ada = await OpenAsync();
        await ada.Media.CallAsync("POST", "sessions/{id}/datachannels/new", JObject.Parse(body))
            .IsRefusedAsync(406, "invalid_params");
    });

    [Test]
    public void ABadItem_FailsAlone() => Run(async () =>
    {
        using ChannelClient ada = await ReadyAsync(byTheSfu: true);
        JObject both = Local("both");
        (both["maxRetransmits"], both["maxPacketLifeTime"]) = (1, 1);
        JObject negative = Local("negative");
        negative["maxRetransmits"] = -1;
        JObject nameless = new() { ["location"] = "local" };
        JObject tooLong = Local(new string('x', 1025));
        HttpAnswer answer = await ada.NewAsync(
            both, negative, nameless, Local("server-events"), tooLong, Local("fine"));
        string[] errors = answer.EachOf("dataChannels", "errorCode");
        Assert.That(errors[..5], Is.All.EqualTo("invalid_params"));
        Assert.That(errors[5], Is.Empty);
    });

    [Test]
    public void ASession_HoldsSoManyChannelsAndNoMore() => Run(async () =>
    {
        OnlyHere("how many is not documented.");
        using ChannelClient ada = await ReadyAsync(byTheSfu: true);
        for (int i = 0; i < 16; i++)
        {
            HttpAnswer made = await ada.NewAsync(Enumerable.Range(i * 64, 64).Select(k => Local($"{k}")).ToArray());
            Assert.That(made.EachOf("dataChannels", "errorCode"), Is.All.Empty);
        }

        HttpAnswer more = await ada.NewAsync(Local("one more"));
        Assert.That(more.EachOf("dataChannels", "errorCode"), Is.EqualTo(new[] { "invalid_params" }));
    });

    private async Task<ChannelClient> OpenAsync() =>
        new(await new SfuClient(Http, Api, Secret).OpenAsync());

    private async Task<ChannelClient> ReadyAsync(bool byTheSfu)
    {
        ChannelClient client = await OpenAsync();
        await client.EstablishAsync(byTheSfu);
        return client;
    }

    private static JObject Local(string name) => new() { ["location"] = "local", ["dataChannelName"] = name };

    private static JObject Remote(ChannelClient publisher, string name) => new()
    {
        ["location"] = "remote",
        ["sessionId"] = publisher.Media.SessionId,
        ["dataChannelName"] = name,
    };
}
