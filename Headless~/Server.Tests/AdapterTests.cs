using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Audio.Opus;
using Earshot.Server;
using Google.Protobuf;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>The WebSocket adapters: sound that comes from, and goes to, services without WebRTC.</summary>
public sealed class AdapterTests : ServerFixture
{
    private WebSocketEndpoint _endpoint = null!;

    protected override ServerOptions Options => new()
    {
        IsDevelopment = true,
        Port = 0,
        UdpPort = 0,
        AppId = "app",
        AppSecret = AppSecret,
        PullWait = TimeSpan.FromSeconds(2),
        AllowLoopbackAdapters = true,
        AdapterDialWait = TimeSpan.FromSeconds(1),
        AdapterRedialFor = TimeSpan.FromSeconds(3),
    };

    [SetUp]
    public void StartEndpoint() => Run(async () => _endpoint = await WebSocketEndpoint.StartAsync());

    [TearDown]
    public void StopEndpoint() => Run(async () => await _endpoint.DisposeAsync());

    [Test]
    public void IngestedSound_IsPublishedAsOpus_InTime() => Run(async () =>
    {
        using SfuClient listener = await OpenAsync();
        HttpAnswer made = (await NewAsync(Ingest("speech", $"{_endpoint.Address}/media"))).AssertOk();
        JObject item = made.Track(0);
        Assert.That(item.Properties().Select(p => p.Name),
            Is.EquivalentTo(new[] { "trackName", "adapterId", "sessionId", "endpoint" }));
        Assert.That((string?)item["adapterId"], Does.Match("^[0-9a-f]{32}$"));
        string session = (string)item["sessionId"]!;

        // A second of a 440 Hz tone at once, as fast as a speech synthesiser is.
        foreach (byte[] chunk in Tone(440, 48_000).Chunk(9600)) await _endpoint.SendAsync(Packet(chunk));
        string voice = await listener.PullOneAsync(session, "speech");
        await listener.ConnectedAsync();
        foreach (byte[] chunk in Tone(440, 48_000).Chunk(9600)) await _endpoint.SendAsync(Packet(chunk));
        await listener.ReceivesAsync(voice, 50);

        SfuClient.Packet[] packets = listener.Received(voice);
        Assert.That(packets[49].Time - packets[0].Time, Is.EqualTo(49 * 960));
        using IOpusDecoder decoder = OpusLibrary.CreateDecoder();
        float[] pcm = new float[960];
        foreach (SfuClient.Packet packet in packets[..20])
            Assert.That(decoder.Decode(packet.Payload, pcm), Is.EqualTo(960));
        Assert.That(FrequencyOf(pcm), Is.EqualTo(440).Within(15));

        HttpAnswer state = await GetAsync(session);
        Assert.That((string?)state.Track(0)["trackName"], Is.EqualTo("speech"));
    });

    [Test]
    public void WhenTheIngestEndpointEnds_SoDoItsAdapterAndSession() => Run(async () =>
    {
        HttpAnswer made = (await NewAsync(Ingest("speech", $"{_endpoint.Address}/media"))).AssertOk();
        string session = (string)made.Track(0)["sessionId"]!;
        (await GetAsync(session)).AssertOk();
        await SfuClient.UntilAsync(() => _endpoint.IsDialled);
        await _endpoint.CloseAsync();
        await SfuClient.UntilAsync(() => GetAsync(session).Result.Status == 410);
        HttpAnswer closed = (await CloseAsync((string)made.Track(0)["adapterId"]!)).AssertOk();
        Assert.That(closed.Track(0)["errorCode"], Is.Null);
        Assert.That(closed.Track(0)["bytesProcessed"], Is.Null, "it was closed before");
        Assert.That(_endpoint.Dialled, Is.EqualTo(1), "ingest is never dialled again");
    });

    [TestCase(40_000, TestName = "AMessageOf40KB_EndsTheAdapter")]
    [TestCase(-1, TestName = "AMessageThatIsNoPacket_EndsTheAdapter")]
    public void ABadMessage_EndsTheAdapter(int length) => Run(async () =>
    {
        HttpAnswer made = (await NewAsync(Ingest("speech", $"{_endpoint.Address}/media"))).AssertOk();
        string session = (string)made.Track(0)["sessionId"]!;
        await SfuClient.UntilAsync(() => _endpoint.IsDialled);
        await _endpoint.SendAsync(length < 0 ? [0x2A, 0x7F, 1] : Packet(new byte[length]));
        await SfuClient.UntilAsync(() => GetAsync(session).Result.Status == 410);
    });

