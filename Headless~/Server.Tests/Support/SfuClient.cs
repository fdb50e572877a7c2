using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Audio.Opus;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using Earshot.Sfu;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>One session with its peer connection, as bare as it goes: HTTP by hand, packets of a few bytes.</summary>
public sealed class SfuClient : IPeerSink, IDisposable
{
    public sealed record Packet(SeqNo Seq, RtpTime Time, bool Marker, byte[] Payload, AudioLevel? Level);

    private static readonly SystemRandom Random = new();
    private static readonly BouncyCastleDtls Dtls = new(Random);
    private static readonly ManagedSrtpCrypto Crypto = new();

    private readonly HttpClient _http;
    private readonly string _base;
    private readonly string? _bearer;
    private readonly ConcurrentDictionary<Mid, ConcurrentQueue<Packet>> _received = new();
    private readonly ConcurrentDictionary<DataChannel, ConcurrentQueue<string>> _messages = new();
    private readonly Dictionary<Mid, uint> _sent = [];
    private readonly ConcurrentDictionary<string, uint> _layers = new();
    private readonly ConcurrentDictionary<string, int> _keyFramesAskedOf = new();
    private int _keyFramesAsked;

    public SfuClient(HttpClient http, Uri baseAddress, string? bearer, IReadOnlyList<Codec>? videoCodecs = null)
    {
        _http = http;
        _base = baseAddress.ToString();
        _bearer = bearer;
        Driver = new PeerDriver(new PeerDriverOptions(Dtls, Crypto)
        {
            Addresses = baseAddress.IsLoopback ? [IPAddress.Loopback] : LocalAddresses.List(),
            AudioCodecs = CodecTable.Audio,
            VideoCodecs = videoCodecs ?? CodecTable.Video,
        }, this);
    }

    public PeerDriver Driver { get; }

    /// <summary>What is done to the SFU's descriptions before the peer reads them.</summary>
    public Func<string, string> Rewrite { get; init; } = sdp => sdp;

    public string SessionId { get; private set; } = "";

    /// <summary>How often the SFU wanted a key frame.</summary>
    public int KeyFramesAsked => Volatile.Read(ref _keyFramesAsked);

    public PeerState State => Driver.Run((peer, _) => peer.State);

    /// <summary>Makes the session.</summary>
    public async Task<SfuClient> OpenAsync(string query = "")
    {
        HttpAnswer answer = (await CallAsync("POST", $"sessions/new?{query}", null)).AssertOk(201);
        SessionId = (string)answer.Body["sessionId"]!;
        return this;
    }

    /// <summary>Calls an address below the base; "{id}" stands for the session.</summary>
    public Task<HttpAnswer> CallAsync(string method, string path, JObject? body)
    {
        // partytracks always sends the question mark.
        string address = $"{_base}/{path.Replace("{id}", SessionId)}{(path.Contains('?') ? "" : "?")}";
        return HttpAnswer.OfAsync(_http, method, address, _bearer, body?.ToString());
    }

    /// <summary>POST tracks/new, with our offer or without.</summary>
    public Task<HttpAnswer> NewTracksAsync(string? offer, params JObject[] tracks)
    {
        var body = new JObject { ["tracks"] = new JArray(tracks) };
        return CallAsync("POST", "sessions/{id}/tracks/new", offer == null ? body : With(body, "offer", offer));
    }

    /// <summary>PUT tracks/close by force.</summary>
    public Task<HttpAnswer> ForceCloseAsync(params string[] mids)
    {
        var tracks = new JArray(mids.Select(mid => new JObject { ["mid"] = mid }));
        return CallAsync("PUT", "sessions/{id}/tracks/close", new JObject { ["force"] = true, ["tracks"] = tracks });
    }

    /// <summary>PUT tracks/update of one section.</summary>
    public Task<HttpAnswer> UpdateAsync(string mid, string sessionId, string name)
    {
        JObject track = Remote(sessionId, name);
        track["mid"] = mid;
        return UpdateAsync(track);
    }

