using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Earshot.Server;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>What Prometheus reads.</summary>
public sealed class MetricsTests : ServerFixture
{
    private const string MetricsToken = "for those who watch";

    protected override ServerOptions Options => new()
    {
        Port = 0,
        UdpPort = 0,
        AppSecret = AppSecret,
        Addresses = [IPAddress.Loopback],
        MetricsToken = MetricsToken,
    };

    [Test]
    public void ACall_IsCounted() => Run(async () =>
    {
        using SfuClient ada = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        using SfuClient ben = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        string mic = (await ada.PublishAsync("mic"))[0];
        await ada.ConnectedAsync();
        ada.Send(mic, 1);
        string voice = await ben.PullOneAsync(ada.SessionId, "mic");
        await ben.ConnectedAsync();
        ada.Send(mic, 100);
        await ben.ReceivesAsync(voice, 100);
        var (_, _) = await RoomSocket.JoinAsync(Server.Rooms, "hall", Server.MintToken("hall", "ada"));

        string text = await ScrapeAsync();
        Assert.That(Value(text, "earshot_sessions"), Is.EqualTo(2));
        Assert.That(Value(text, "earshot_sessions_connected"), Is.EqualTo(2));
        Assert.That(Value(text, "earshot_tracks_published"), Is.EqualTo(1));
        Assert.That(Value(text, "earshot_tracks_pulled"), Is.EqualTo(1));
        Assert.That(Value(text, "earshot_rooms"), Is.EqualTo(1));
        Assert.That(Value(text, "earshot_players"), Is.EqualTo(1));
        Assert.That(Value(text, "earshot_packets_forwarded_total"), Is.InRange(100, 101));
        Assert.That(Value(text, "earshot_forward_seconds_count"), Is.InRange(100, 101));
        Assert.That(Value(text, "earshot_forward_seconds_sum"), Is.GreaterThan(0).And.LessThan(10));
        Assert.That(Value(text, "earshot_datagrams_received_total"), Is.GreaterThan(101));
        Assert.That(Value(text, "earshot_sent_bytes_total"), Is.GreaterThan(100 * 4));
        Assert.That(Value(text, "earshot_dropped_total{reason=\"NotDemuxed\"}"), Is.Zero);
        Assert.That(Value(text, "earshot_replies_total{status=\"201\"}"), Is.GreaterThanOrEqualTo(2));
    });

    [Test]
    public void WhatEndedSessionsCounted_StaysCounted() => Run(async () =>
    {
        using SfuClient ada = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        await ada.PublishAsync("mic");
        await ada.ConnectedAsync();
        double before = Value(await ScrapeAsync(), "earshot_sessions_total");
        var id = new Earshot.Realtime.Api.SessionId(ada.SessionId);
        await Server.Sfu.RunAsync(now =>
        {
            Server.Sfu.Find(id)!.End(now);
            return true;
        });
        Assert.That(Value(await ScrapeAsync(), "earshot_sessions_total"), Is.EqualTo(before));
    });

    [TestCase(null)]
    [TestCase("another token")]
    [TestCase(AppSecret)]
    public void WithoutTheToken_NothingIsShown(string? bearer) => Run(() =>
        HttpAnswer.OfAsync(Http, "GET", $"{Server.Web}metrics", bearer, null).IsRefusedAsync(401, "unauthorized"));

    private async Task<string> ScrapeAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Server.Web}metrics");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", MetricsToken);
        using HttpResponseMessage response = await Http.SendAsync(request);
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/plain"));
        return await response.Content.ReadAsStringAsync();
    }

    private static double Value(string text, string series)
    {
        Match line = Regex.Match(text, $"^{Regex.Escape(series)} (.+)$", RegexOptions.Multiline);
        Assert.That(line.Success, Is.True, $"{series} in\n{text}");
        return double.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
