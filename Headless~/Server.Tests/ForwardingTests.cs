using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests;

public sealed class ForwardingTests : ContractFixture
{
    [Test]
    public void PublishedPackets_ReachWhoPullsThem() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        string mic = (await ada.PublishAsync("mic"))[0];
        await ada.ConnectedAsync();
        ada.Send(mic, 1);
        string voice = await ben.PullOneAsync(ada.SessionId, "mic");
        await ben.ConnectedAsync();
        ada.Send(mic, 100);
        await ben.ReceivesAsync(voice, 100);

        SfuClient.Packet[] packets = ben.Received(voice);
        for (int i = 0; i < 100; i++)
        {
            Assert.That(BitConverter.ToInt32(packets[i].Payload), Is.EqualTo(i + 1), "whole and in order");
            Assert.That(packets[i].Time, Is.EqualTo(new RtpTime((uint)(i + 1) * 960)), "the publisher's timestamps");
            Assert.That(packets[i].Seq - packets[0].Seq, Is.EqualTo(i));
        }
    });

    [Test]
    public void OneSession_PublishesAndPulls() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        string adaMic = (await ada.PublishAsync("mic"))[0];
        string benMic = (await ben.PublishAsync("mic"))[0];
        await Task.WhenAll(ada.ConnectedAsync(), ben.ConnectedAsync());
        ada.Send(adaMic, 1);
        ben.Send(benMic, 1);
        string atAda = await ada.PullOneAsync(ben.SessionId, "mic");
        string atBen = await ben.PullOneAsync(ada.SessionId, "mic");
        ada.Send(adaMic, 10);
        ben.Send(benMic, 10);
        await ada.ReceivesAsync(atAda, 10);
        await ben.ReceivesAsync(atBen, 10);
    });

    [Test]
    public void BreakoutThenReturn_OnOnePeerConnection() => Run(async () =>
    {
        using SfuClient speaker = await OpenAsync();
        using SfuClient listener = await OpenAsync();
        string[] mics = await speaker.PublishAsync("hall", "kitchen");
        await speaker.ConnectedAsync();
        foreach (string mic in mics) speaker.Send(mic, 1);
        string hall = await listener.PullOneAsync(speaker.SessionId, "hall");
        await listener.ConnectedAsync();
        speaker.Send(mics[0], 5);
        await listener.ReceivesAsync(hall, 5);

        // m-line 0 stays for the rest of the session, stopped; what comes later is appended.
        HttpAnswer closed = await listener.CloseAsync(hall);
        Assert.That(closed.Track(0)["errorCode"], Is.Null);
        string kitchen = await listener.PullOneAsync(speaker.SessionId, "kitchen");
        string again = await listener.PullOneAsync(speaker.SessionId, "hall");
        Assert.That(new[] { hall, kitchen, again }, Is.Unique, "a section is never recycled");
        foreach (string mic in mics) speaker.Send(mic, 5);
        await listener.ReceivesAsync(kitchen, 5);
        await listener.ReceivesAsync(again, 5);
        Assert.That(listener.Received(hall), Has.Length.EqualTo(5), "nothing came on the closed one");
        Assert.That(listener.State, Is.EqualTo(PeerState.Connected));
    });

    [Test]
    public void ForceClose_StopsTheMediaWithoutSdp() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        string mic = (await ada.PublishAsync("mic"))[0];
        await ada.ConnectedAsync();
        ada.Send(mic, 1);
        string first = await ben.PullOneAsync(ada.SessionId, "mic");
        string second = await ben.PullOneAsync(ada.SessionId, "mic");
        HttpAnswer closed = (await ben.ForceCloseAsync(first)).AssertOk();
        Assert.That(closed.Body["sessionDescription"], Is.Null);
        Assert.That(closed.Track(0)["errorCode"], Is.Null);
        HttpAnswer again = (await ben.ForceCloseAsync(first)).AssertOk();
        Assert.That(again.Each("errorCode"), Is.EqualTo(new[] { "close_track_error" }));

        ada.Send(mic, 5);
        await ben.ReceivesAsync(second, 5);
        Assert.That(ben.Received(first), Is.Empty);
        Assert.That(await ben.StatesAsync(), Is.EqualTo(new[] { "remote mic inactive", "remote mic active" }));
    });

    [Test]
    public void ClosingAPublication_EndsItForEverybody() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        string[] mics = await ada.PublishAsync("mic", "radio");
        await ada.ConnectedAsync();
        foreach (string mic in mics) ada.Send(mic, 1);
        await ben.PullOneAsync(ada.SessionId, "mic");
        string radio = await ben.PullOneAsync(ada.SessionId, "radio");
        await ada.CloseAsync(mics[0]);

        Assert.That(await ada.StatesAsync(), Is.EqualTo(new[] { "local mic inactive", "local radio active" }));
        Assert.That(await ben.StatesAsync(), Is.EqualTo(new[] { "remote mic inactive", "remote radio active" }));
        HttpAnswer late = await ben.PullAsync((ada.SessionId, "mic"));
        Assert.That(late.Each("errorCode"), Is.EqualTo(new[] { "not_found_track_error" }));
        ada.Send(mics[1], 5);
        await ben.ReceivesAsync(radio, 5);
        string newMic = (await ada.PublishAsync("mic"))[0];
        ada.Send(newMic, 1);
        string voice = await ben.PullOneAsync(ada.SessionId, "mic");
        ada.Send(newMic, 5);
        await ben.ReceivesAsync(voice, 5);
    });

    [Test]
    public void PublisherVanishes_AndTheOthersTalkOn() => Run(async () =>
    {
        using SfuClient listener = await OpenAsync();
        using SfuClient stays = await OpenAsync();
        SfuClient leaves = await OpenAsync();
        string staysMic = (await stays.PublishAsync("mic"))[0];
        string leavesMic = (await leaves.PublishAsync("mic"))[0];
        await Task.WhenAll(stays.ConnectedAsync(), leaves.ConnectedAsync());
        stays.Send(staysMic, 1);
        leaves.Send(leavesMic, 1);
        string staysVoice = await listener.PullOneAsync(stays.SessionId, "mic");
        await listener.PullOneAsync(leaves.SessionId, "mic");

        leaves.Dispose();
        await SfuClient.UntilAsync(() => Server.Sfu.RunAsync(
            _ => Server.Sfu.Find(new Earshot.Realtime.Api.SessionId(leaves.SessionId)) == null).Result);
        (await leaves.CallAsync("GET", "sessions/{id}", null)).AssertRefused(410, "session_error");
        Assert.That(await listener.StatesAsync(), Is.EqualTo(new[] { "remote mic active", "remote mic inactive" }));
        stays.Send(staysMic, 5);
        await listener.ReceivesAsync(staysVoice, 5);
    });

    [Test]
    public void Update_PointsASectionAtAnotherTrack() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        string[] mics = await ada.PublishAsync("mic", "radio");
        await ada.ConnectedAsync();
        ada.Send(mics[0], 1);
        ada.Send(mics[1], 1000);
        string voice = await ben.PullOneAsync(ada.SessionId, "mic");
        await ben.ConnectedAsync();
        ada.Send(mics[0], 10);
        await ben.ReceivesAsync(voice, 10);
        HttpAnswer updated = (await ben.UpdateAsync(voice, ada.SessionId, "radio")).AssertOk();
        Assert.That(updated.Each("errorCode"), Is.EqualTo(new[] { "" }));
        ada.Send(mics[1], 10);
        ada.Send(mics[0], 10);
        await ben.ReceivesAsync(voice, 20);

        SfuClient.Packet[] packets = ben.Received(voice);
        Assert.That(BitConverter.ToInt32(packets[10].Payload), Is.EqualTo(1000), "the other track");
        Assert.That(packets[10].Seq - packets[9].Seq, Is.EqualTo(1), "the receiver sees one stream");
        Assert.That(packets[10].Time - packets[9].Time, Is.InRange(0, 48000 * 5), "that goes on in time");
        Assert.That(packets[19].Time - packets[10].Time, Is.EqualTo(9 * 960));
    });

    [Test]
    public void KeyFramesAreAskedFor_OnceForMany() => Run(async () =>
    {
        using SfuClient camera = await OpenAsync();
        HttpAnswer pushed = await camera.NewTracksAsync(
            camera.OfferVideo(Direction.SendOnly), SfuClient.Local("0", "camera"));
        camera.TakeAnswer(pushed.AssertOk());
        await camera.ConnectedAsync();
        camera.Send("0", 1);
        using SfuClient ada = await WatchAsync(camera);
        using SfuClient ben = await WatchAsync(camera);
        Assert.That(camera.KeyFramesAsked, Is.Zero);
        camera.Send("0", 10);
        await ada.ReceivesAsync("0", 10);
        await ben.ReceivesAsync("0", 10);
        await SfuClient.UntilAsync(() => camera.KeyFramesAsked > 0);
        Assert.That(camera.KeyFramesAsked, Is.EqualTo(1), "for two who begin");

        foreach (SfuClient viewer in new[] { ada, ben, ada, ben })
            Assert.That(viewer.Driver.Run((peer, now) => peer.TryRequestKeyFrame(now, new Mid("0"))), Is.True);
        await Task.Delay(600);
        camera.Send("0", 10);
        await SfuClient.UntilAsync(() => camera.KeyFramesAsked > 1);
        camera.Send("0", 10);
        await Task.Delay(50);
        Assert.That(camera.KeyFramesAsked, Is.EqualTo(2), "for four who ask");
    });

    [Test]
    public void NoTruncationOfACheck_DoesHarm() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        string mic = (await ada.PublishAsync("mic"))[0];
        await ada.ConnectedAsync();
        using var stranger = new UdpClient("127.0.0.1", Server.Udp[0].Port);
        byte[] check = StunTo(await UfragAsync(ada));
        for (int length = 0; length < check.Length; length++)
        {
            stranger.Send(check[..length]);
            byte[] flipped = check.ToArray();
            flipped[length] ^= 0xFF;
            stranger.Send(flipped);
        }

        ada.Send(mic, 1);
        using SfuClient ben = await OpenAsync();
        string voice = await ben.PullOneAsync(ada.SessionId, "mic");
        await ben.ConnectedAsync();
        ada.Send(mic, 5);
        await ben.ReceivesAsync(voice, 5);
    });

    [Test]
    public void Garbage_IsCountedWhileACallGoesOn() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        string mic = (await ada.PublishAsync("mic"))[0];
        await ada.ConnectedAsync();
        ada.Send(mic, 1);
        string voice = await ben.PullOneAsync(ada.SessionId, "mic");
        await ben.ConnectedAsync();
        using var stranger = new UdpClient("127.0.0.1", Server.Udp[0].Port);
        byte[][] garbage =
        [
            [], [0xFF], [0x05], new byte[1400], [0x80, 0x6F, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 9, 9, 9, 9],
            [0x16, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1], StunTo("nobody"), StunTo(await UfragAsync(ada)),
        ];
        long before = await DroppedAsync();
        for (int i = 0; i < 200; i++)
        {
            foreach (byte[] datagram in garbage) stranger.Send(datagram);
            ada.Send(mic, 1);
            if (i % 20 == 0) await Task.Delay(5);
        }

        await ben.ReceivesAsync(voice, 200);
        IEnumerable<int> numbers = ben.Received(voice).Select(packet => BitConverter.ToInt32(packet.Payload));
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, 200)));
        await SfuClient.UntilAsync(() => DroppedAsync().Result - before >= garbage.Length * 200);
        Assert.That(stranger.Available, Is.Zero, "a stranger gets no answer");
    });

    [Test]
    public void BurstsOfEverySize_ArriveWholeAndInOrder() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        string mic = (await ada.PublishAsync("mic"))[0];
        await ada.ConnectedAsync();
        ada.Send(mic, 1);
        string voice = await ben.PullOneAsync(ada.SessionId, "mic");
        await ben.ConnectedAsync();
        int before = ben.Received(voice).Length;
        // What has the size of the one before may go down to the system with it; what is longer may not.
        var random = new Random(7);
        byte[][] sent = Enumerable.Range(0, 300).Select(i =>
        {
            byte[] payload = new byte[i % 7 == 0 ? random.Next(1, 1100) : 80];
            random.NextBytes(payload);
            return payload;
        }).ToArray();
        for (int i = 0; i < sent.Length; i++)
        {
            ada.Driver.TrySend(new Mid(mic), new RtpTime((uint)(960 * (i + 2))), false, sent[i]);
            if (i % 60 == 59) await ben.ReceivesAsync(voice, before + i + 1);
        }

        byte[][] received = ben.Received(voice).Skip(before).Select(packet => packet.Payload).ToArray();
        Assert.That(received, Is.EqualTo(sent));
    });

    [Test]
    public void Forwarding_AllocatesNothing() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync();
        using SfuClient ben = await OpenAsync();
        string mic = (await ada.PublishAsync("mic"))[0];
        await ada.ConnectedAsync();
        ada.Send(mic, 1);
        string[] voices = [await ben.PullOneAsync(ada.SessionId, "mic"), await ben.PullOneAsync(ada.SessionId, "mic")];
        await ben.ConnectedAsync();
        long allocated = long.MaxValue;
        for (int round = 0; round < 8 && allocated > 0; round++)
        {
            // Some things are made when the first report comes, which is a matter of seconds and not of packets.
            long before = Allocated();
            await TalkAsync(10_000);
            allocated = Allocated() - before;
            Assert.That(before, Is.Positive);
        }

        Assert.That(allocated, Is.Zero);

        async Task TalkAsync(int packets)
        {
            int expected = ben.Received(voices[1]).Length;
            for (int i = 0; i < packets / 50; i++)
            {
                ada.Send(mic, 50);
                expected += 50;
                await ben.ReceivesAsync(voices[1], expected);
            }
        }
    });

    private async Task<SfuClient> WatchAsync(SfuClient camera)
    {
        SfuClient viewer = await OpenAsync();
        HttpAnswer pulled = await viewer.NewTracksAsync(
            viewer.OfferVideo(Direction.RecvOnly), SfuClient.Remote(camera.SessionId, "camera"));
        viewer.TakeAnswer(pulled.AssertOk());
        await viewer.ConnectedAsync();
        return viewer;
    }

    private async Task<SfuClient> OpenAsync() => await new SfuClient(Http, Api, Secret).OpenAsync();

    private Task<long> DroppedAsync() =>
        Server.Sfu.RunAsync(_ => Enum.GetValues<DropReason>().Sum(reason => Server.Sfu.Dropped(reason)));

    private Task<string> UfragAsync(SfuClient client) => Server.Sfu.RunAsync(
        _ => Server.Sfu.Find(new Earshot.Realtime.Api.SessionId(client.SessionId))!.Peer.LocalUfrag);

    /// <summary>A binding request for a ufrag, without MESSAGE-INTEGRITY.</summary>
    private static byte[] StunTo(string ufrag)
    {
        byte[] username = System.Text.Encoding.ASCII.GetBytes($"{ufrag}:me");
        int padded = (username.Length + 3) & ~3;
        byte[] stun = new byte[24 + padded];
        byte[] header = [0, 1, 0, (byte)(4 + padded), 0x21, 0x12, 0xA4, 0x42];
        byte[] attribute = [0, 6, 0, (byte)username.Length];
        header.CopyTo(stun, 0);
        attribute.CopyTo(stun, 20);
        username.CopyTo(stun, 24);
        return stun;
    }
}
