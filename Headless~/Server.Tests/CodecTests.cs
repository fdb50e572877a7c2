using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Sfu;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Every codec the SFU forwards, under the numbers of either side.</summary>
public sealed class CodecTests : ContractFixture
{
    private static IEnumerable<string> Names => CodecTable.Audio.Concat(CodecTable.Video)
        .Where(codec => !codec.IsRtx).Select(NameOf);

    [TestCaseSource(nameof(Names))]
    public void ACodec_IsPublishedUnderTheClientsNumber_AndPulledUnderTheSubscribers(string name) => Run(async () =>
    {
        Codec codec = CodecTable.Audio.Concat(CodecTable.Video).First(one => NameOf(one) == name);
        MediaKind kind = codec.ClockRate == 90_000 ? MediaKind.Video : MediaKind.Audio;
        using SfuClient publisher = await new SfuClient(Http, Api, Secret).OpenAsync();
        using SfuClient subscriber = await new SfuClient(Http, Api, Secret).OpenAsync();
        Codec own = codec.Under(new PayloadType(125));
        Codec[] offered = kind == MediaKind.Video ? [own, Codec.Rtx(new PayloadType(124), own)] : [own];
        HttpAnswer pushed = await publisher.NewTracksAsync(
            OfferOf(publisher, kind, offered), SfuClient.Local("0", "track"));
        publisher.TakeAnswer(pushed.AssertOk());
        string answer = (string)pushed.Body["sessionDescription"]!["sdp"]!;
        string formats = string.Join(' ', offered.Select(one => one.PayloadType));
        Assert.That(answer, Does.Contain($" UDP/TLS/RTP/SAVPF {formats}\r\n"), "one and its retransmissions");
        await publisher.ConnectedAsync();
        publisher.Send("0", 1);

        HttpAnswer pulled = await subscriber.NewTracksAsync(null, SfuClient.Remote(publisher.SessionId, "track"));
        Assert.That(pulled.AssertOk().Each("errorCode"), Is.EqualTo(new[] { "" }), pulled.Body.ToString());

        await subscriber.AnswerAsync(pulled);
        string mid = (string)pulled.Track(0)["mid"]!;
        await subscriber.ConnectedAsync();
        publisher.Send("0", 5);
        await subscriber.ReceivesAsync(mid, 5);
        Codec agreed = subscriber.Driver.Run((peer, _) => peer.Find(new Mid(mid))!.Codec)!;
        Assert.That(agreed.IsSameEncoding(codec), Is.True, agreed.ToString());
        Assert.That(agreed.PayloadType, Is.EqualTo(codec.PayloadType), "not the publisher's number");
    });

    [Test]
    public void ASubscriberWithoutTheCodec_GetsNothing() => Run(async () =>
    {
        using SfuClient publisher = await new SfuClient(Http, Api, Secret).OpenAsync();
        IReadOnlyList<Codec> vp8 = CodecTable.Only(CodecTable.Video.First(codec => codec.Is("VP8")));
        IReadOnlyList<Codec> vp9 = CodecTable.Only(CodecTable.Video.First(codec => codec.Is("VP9")));
        HttpAnswer pushed = await publisher.NewTracksAsync(
            OfferOf(publisher, MediaKind.Video, vp9), SfuClient.Local("0", "camera"));
        publisher.TakeAnswer(pushed.AssertOk());
        await publisher.ConnectedAsync();
        publisher.Send("0", 1);

        using SfuClient asked = await new SfuClient(Http, Api, Secret, vp8).OpenAsync();
        await asked.PullOneAsync(publisher.SessionId, "camera");
        Assert.That(await asked.StatesAsync(), Is.EqualTo(new[] { "remote camera inactive" }), "its answer refused it");
        using SfuClient asks = await new SfuClient(Http, Api, Secret).OpenAsync();
        HttpAnswer refused = await asks.NewTracksAsync(
            OfferOf(asks, MediaKind.Video, vp8, Direction.RecvOnly), SfuClient.Remote(publisher.SessionId, "camera"));
        Assert.That(refused.AssertOk().Each("errorCode"), Is.EqualTo(new[] { "invalid_params" }));
        using SfuClient both = await new SfuClient(Http, Api, Secret).OpenAsync();
        HttpAnswer chosen = await both.NewTracksAsync(
            OfferOf(both, MediaKind.Video, [.. vp8, .. vp9], Direction.RecvOnly),
            SfuClient.Remote(publisher.SessionId, "camera"));
        both.TakeAnswer(chosen.AssertOk());
        Assert.That(both.Driver.Run((peer, _) => peer.Find(new Mid("0"))!.Codec!.Name), Is.EqualTo("VP9"));
    });

    private static string NameOf(Codec codec) => $"{codec.Name} {codec.Parameters}".TrimEnd();

    private static string OfferOf(
        SfuClient client, MediaKind kind, IReadOnlyList<Codec> codecs, Direction direction = Direction.SendOnly) =>
        client.Driver.Run((peer, now) =>
        {
            peer.AddTransceiver(kind, direction, "track", codecs);
            return peer.CreateOffer(now);
        });
}
