using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Sfu;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Losses on either side of the SFU, and what rides beside the packets.</summary>
public sealed class FeedbackTests : ServerFixture
{
    /// <summary>VP8 with retransmissions, and without congestion control, which would send some to probe the
    /// path.</summary>
    private static readonly Codec Plain = new(new PayloadType(96), "VP8", 90_000, feedback: ["nack", "nack pli"]);

    private const byte Rtx = 97;

    private static readonly Codec[] PlainAndRtx = [Plain, Codec.Rtx(new PayloadType(Rtx), Plain)];

    [Test]
    public void APacketLostOnTheWayOut_IsSentAgainByTheSfu_AndThePublisherIsNotAsked() => Run(async () =>
    {
        using var inPath = new LossyPath(Server.Udp[0]) { RtxPayloadType = Rtx };
        using var outPath = new LossyPath(Server.Udp[0]) { RtxPayloadType = Rtx };
        using SfuClient camera = await PublishCameraAsync(inPath);
        using SfuClient viewer = NewClient(outPath);
        await viewer.OpenAsync();
        string mid = await viewer.PullOneAsync(camera.SessionId, "camera");
        await viewer.ConnectedAsync();
        outPath.LosesToClient = seq => seq % 5 == 0;
        await SendPicturesAsync(camera, 95);
        outPath.LosesToClient = _ => false;
        await SendPicturesAsync(camera, 5);
        await viewer.ReceivesAsync(mid, 100);
        int[] numbers = viewer.Received(mid).Select(packet => BitConverter.ToInt32(packet.Payload)).ToArray();
        Assert.That(numbers.Order(), Is.EqualTo(Enumerable.Range(1, 100)));
        Assert.That(outPath.Retransmissions, Is.InRange(15, 40));
        Assert.That(inPath.Retransmissions, Is.Zero, "the publisher knows nothing of it");
        Assert.That((await Server.Sfu.RunAsync(_ => Server.Sfu.GetStats())).Retransmitted, Is.InRange(15, 40));
    });

    [Test]
    public void APacketLostOnTheWayIn_IsAskedForByTheSfu_AndForwarded() => Run(async () =>
    {
        using var inPath = new LossyPath(Server.Udp[0]) { RtxPayloadType = Rtx };
        using SfuClient camera = await PublishCameraAsync(inPath);
        using SfuClient viewer = NewClient(null);
        await viewer.OpenAsync();
        string mid = await viewer.PullOneAsync(camera.SessionId, "camera");
        await viewer.ConnectedAsync();
        inPath.LosesToServer = seq => seq % 5 == 0;
        await SendPicturesAsync(camera, 95);
        inPath.LosesToServer = _ => false;
        await SendPicturesAsync(camera, 5);
        await viewer.ReceivesAsync(mid, 100);
        Assert.That(inPath.Retransmissions, Is.GreaterThanOrEqualTo(15));
    });

    [Test]
    public void APublisher_IsToldWhatOfItsPacketsCame() => Run(async () =>
    {
        using SfuClient camera = await PublishCameraAsync(null, isMeasured: true);
        long? atFirst = camera.Driver.Run((peer, _) => peer.TargetBitrate);
        Assert.That(atFirst, Is.Not.Null, "transport-cc is agreed");
        await SfuClient.UntilAsync(() =>
        {
            camera.Send("0", 1);
            return camera.Driver.Run((peer, _) => peer.TargetBitrate) > atFirst * 2;
        });
    });