    public Task<HttpAnswer> UpdateAsync(JObject track) =>
        CallAsync("PUT", "sessions/{id}/tracks/update", new JObject { ["tracks"] = new JArray(track) });

    /// <summary>What GET says of the session's tracks, such as "local mic active".</summary>
    public async Task<string[]> StatesAsync() =>
        (await CallAsync("GET", "sessions/{id}", null)).AssertOk().Body["tracks"]!
        .Select(track => $"{track["location"]} {track["trackName"]} {track["status"]}").ToArray();

    /// <summary>PUT renegotiate with a description as it is.</summary>
    public Task<HttpAnswer> RenegotiateAsync(string type, string sdp) =>
        CallAsync("PUT", "sessions/{id}/renegotiate", With(new JObject(), type, sdp));

    /// <summary>Adds sections and writes an offer of them.</summary>
    public string Offer(int sections = 1, Direction direction = Direction.SendOnly) => Driver.Run((peer, now) =>
    {
        for (int i = 0; i < sections; i++) peer.AddTransceiver(MediaKind.Audio, direction, $"track-{i}");
        return peer.CreateOffer(now);
    });

    /// <summary>Adds a section for VP8 and writes an offer of it.</summary>
    public string OfferVideo(Direction direction) => Driver.Run((peer, now) =>
    {
        var vp8 = new Codec(new PayloadType(100), "VP8", 90_000, feedback: ["nack pli"]);
        peer.AddTransceiver(MediaKind.Video, direction, "camera", [vp8]);
        return peer.CreateOffer(now);
    });

    /// <summary>Adds a section for VP8 in layers and writes an offer of it, without congestion control.</summary>
    public string OfferLayers(params string[] rids) => Driver.Run((peer, now) =>
    {
        var vp8 = new Codec(new PayloadType(100), "VP8", 90_000, feedback: ["nack pli"]);
        SendEncoding[] encodings = rids.Select(rid => new SendEncoding(new Rid(rid))).ToArray();
        peer.AddTransceiver(MediaKind.Video, Direction.SendOnly, "camera", [vp8], encodings);
        return peer.CreateOffer(now);
    });

    /// <summary>Sends one small picture of a layer, which ends with the layer's letter.</summary>
    public void SendLayer(string mid, string rid, bool keyFrame = false)
    {
        uint number = _layers[rid] = _layers.GetValueOrDefault(rid) + 1;
        int picture = (int)(number + rid[0] * 100) & 0x7FFF;
        byte[] payload =
        [
            0x90, 0xE0, (byte)(0x80 | picture >> 8), (byte)picture, (byte)number, 0x20, (byte)(keyFrame ? 0 : 1),
            1, 2, 3, (byte)rid[0],
        ];
        var time = new RtpTime(number * 3000 + rid[0] * 1_000_000u);
        bool sent = Driver.Run((peer, now) =>
            peer.TrySend(now, new Mid(mid), new Rid(rid), time, true, payload));
        Assert.That(sent, Is.True, $"layer {rid} in state {State}");
    }

    /// <summary>How often the SFU wanted a key frame of a layer.</summary>
    public int KeyFramesAskedOf(string rid) => _keyFramesAskedOf.GetValueOrDefault(rid);