    [Test]
    public void APublishedVoice_ReachesAnEndpointAsPcm_AlsoAfterItBroke() => Run(async () =>
    {
        using SfuClient speaker = await OpenAsync();
        string mic = (await speaker.PublishAsync("mic"))[0];
        await speaker.ConnectedAsync();
        using IOpusEncoder encoder = OpusLibrary.CreateEncoder(OpusApplication.Audio);
        speaker.Speak(mic, encoder, 440, 1);
        HttpAnswer made = (await NewAsync(Egress(speaker.SessionId, "mic", $"{_endpoint.Address}/media"))).AssertOk();
        Assert.That(made.Track(0).Properties().Select(p => p.Name),
            Is.EquivalentTo(new[] { "trackName", "adapterId", "endpoint" }));
        await SfuClient.UntilAsync(() => Heard(20));
        List<(uint Seq, uint Time, byte[] Pcm)> packets = _endpoint.Received.Select(Read).ToList();
        Assert.That(packets.Select(packet => packet.Pcm.Length), Is.All.EqualTo(960 * 4), "20 ms of stereo");
        Assert.That(packets[10].Seq - packets[0].Seq, Is.EqualTo(10));
        Assert.That(packets[10].Time - packets[0].Time, Is.EqualTo(9600));
        var left = Enumerable.Range(0, 960).Select(i => BitConverter.ToInt16(packets[15].Pcm, i * 4) / 32768f);
        Assert.That(FrequencyOf(left.ToArray()), Is.EqualTo(440).Within(15));

        _endpoint.Break();
        await SfuClient.UntilAsync(() => Heard(1) && _endpoint.Dialled == 2);
        int before = _endpoint.Received.Count;
        await SfuClient.UntilAsync(() => Heard(before + 5));
        string id = (string)made.Track(0)["adapterId"]!;
        HttpAnswer closed = (await CloseAsync(id)).AssertOk();
        Assert.That((long)closed.Track(0)["bytesProcessed"]!, Is.GreaterThan(20 * 3840));
        HttpAnswer again = (await CloseAsync(id)).AssertOk();
        Assert.That(again.Track(0).Properties().Select(p => p.Name), Is.EqualTo(new[] { "adapterId" }), "idempotent");

        bool Heard(int count)
        {
            speaker.Speak(mic, encoder, 440, 2);
            return _endpoint.Received.Count >= count;
        }
    });

    [Test]
    public void WhatCannotBeDialled_SaysSo() => Run(async () =>
    {
        (string Endpoint, string Error)[] cases =
        [
            ($"{_endpoint.Address}/nothing-here", "websocket_handshake_failed"),
            ($"{_endpoint.Address}/redirect", "websocket_handshake_failed"),
            ("ws://127.0.0.1:1/", "websocket_handshake_failed"),
            ($"{_endpoint.Address}/silent", "websocket_connection_timeout"),
        ];
        HttpAnswer all = await NewAsync(cases.Select(one => Ingest("speech", one.Endpoint)).ToArray());
        Assert.That(all.Status, Is.EqualTo(503), "none could be made");
        Assert.That(all.Each("errorCode"), Is.EqualTo(cases.Select(one => one.Error)));
        Assert.That(_endpoint.Dialled, Is.Zero, "a redirect is not followed");

        HttpAnswer some = await NewAsync(
            Ingest("speech", cases[0].Endpoint), Ingest("speech", $"{_endpoint.Address}/media"));
        Assert.That(some.AssertOk().Each("errorCode"), Is.EqualTo(new[] { cases[0].Error, "" }));
    });

    [Test]
    public void WhatCannotBeBrought_SaysSo() => Run(async () =>
    {
        using SfuClient speaker = await OpenAsync();
        string mic = (await speaker.PublishAsync("mic"))[0];
        await speaker.ConnectedAsync();
        speaker.Send(mic, 1);
        JObject jpeg = Egress(speaker.SessionId, "mic", $"{_endpoint.Address}/media");
        jpeg["outputCodec"] = "jpeg";
        await SfuClient.UntilAsync(() => speaker.StatesAsync().Result.Length == 1);
        HttpAnswer answer = await NewAsync(jpeg, Egress("nobody", "mic", $"{_endpoint.Address}/media"));
        Assert.That(answer.Status, Is.EqualTo(503));
        Assert.That(answer.Each("errorCode"), Is.EqualTo(new[] { "invalid_params", "not_found_track_error" }));
    });

    [TestCase("new", """{"tracks":[]}""", 406)]
    [TestCase("new", """{"tracks":"x"}""", 400)]
    [TestCase("new", """{"tracks":[{"location":"local","endpoint":"ws://x","inputCodec":"pcm"}]}""", 406)]
    [TestCase("new", """{"tracks":[{"location":"local","trackName":"a","inputCodec":"pcm"}]}""", 406)]
    [TestCase("new", """{"tracks":[{"location":"local","trackName":"a","endpoint":"x","inputCodec":"pcm"}]}""", 406)]
    [TestCase("new", """{"tracks":[{"location":"local","trackName":"a","endpoint":"ws://x"}]}""", 406)]
    [TestCase("new", """{"tracks":[{"location":"remote","trackName":"a","endpoint":"ws://x"}]}""", 406)]
    [TestCase("new", """{"tracks":[{"location":"remote","trackName":"a","endpoint":"ws://x","sessionId":"s"}]}""", 406)]
    [TestCase("new", """{"tracks":[{"trackName":"a","endpoint":"ws://x","inputCodec":"pcm"}]}""", 406)]
    [TestCase("new", """{"tracks":[{},{},{},{},{}]}""", 406)]
    [TestCase("close", """{"tracks":[]}""", 406)]
    [TestCase("close", """{"tracks":[{}]}""", 406)]
    [TestCase("close", """{"tracks":[{"adapterId":""}]}""", 406)]
    [TestCase("close", """{"tracks":[{"adapterId":7}]}""", 400)]
    public void ABadRequest_IsRefused(string verb, string body, int status) => Run(() =>
        HttpAnswer.OfAsync(Http, "POST", $"{Server.Api}/adapters/websocket/{verb}", AppSecret, body)
            .IsRefusedAsync(status, status == 400 ? "decoding_error" : "invalid_params"));