    [Test]
    public void PicturesInLayersOverABadPath_AllocateNothing() => Run(async () =>
    {
        using var inPath = new LossyPath(Server.Udp[0]);
        using var outPath = new LossyPath(Server.Udp[0]);
        using SfuClient camera = await PublishCameraAsync(inPath, isMeasured: true);
        using SfuClient layers = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        HttpAnswer pushed = await layers.NewTracksAsync(layers.OfferLayers("f", "h"), SfuClient.Local("0", "layers"));
        layers.TakeAnswer(pushed.AssertOk());
        await layers.ConnectedAsync();
        layers.SendLayer("0", "f", keyFrame: true);
        using var viewer = new SfuClient(Http, Server.Api, AppSecret) { Rewrite = outPath.Rewrite };
        await viewer.OpenAsync();
        await viewer.PullAsync((camera.SessionId, "camera"), (layers.SessionId, "layers"));
        await viewer.ConnectedAsync();
        inPath.LosesToServer = outPath.LosesToClient = seq => seq % 20 == 0;
        long allocated = long.MaxValue;
        for (int round = 0; round < 8 && allocated >= 1_000; round++)
        {
            // The stores of sent packets grow until they hold what a second brings.
            long before = Allocated();
            await SendAsync(1000);
            allocated = Allocated() - before;
        }

        Assert.That(allocated, Is.LessThan(1_000), "at most a few STUN checks' worth in the end");
        foreach (string mid in new[] { "1", "2" }) Assert.That(viewer.Received(mid), Has.Length.GreaterThan(900));

        async Task SendAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                camera.Send("0", 1);
                layers.SendLayer("0", "f", keyFrame: i % 100 == 0);
                layers.SendLayer("0", "h");
                if (i % 10 == 9) await Task.Delay(5);
            }
        }
    });

    [Test]
    public void ALevel_ArrivesUnderTheSubscribersOwnNumber() => Run(async () =>
    {
        using SfuClient speaker = NewClient(null);
        using SfuClient camera = await PublishCameraAsync(null);
        using SfuClient listener = NewClient(null);
        await speaker.OpenAsync();
        await listener.OpenAsync();
        string mic = (await speaker.PublishAsync("mic"))[0];
        await speaker.ConnectedAsync();
        speaker.Send(mic, 1);
        HttpAnswer watched = await listener.NewTracksAsync(
            listener.OfferVideo(Direction.RecvOnly), SfuClient.Remote(camera.SessionId, "camera"));
        listener.TakeAnswer(watched.AssertOk());
        string voice = await listener.PullOneAsync(speaker.SessionId, "mic");
        await listener.ConnectedAsync();
        int atSpeaker = speaker.Driver.Run((peer, _) => peer.Find(new Mid(mic))!.Extensions.AudioLevel);
        int atListener = listener.Driver.Run((peer, _) => peer.Find(new Mid(voice))!.Extensions.AudioLevel);
        Assert.That((atSpeaker, atListener), Is.Not.EqualTo((0, 0)));
        Assert.That(atSpeaker, Is.Not.EqualTo(atListener), "else this shows nothing");
        await SfuClient.UntilAsync(() =>
        {
            speaker.Speak(mic, new AudioLevel(isVoice: true, 42));
            return listener.Received(voice).Any(packet => packet.Level is { IsVoice: true, Attenuation: 42 });
        });
    });

    private async Task<SfuClient> PublishCameraAsync(LossyPath? path, bool isMeasured = false)
    {
        SfuClient camera = NewClient(path);
        await camera.OpenAsync();
        IReadOnlyList<Codec> codecs = isMeasured ? CodecTable.Only(Plain) : PlainAndRtx;
        string offer = camera.Driver.Run((peer, now) =>
        {
            peer.AddTransceiver(MediaKind.Video, Direction.SendOnly, "camera", codecs);
            return peer.CreateOffer(now);
        });
        camera.TakeAnswer((await camera.NewTracksAsync(offer, SfuClient.Local("0", "camera"))).AssertOk());
        await camera.ConnectedAsync();
        camera.Send("0", 1);
        return camera;
    }

    private static async Task SendPicturesAsync(SfuClient camera, int count)
    {
        for (int i = 0; i < count; i++)
        {
            camera.Send("0", 1);
            if (i % 4 == 3) await Task.Delay(5);
        }
    }

    private SfuClient NewClient(LossyPath? path) =>
        new(Http, Server.Api, AppSecret, PlainAndRtx)
        {
            Rewrite = sdp => path?.Rewrite(sdp) ?? sdp,
        };
}
