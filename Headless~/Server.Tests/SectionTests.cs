using System;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Server;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Whose offer brings which media section, and what a section may carry.</summary>
public sealed class SectionTests : ContractFixture
{
    [Test]
    public void TheSfuOffersTheSection_OfALocalTrackWithoutSdp() => Run(async () =>
    {
        OnlyHere("there it takes bidirectionalMediaStream.");
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        JObject[] tracks = [Local("mic", "audio"), Local("camera", "video")];
        HttpAnswer offered = (await ada.NewTracksAsync(null, tracks)).AssertOk();
        Assert.That((bool)offered.Body["requiresImmediateRenegotiation"]!, Is.True);
        Assert.That(offered.Each("mid"), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(offered.Each("trackName"), Is.EqualTo(new[] { "mic", "camera" }));
        string sdp = (string)offered.Body["sessionDescription"]!["sdp"]!;
        Assert.That(sdp.Split("\r\nm=")[1], Does.StartWith("application 9 UDP/DTLS/SCTP webrtc-datachannel"));
        Assert.That(sdp, Does.Contain("m=audio 9 ").And.Contain("m=video 9 ").And.Contain("a=recvonly"));
        await ada.AnswerAsync(offered, Direction.SendOnly);
        await ada.ConnectedAsync();
        ada.Send("1", 1);
        string voice = await ben.PullOneAsync(ada.SessionId, "mic");
        await ben.ConnectedAsync();
        ada.Send("1", 5);
        await ben.ReceivesAsync(voice, 5);
    });

    [TestCase("""{"location":"local","trackName":"mic"}""", "invalid_params")]
    [TestCase("""{"location":"local","trackName":"mic","kind":"smell"}""", "invalid_params")]
    [TestCase("""{"location":"local","kind":"audio"}""", "invalid_params")]
    [TestCase("""{"location":"local","kind":"audio","trackName":"mic","mid":"7"}""", "invalid_params")]
    [TestCase("""{"location":"local","kind":"audio","trackName":"mic","mid":"#who"}""", "invalid_params")]
    [TestCase("""{"location":"local","kind":"audio","trackName":"taken"}""", "repeated_local_track_error")]
    public void WhatTheSfuCannotOffer_FailsAlone(string track, string error) => Run(async () =>
    {
        OnlyHere("there it takes bidirectionalMediaStream.");
        using SfuClient ada = await OpenAsync();
        HttpAnswer offered = (await ada.NewTracksAsync(null, Local("taken", "audio"), JObject.Parse(track))).AssertOk();
        Assert.That(offered.Each("errorCode"), Is.EqualTo(new[] { "", error }));
        await ada.AnswerAsync(offered, Direction.SendOnly);
        HttpAnswer again = (await ada.NewTracksAsync(null, JObject.Parse(track))).AssertOk();
        Assert.That(again.Each("errorCode"), Is.EqualTo(new[] { error }));
        Assert.That((bool)again.Body["requiresImmediateRenegotiation"]!, Is.False, "nothing is left to offer");
    });

    [TestCase("#mic")]
    [TestCase("1")]
    public void ABidirectionalSection_CarriesATrackEachWay(string reference) => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        HttpAnswer offered = (await ada.NewTracksAsync(null, Local("mic", "audio", isBoth: true))).AssertOk();
        await ada.AnswerAsync(offered, Direction.SendRecv);
        string benMic = (await ben.PublishAsync("voice"))[0];
        await Task.WhenAll(ada.ConnectedAsync(), ben.ConnectedAsync());
        ben.Send(benMic, 1);

        JObject pull = SfuClient.Remote(ben.SessionId, "voice");
        pull["mid"] = reference;
        HttpAnswer pulled = (await ada.NewTracksAsync(null, pull)).AssertOk();
        Assert.That(pulled.Each("mid"), Is.EqualTo(new[] { "1" }));
        Assert.That((bool)pulled.Body["requiresImmediateRenegotiation"]!, Is.False);
        Assert.That(pulled.Body["sessionDescription"], Is.Null, "the section is there already");
        ben.Send(benMic, 5);
        await ada.ReceivesAsync("1", 5);
        ada.Send("1", 1);
        string atBen = await ben.PullOneAsync(ada.SessionId, "mic");
        ada.Send("1", 5);
        await ben.ReceivesAsync(atBen, 5);

        (await ada.ForceCloseAsync("1")).AssertOk();
        Assert.That(await ada.StatesAsync(), Is.EqualTo(new[] { "local mic inactive", "remote voice inactive" }));
    });

    [Test]
    public void AReferenceToNoSection_FailsAlone() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        string mic = (await ben.PublishAsync("voice"))[0];
        await ben.ConnectedAsync();
        ben.Send(mic, 1);
        JObject pull = SfuClient.Remote(ben.SessionId, "voice");
        pull["mid"] = "#nobody";
        HttpAnswer pulled = (await ada.NewTracksAsync(null, pull)).AssertOk();
        Assert.That(pulled.Each("errorCode"), Is.EqualTo(new[] { "invalid_params" }));
        Assert.That(pulled.Body["sessionDescription"], Is.Null);
    });

    [Test]
    public void AClientsOffer_MayBeBidirectionalToo() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        JObject mic = SfuClient.Local("0", "mic");
        mic["bidirectionalMediaStream"] = true;
        ada.TakeAnswer((await ada.NewTracksAsync(ada.Offer(1, Direction.SendRecv), mic)).AssertOk());
        string benMic = (await ben.PublishAsync("voice"))[0];
        await Task.WhenAll(ada.ConnectedAsync(), ben.ConnectedAsync());
        ben.Send(benMic, 1);
        JObject pull = SfuClient.Remote(ben.SessionId, "voice");
        pull["mid"] = "#mic";
        Assert.That((await ada.NewTracksAsync(null, pull)).AssertOk().Each("errorCode"), Is.EqualTo(new[] { "" }));
        ben.Send(benMic, 5);
        await ada.ReceivesAsync("0", 5);
    });

    [Test]
    public void ExplicitMids_SayWhichOfferedSectionATrackGoesOn() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        string[] mics = await ada.PublishAsync("left", "right");
        await ada.ConnectedAsync();
        ada.Send(mics[0], 1);
        ada.Send(mics[1], 1000);
        JObject left = SfuClient.Remote(ada.SessionId, "left");
        JObject right = SfuClient.Remote(ada.SessionId, "right");
        JObject nowhere = SfuClient.Remote(ada.SessionId, "left");
        (left["mid"], right["mid"], nowhere["mid"]) = ("1", "0", "9");
        HttpAnswer answer = await ben.NewTracksAsync(ben.Offer(2, Direction.RecvOnly), left, right, nowhere);
        ben.TakeAnswer(answer.AssertOk());
        Assert.That(answer.Each("mid"), Is.EqualTo(new[] { "1", "0", "9" }));
        Assert.That(answer.Each("errorCode"), Is.EqualTo(new[] { "", "", "invalid_params" }));
        await ben.ConnectedAsync();
        ada.Send(mics[0], 5);
        ada.Send(mics[1], 5);
        await ben.ReceivesAsync("1", 5);
        await ben.ReceivesAsync("0", 5);
        Assert.That(BitConverter.ToInt32(ben.Received("0")[0].Payload), Is.GreaterThanOrEqualTo(1000));
        Assert.That(BitConverter.ToInt32(ben.Received("1")[0].Payload), Is.LessThan(1000));
    });

    [Test]
    public void ABulkClose_StopsSectionsThatItsOfferLeavesActive() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        string[] mics = await ada.PublishAsync("a", "b", "c", "d");
        await ada.ConnectedAsync();
        foreach (string mic in mics) ada.Send(mic, 1);
        await ben.PullAsync(mics.Select((_, i) => (ada.SessionId, ((char)('a' + i)).ToString())).ToArray());
        await ben.ConnectedAsync();

        // partytracks stops the transceiver of the first of a batch only, yet names them all.
        string offer = ben.Driver.Run((peer, now) =>
        {
            peer.Stop(peer.Find(new Mid("1"))!);
            return peer.CreateOffer(now);
        });
        JObject body = SfuClient.With(new JObject { ["force"] = false }, "offer", offer);
        body["tracks"] = new JArray(new[] { "1", "2", "3" }.Select(mid => new JObject { ["mid"] = mid }));
        HttpAnswer closed = (await ben.CallAsync("PUT", "sessions/{id}/tracks/close", body)).AssertOk();
        Assert.That(closed.Each("errorCode"), Is.All.Empty);
        ben.TakeAnswer(closed);
        string sdp = (string)closed.Body["sessionDescription"]!["sdp"]!;
        string[] sections = sdp.Split("\r\nm=")[1..];
        Assert.That(sections.Select(section => section.Split(' ')[1]), Is.EqualTo(new[] { "9", "0", "9", "9", "9" }));
        Assert.That(sections[2..].Select(section => section.Contains("\r\na=inactive\r\n")),
            Is.EqualTo(new[] { true, true, false }));
        foreach (string mic in mics) ada.Send(mic, 5);
        await ben.ReceivesAsync("4", 5);
        Assert.That(new[] { "1", "2", "3" }.Sum(mid => ben.Received(mid).Length), Is.Zero);
    });

    [Test]
    public void ASectionWhoseTrackWasClosedByForce_PublishesAgain() => Run(async () =>
    {
        OnlyHere("there such a section stays silent.");
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        string mic = (await ada.PublishAsync("mic"))[0];
        await ada.ConnectedAsync();
        (await ada.ForceCloseAsync(mic)).AssertOk();
        string offer = ada.Driver.Run((peer, now) => peer.CreateOffer(now));
        ada.TakeAnswer((await ada.NewTracksAsync(offer, SfuClient.Local(mic, "again"))).AssertOk());
        ada.Send(mic, 1);
        string voice = await ben.PullOneAsync(ada.SessionId, "again");
        await ben.ConnectedAsync();
        ada.Send(mic, 5);
        await ben.ReceivesAsync(voice, 5);
    });

    [Test]
    public void AThirdPartySfu_IsSpokenToByTheFullAgent() => Run(async () =>
    {
        OnlyHere("the other SFU must reach it.");
        await using EarshotServer other = await EarshotServer.StartAsync(Options);
        using SfuClient speaker = await OpenAsync();
        using SfuClient listener = await new SfuClient(Http, other.Api, Secret).OpenAsync();
        string mic = (await speaker.PublishAsync("mic"))[0];
        await speaker.ConnectedAsync();
        speaker.Send(mic, 1);

        // Two sessions with the same server: each has a port of its own by which answers are told apart.
        using var first = new SfuRelay(Http, Server.Api, other.Api, Secret);
        using var second = new SfuRelay(Http, Server.Api, other.Api, Secret);
        foreach (SfuRelay relay in new[] { first, second }) await relay.CarryAsync(speaker.SessionId, "mic");
        string[] ports = [first.CandidatePort, second.CandidatePort, $"{Server.Udp[0].Port}"];
        Assert.That(ports, Is.Unique);
        string[] voices = new string[2];
        foreach ((SfuRelay relay, int i) in new[] { (first, 0), (second, 1) })
        {
            await SfuClient.UntilAsync(() =>
            {
                speaker.Send(mic, 1);
                return relay.StateAtOther(other) == PeerState.Connected;
            });
            speaker.Send(mic, 1);
            voices[i] = await listener.PullOneAsync(relay.OtherSession, "relayed");
        }

        await listener.ConnectedAsync();
        speaker.Send(mic, 5);
        foreach (string voice in voices) await listener.ReceivesAsync(voice, 5);
    });

    private async Task<SfuClient> OpenAsync() => await new SfuClient(Http, Api, Secret).OpenAsync();

    private static JObject Local(string name, string kind, bool isBoth = false)
    {
        var track = new JObject { ["location"] = "local", ["trackName"] = name, ["kind"] = kind };
        if (isBoth) track["bidirectionalMediaStream"] = true;
        return track;
    }
}