    [Test]
    public void ClosingWhatNeverWas_IsAnItemError() => Run(async () =>
    {
        HttpAnswer answer = await CloseAsync("0123456789abcdef0123456789abcdef");
        Assert.That((answer.Status, (string?)answer.Track(0)["errorCode"]), Is.EqualTo((503, "adapter_not_found")));
    });

    [Test]
    public void WithoutItsSwitch_ThisMachineIsNotDialled() => Run(async () =>
    {
        await using EarshotServer strict = await EarshotServer.StartAsync(
            new ServerOptions { IsDevelopment = true, Port = 0, UdpPort = 0, AppSecret = AppSecret });
        string body = new JObject
        {
            ["tracks"] = new JArray(
                Ingest("a", $"{_endpoint.Address}/media"),
                Ingest("b", "wss://localhost/x"),
                Ingest("c", "ws://[::1]/x")),
        }.ToString();
        string address = $"{strict.Api}/adapters/websocket/new";
        HttpAnswer answer = await HttpAnswer.OfAsync(Http, "POST", address, AppSecret, body);
        Assert.That(answer.Status, Is.EqualTo(503));
        Assert.That(answer.Each("errorCode"), Is.All.EqualTo("websocket_localhost_not_allowed"));
        Assert.That(_endpoint.Dialled, Is.Zero);
        var open = new ServerOptions { AppSecret = AppSecret, AllowLoopbackAdapters = true };
        Assert.That(open.Problem, Does.Contain("Only in development"));
    });

    private Task<HttpAnswer> NewAsync(params JObject[] tracks) => CallAsync("new", tracks);

    private Task<HttpAnswer> CloseAsync(string id) => CallAsync("close", new JObject { ["adapterId"] = id });

    private Task<HttpAnswer> GetAsync(string session) =>
        HttpAnswer.OfAsync(Http, "GET", $"{Server.Api}/sessions/{session}", AppSecret, null);

    private Task<HttpAnswer> CallAsync(string verb, params JObject[] tracks)
    {
        string body = new JObject { ["tracks"] = new JArray(tracks) }.ToString();
        return HttpAnswer.OfAsync(Http, "POST", $"{Server.Api}/adapters/websocket/{verb}", AppSecret, body);
    }

    private async Task<SfuClient> OpenAsync() => await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();

    private static JObject Ingest(string name, string endpoint) => new()
    {
        ["location"] = "local",
        ["trackName"] = name,
        ["endpoint"] = endpoint,
        ["inputCodec"] = "pcm",
    };

    private static JObject Egress(string session, string name, string endpoint) => new()
    {
        ["location"] = "remote",
        ["sessionId"] = session,
        ["trackName"] = name,
        ["endpoint"] = endpoint,
        ["outputCodec"] = "pcm",
    };

    /// <summary>Stereo PCM of a tone.</summary>
    private static byte[] Tone(double hertz, int samples) => Enumerable.Range(0, samples)
        .Select(i => (short)(12_000 * Math.Sin(2 * Math.PI * hertz * i / 48_000)))
        .SelectMany(sample => new[] { sample, sample }).SelectMany(BitConverter.GetBytes).ToArray();

    /// <summary>By its zero crossings.</summary>
    private static double FrequencyOf(float[] pcm) =>
        pcm.Zip(pcm[1..]).Count(pair => pair.First < 0 != pair.Second < 0) / 2.0 / (pcm.Length / 48_000.0);

    private static byte[] Packet(byte[] pcm)
    {
        using var stream = new System.IO.MemoryStream();
        using var output = new CodedOutputStream(stream);
        output.WriteTag(5, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(pcm));
        output.Flush();
        return stream.ToArray();
    }

    private static (uint Seq, uint Time, byte[] Pcm) Read(byte[] message)
    {
        using var input = new CodedInputStream(message);
        (uint seq, uint time, byte[] pcm) = (0u, 0u, Array.Empty<byte>());
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag >> 3 == 1) seq = input.ReadUInt32();
            else if (tag >> 3 == 2) time = input.ReadUInt32();
            else pcm = input.ReadBytes().ToByteArray();
        }

        return (seq, time, pcm);
    }
}
