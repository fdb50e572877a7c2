using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Earshot.Rtc.Sdp;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A client of WHIP and WHEP: an offer by POST, the answer back, and an address to end it by.</summary>
public sealed class WhipClient : IDisposable
{
    private const string Sdp = "application/sdp";

    private readonly HttpClient _http;
    private readonly string? _token;

    public WhipClient(HttpClient http, Uri server, string? token)
    {
        _http = http;
        _token = token;
        Server = server;
        Media = new SfuClient(http, server, token);
    }

    public Uri Server { get; }

    /// <summary>The peer connection.</summary>
    public SfuClient Media { get; }

    /// <summary>Where the session is ended.</summary>
    public Uri Session { get; private set; } = null!;

    public string ETag { get; private set; } = "";

    /// <summary>Publishes so many voices, or receives them.</summary>
    public async Task OpenAsync(string path, Direction direction, int sections = 1)
    {
        using HttpResponseMessage response = await SendAsync("POST", path, Sdp, Media.Offer(sections, direction));
        string answer = await TakeAsync(response);
        Media.TakeAnswer(new HttpAnswer(200, SfuClient.With([], "answer", answer)));
    }

    /// <summary>Receives by an offer of the server's.</summary>
    public async Task AskAsync(string path)
    {
        using HttpResponseMessage response = await SendAsync("POST", path, null, "");
        string offer = await TakeAsync(response);
        string answer = Media.Answer(offer, Direction.RecvOnly);
        using HttpResponseMessage done = await SendAsync("PATCH", $"{Session}", Sdp, answer);
        Assert.That((int)done.StatusCode, Is.EqualTo(204));
    }

    public async Task<int> EndAsync()
    {
        using HttpResponseMessage response = await SendAsync("DELETE", $"{Session}", null, "");
        return (int)response.StatusCode;
    }

    /// <summary>Sends candidates; the status of the answer.</summary>
    public async Task<int> TrickleAsync(string? match, string type, string fragment)
    {
        using HttpResponseMessage response = await SendAsync("PATCH", $"{Session}", type, fragment, match);
        return (int)response.StatusCode;
    }

    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? type, string body, string? match = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Server, path));
        if (_token != null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        if (match != null) request.Headers.TryAddWithoutValidation("If-Match", match);
        if (type != null) request.Content = new StringContent(body, null, type);
        return await _http.SendAsync(request);
    }

    public void Dispose() => Media.Dispose();

    private async Task<string> TakeAsync(HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(201), body);
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo(Sdp));
        Assert.That(response.Headers.GetValues("Accept-Patch").Single(), Is.EqualTo("application/trickle-ice-sdpfrag"));
        Session = new Uri(Server, response.Headers.Location!);
        ETag = response.Headers.ETag!.Tag;
        return body;
    }
}