    /// <summary>Adds a section for each name, publishes them, and takes the answer.</summary>
    public async Task<string[]> PublishAsync(params string[] names)
    {
        (Transceiver[] added, string offer) = Driver.Run((peer, now) =>
        {
            // A name may be published again; a track's id may not be used twice.
            var sections = names.Select(name =>
                peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, $"{name}-{Guid.NewGuid()}"));
            return (sections.ToArray(), peer.CreateOffer(now));
        });
        string[] mids = added.Select(section => section.Mid.Value).ToArray();
        HttpAnswer answer = (await NewTracksAsync(offer, mids.Zip(names, Local).ToArray())).AssertOk();
        TakeAnswer(answer);
        Assert.That(answer.Each("mid"), Is.EqualTo(mids));
        Assert.That(answer.Each("errorCode"), Is.All.Empty, answer.Body.ToString());
        return mids;
    }

    /// <summary>Asks for tracks; answers the SFU's offer if there is one.</summary>
    public async Task<HttpAnswer> PullAsync(params (string SessionId, string Name)[] tracks)
    {
        JObject[] wanted = tracks.Select(track => Remote(track.SessionId, track.Name)).ToArray();
        HttpAnswer answer = (await NewTracksAsync(null, wanted)).AssertOk();
        if ((bool)answer.Body["requiresImmediateRenegotiation"]!) await AnswerAsync(answer);
        return answer;
    }

    /// <summary>Pulls one track that is there, and says on which section it comes.</summary>
    public async Task<string> PullOneAsync(string sessionId, string name)
    {
        HttpAnswer answer = await PullAsync((sessionId, name));
        Assert.That(answer.Track(0)["errorCode"], Is.Null, answer.Body.ToString());
        return (string)answer.Track(0)["mid"]!;
    }

    /// <summary>Stops sections and closes their tracks by an offer.</summary>
    public async Task<HttpAnswer> CloseAsync(params string[] mids)
    {
        string offer = Driver.Run((peer, now) =>
        {
            foreach (string mid in mids) peer.Stop(peer.Find(new Mid(mid))!);
            return peer.CreateOffer(now);
        });
        JObject body = With(new JObject { ["force"] = false }, "offer", offer);
        body["tracks"] = new JArray(mids.Select(mid => new JObject { ["mid"] = mid }));
        HttpAnswer answer = (await CallAsync("PUT", "sessions/{id}/tracks/close", body)).AssertOk();
        TakeAnswer(answer);
        return answer;
    }

    public void TakeAnswer(HttpAnswer answer)
    {
        Assert.That((string?)answer.Body["sessionDescription"]?["type"], Is.EqualTo("answer"), answer.Body.ToString());
        string sdp = Rewrite((string)answer.Body["sessionDescription"]!["sdp"]!);
        string error = Driver.Run((peer, now) => peer.TrySetAnswer(now, sdp, out string problem) ? "" : problem);
        Assert.That(error, Is.Empty);
    }

    /// <summary>Sends so many packets of four bytes that count up.</summary>
    public void Send(string mid, int count)
    {
        var section = new Mid(mid);
        for (int i = 0; i < count; i++)
        {
            uint number = _sent.GetValueOrDefault(section);
            _sent[section] = number + 1;
            var time = new RtpTime(number * 960);
            if (!Driver.TrySend(section, time, number == 0, BitConverter.GetBytes(number)))
                Assert.Fail($"Packet {number} of {mid} could not be sent in state {State}.");
        }
    }

    /// <summary>Sends one packet that says how loud it is.</summary>
    public void Speak(string mid, AudioLevel level) => Driver.Run((peer, now) =>
    {
        uint number = _sent[new Mid(mid)]++;
        byte[] payload = BitConverter.GetBytes(number);
        return peer.TrySend(now, new Mid(mid), new RtpTime(number * 960), false, payload, new SendOptions(level));
    });

    /// <summary>Sends so many packets of 20 ms of a tone.</summary>
    public void Speak(string mid, IOpusEncoder encoder, double hertz, int count)
    {
        var section = new Mid(mid);
        float[] pcm = new float[960];
        byte[] payload = new byte[1000];
        for (int i = 0; i < count; i++)
        {
            uint number = _sent.GetValueOrDefault(section);
            _sent[section] = number + 1;
            for (int k = 0; k < pcm.Length; k++)
                pcm[k] = 0.4f * (float)Math.Sin(2 * Math.PI * hertz * (number * 960 + k) / 48_000);
            int length = encoder.Encode(pcm, payload);
            Driver.TrySend(section, new RtpTime(number * 960), number == 0, payload.AsSpan(0, length));
        }
    }

    public Packet[] Received(string mid) =>
        _received.TryGetValue(new Mid(mid), out ConcurrentQueue<Packet>? packets) ? packets.ToArray() : [];

    /// <summary>Data channels that have opened, such as "3 chat".</summary>
    public ConcurrentQueue<string> Opened { get; } = new();

    /// <summary>The messages that came on a data channel.</summary>
    public string[] Messages(DataChannel channel) =>
        _messages.TryGetValue(channel, out ConcurrentQueue<string>? messages) ? messages.ToArray() : [];

    public Task ConnectedAsync() => UntilAsync(() => State == PeerState.Connected);

    /// <summary>Waits for so many packets on a section.</summary>
    public Task ReceivesAsync(string mid, int count) => UntilAsync(() => Received(mid).Length >= count);

    public static async Task UntilAsync(Func<bool> isSo)
    {
        // 40 times a second: a session may be called 50 times.
        for (int i = 0; i < 200; i++)
        {
            if (isSo()) return;
            await Task.Delay(25);
        }

        Assert.Fail("It did not come to pass within 5 seconds.");
    }

    public static JObject With(JObject body, string type, string sdp)
    {
        body["sessionDescription"] = new JObject { ["type"] = type, ["sdp"] = sdp };
        return body;
    }

    public static JObject Local(string mid, string name) =>
        new() { ["location"] = "local", ["mid"] = mid, ["trackName"] = name };

    public static JObject Remote(string sessionId, string name) =>
        new() { ["location"] = "remote", ["sessionId"] = sessionId, ["trackName"] = name };

    void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
    {
        if (happened.Kind == PeerEventKind.KeyFrameRequested)
        {
            Interlocked.Increment(ref _keyFramesAsked);
            _keyFramesAskedOf.AddOrUpdate(happened.Rid.Value, 1, (_, count) => count + 1);
        }

        if (happened.Kind == PeerEventKind.DataChannelOpened)
            Opened.Enqueue($"{happened.Channel!.Id} {happened.Channel.Label}");
        if (happened.Kind == PeerEventKind.DataChannelMessage)
        {
            string text = Encoding.UTF8.GetString(happened.Payload.Span);
            _messages.GetOrAdd(happened.Channel!, _ => new ConcurrentQueue<string>()).Enqueue(text);
        }

        if (happened.Kind != PeerEventKind.Rtp) return;
        var packet = new Packet(happened.Seq, happened.Time, happened.Marker, happened.Payload.ToArray(),
            happened.Extensions.TryGetAudioLevel(out AudioLevel level) ? level : null);
        _received.GetOrAdd(happened.Mid, _ => new ConcurrentQueue<Packet>()).Enqueue(packet);
    }

    public void Dispose() => Driver.Dispose();

    /// <summary>Answers the SFU's offer, in that direction where it asks for something.</summary>
    public async Task AnswerAsync(HttpAnswer offered, Direction direction = Direction.RecvOnly)
    {
        Assert.That((string?)offered.Body["sessionDescription"]!["type"], Is.EqualTo("offer"));
        string answer = Answer((string)offered.Body["sessionDescription"]!["sdp"]!, direction);
        HttpAnswer done = await RenegotiateAsync("answer", answer);
        Assert.That(done.AssertOk().Body.HasValues, Is.False, "an empty object");
    }

    /// <summary>Takes the SFU's offer, and answers it in that direction where it asks for something.</summary>
    public string Answer(string offer, Direction direction) => Driver.Run((peer, now) =>
    {
        Assert.That(peer.TrySetOffer(now, Rewrite(offer), out string error), Is.True, error);
        foreach (Transceiver section in peer.Transceivers)
        {
            if (section.Codec == null) peer.SetDirection(section, direction);
        }

        return peer.CreateAnswer(now);
    });
}
