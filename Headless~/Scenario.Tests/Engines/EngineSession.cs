using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Newtonsoft.Json.Linq;

namespace Earshot.Tests;

/// <summary>A session with the SFU by HTTP as bare as it goes, with whichever engine behind the port.</summary>
internal sealed class EngineSession : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly ConcurrentDictionary<Mid, Ear> _ears = new();
    private readonly string _base;
    private readonly Dictionary<Mid, uint> _said = [];

    private EngineSession(Uri api, string secret, IRtcPeer engine)
    {
        Engine = engine;
        _base = $"{api}/sessions/";
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
    }

    public IRtcPeer Engine { get; }

    public string Id { get; private set; } = "";

    public static async Task<EngineSession> OpenAsync(Uri api, string secret, IRtcPeer engine)
    {
        var session = new EngineSession(api, secret, engine);
        session.Id = (string)(await session.CallAsync(HttpMethod.Post, "new", []))["sessionId"]!;
        return session;
    }

    public async Task<Mid> PublishAsync(string name)
    {
        Engine.AddTrack(MediaKind.Audio, new TrackName(name), TrackEncoding.Single);
        string offer = Engine.CreateOffer();
        Engine.TryFindSender(new TrackName(name), out Mid mid);
        var track = new JObject { ["location"] = "local", ["mid"] = mid.Value, ["trackName"] = name };
        JObject answer = await CallAsync(HttpMethod.Post, $"{Id}/tracks/new", Body(offer, track));
        TakeAnswer(answer);
        return mid;
    }

    /// <summary>Pulls tracks, all with one request, and says on which sections they come.</summary>
    public async Task<Mid[]> PullAsync(EngineSession from, params string[] names)
    {
        JObject[] tracks = [.. names.Select(name => new JObject
        {
            ["location"] = "remote",
            ["sessionId"] = from.Id,
            ["trackName"] = name,
        })];
        JObject offered = await CallAsync(HttpMethod.Post, $"{Id}/tracks/new", Body(null, tracks));
        Mid[] mids = [.. offered["tracks"]!.Select(track => new Mid((string?)track["mid"] ?? $"no mid: {track}"))];
        foreach (Mid mid in mids) Engine.SetSink(mid, _ears[mid] = new Ear());
        string offer = (string)offered["sessionDescription"]!["sdp"]!;
        if (!Engine.TryAnswer(offer, out string answer, out string error))
            throw new InvalidOperationException($"The engine refused the SFU's offer: {error}\n{offer}");
        var body = new JObject { ["sessionDescription"] = new JObject { ["type"] = "answer", ["sdp"] = answer } };
        await CallAsync(HttpMethod.Put, $"{Id}/renegotiate", body);
        return mids;
    }

    public async Task CloseAsync(params Mid[] mids)
    {
        foreach (Mid mid in mids) Engine.Stop(mid);
        JObject body = Body(Engine.CreateOffer(), [.. mids.Select(mid => new JObject { ["mid"] = mid.Value })]);
        body["force"] = false;
        TakeAnswer(await CallAsync(HttpMethod.Put, $"{Id}/tracks/close", body));
    }

    /// <summary>Sends one packet that says who it is and counts on; false when the engine may not send.</summary>
    public bool Say(Mid mid, string word)
    {
        uint count = _said[mid] = _said.GetValueOrDefault(mid) + 1;
        return Engine.TrySend(mid, default, new RtpTime(count * 960), count == 1, Encoding.ASCII.GetBytes(word));
    }

    /// <summary>The words that came on a section so far.</summary>
    public string[] Heard(Mid mid) => [.. _ears[mid].Words];

    public void Dispose()
    {
        Engine.Dispose();
        _http.Dispose();
    }

    private static JObject Body(string? offer, params JObject[] tracks)
    {
        var body = new JObject { ["tracks"] = new JArray(tracks.Cast<object>().ToArray()) };
        if (offer != null) body["sessionDescription"] = new JObject { ["type"] = "offer", ["sdp"] = offer };
        return body;
    }

    private void TakeAnswer(JObject response)
    {
        string answer = (string)response["sessionDescription"]!["sdp"]!;
        if (!Engine.TrySetAnswer(answer, out string error))
            throw new InvalidOperationException($"The engine refused the SFU's answer: {error}\n{answer}");
    }

    private async Task<JObject> CallAsync(HttpMethod method, string path, JObject body)
    {
        using var request = new HttpRequestMessage(method, _base + path);
        request.Content = new StringContent(body.ToString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {response.StatusCode} {text}");
        return text.Length == 0 ? [] : JObject.Parse(text);
    }

    private sealed class Ear : ITrackSink
    {
        public ConcurrentQueue<string> Words { get; } = new();

        public void OnRtp(Instant now, SeqNo seq, RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
            Words.Enqueue(Encoding.ASCII.GetString(payload));
    }
}
