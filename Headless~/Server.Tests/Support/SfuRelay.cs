using System;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Server;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Carries descriptions between two SFUs that speak to each other: for the one the other is a third party, for
/// the other the one is a client.</summary>
public sealed class SfuRelay(HttpClient http, Uri one, Uri other, string secret) : IDisposable
{
    private readonly SfuClient _one = new(http, one, secret);
    private readonly SfuClient _other = new(http, other, secret);

    /// <summary>The port that the one offers.</summary>
    public string CandidatePort { get; private set; } = "";

    /// <summary>The session on the other SFU.</summary>
    public string OtherSession => _other.SessionId;

    /// <summary>Takes a track of the one to the other, where it is published as "relayed".</summary>
    public async Task CarryAsync(string sessionId, string trackName)
    {
        await _one.OpenAsync("thirdparty=true&correlationId=relay");
        await _other.OpenAsync();
        var back = new JObject
        {
            ["location"] = "local",
            ["trackName"] = "back",
            ["kind"] = "audio",
            ["bidirectionalMediaStream"] = true,
        };
        HttpAnswer offered = (await _one.NewTracksAsync(null, back)).AssertOk();
        string offer = (string)offered.Body["sessionDescription"]!["sdp"]!;
        Assert.That(offer, Does.Not.Contain("a=ice-lite"));
        CandidatePort = Regex.Match(offer, @"a=candidate:\S+ 1 udp \d+ \S+ (\d+) typ host").Groups[1].Value;

        JObject relayed = SfuClient.Local("0", "relayed");
        relayed["bidirectionalMediaStream"] = true;
        HttpAnswer answered = (await _other.NewTracksAsync(offer, relayed)).AssertOk();
        string answer = (string)answered.Body["sessionDescription"]!["sdp"]!;
        Assert.That(answer, Does.Contain("a=ice-lite"));
        (await _one.RenegotiateAsync("answer", answer)).AssertOk();

        JObject pull = SfuClient.Remote(sessionId, trackName);
        pull["mid"] = "#back";
        HttpAnswer pulled = (await _one.NewTracksAsync(null, pull)).AssertOk();
        Assert.That(pulled.Each("errorCode"), Is.EqualTo(new[] { "" }), pulled.Body.ToString());
    }

    /// <summary>Where the connection stands at the other SFU.</summary>
    public PeerState StateAtOther(EarshotServer server) => server.Sfu.RunAsync(
        _ => server.Sfu.Find(new SessionId(OtherSession))!.Peer.State).Result;

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
    }
}
