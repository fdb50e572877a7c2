using System;
using Earshot.Server;
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
        Assert.That(await Server.Sfu.RunAsync(_ => Server.Sfu.SessionCount), Is.EqualTo(1));
    });
}
