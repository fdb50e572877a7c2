#nullable enable
using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime
{
    /// <summary>Cloudflare's Realtime API over HTTP. https://developers.cloudflare.com/realtime/sfu/https-api/
    /// <code>
    ///  POST sessions/new ─► POST sessions/{id}/tracks/new ─┬─ our offer:   response = answer, done
    ///                                                      └─ SFU's offer: PUT sessions/{id}/renegotiate = our answer
    /// </code>
    /// Nothing the server says or fails to say makes it throw: it is an <see cref="ApiFailure"/>. Any thread.</summary>
    public sealed class RealtimeApi : IDisposable
    {
        /// <summary>The SFU itself may block 5 s for connectivity and 8 s for a publisher's first packet.</summary>
        private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

        private readonly HttpClient _http;
        private readonly Uri _prefix;

        /// <param name="prefix">Either <c>https://rtc.live.cloudflare.com/v1/apps/{appId}</c> or a server's
        /// <c>/partytracks</c>, which is the same API behind player tokens.</param>
        /// <param name="bearer">The app's secret (on a server only) or a player's token.</param>
        /// <param name="handler">Carries the requests instead of the network; for tests.</param>
        public RealtimeApi(Uri prefix, string bearer, HttpMessageHandler? handler = null)
        {
            _prefix = prefix.AbsoluteUri.EndsWith("/") ? prefix : new Uri(prefix.AbsoluteUri + "/");
            handler ??= new HttpClientHandler { AllowAutoRedirect = false };
            _http = new HttpClient(handler) { Timeout = Timeout };
            _http.DefaultRequestHeaders.ExpectContinue = false;
            Bearer = bearer;
        }

        /// <summary>What every request carries as <c>Authorization: Bearer</c>. May be replaced while in use, as
        /// tokens expire.</summary>
        public string Bearer { get; set; }

        /// <summary>Makes a session, without transport yet.</summary>
        public Task<ApiResult<NewSessionResponse>> NewSessionAsync(CancellationToken cancellation) =>
            SendAsync<NewSessionResponse>(
                HttpMethod.Post, "sessions/new", null, NewSessionResponse.TryParse, cancellation);

        /// <summary>Publishes or pulls tracks.</summary>
        public Task<ApiResult<TracksResponse>> NewTracksAsync(
            SessionId session, TracksRequest request, CancellationToken cancellation) =>
            SendAsync<TracksResponse>(
                HttpMethod.Post,
                $"sessions/{session}/tracks/new",
                request.ToJson(),
                TracksResponse.TryParse,
                cancellation);

        /// <summary>Answers the SFU's offer. Never to be repeated: if its response is lost, replace the
        /// session.</summary>
        public Task<ApiResult<SessionDescriptionRequest>> RenegotiateAsync(
            SessionId session, SessionDescriptionBody answer, CancellationToken cancellation) =>
            SendAsync<SessionDescriptionRequest>(
                HttpMethod.Put,
                $"sessions/{session}/renegotiate",
                new SessionDescriptionRequest { SessionDescription = answer }.ToJson(),
                SessionDescriptionRequest.TryParse,
                cancellation);

        /// <summary>Closes published and pulled tracks.</summary>
        public Task<ApiResult<TracksResponse>> CloseTracksAsync(
            SessionId session, CloseTracksRequest request, CancellationToken cancellation) =>
            SendAsync<TracksResponse>(
                HttpMethod.Put,
                $"sessions/{session}/tracks/close",
                request.ToJson(),
                TracksResponse.TryParse,
                cancellation);

        /// <summary>What the SFU believes the session holds.</summary>
        public Task<ApiResult<SessionStateResponse>> GetSessionAsync(
            SessionId session, CancellationToken cancellation) =>
            SendAsync<SessionStateResponse>(
                HttpMethod.Get, $"sessions/{session}", null, SessionStateResponse.TryParse, cancellation);

        public void Dispose() => _http.Dispose();

        private async Task<ApiResult<T>> SendAsync<T>(
            HttpMethod method,
            string path,
            JObject? body,
            FieldReader.TryParse<T> parse,
            CancellationToken cancellation)
            where T : class
        {
            using var request = new HttpRequestMessage(method, new Uri(_prefix, path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Bearer);
            string text = body?.ToString(Formatting.None) ?? "";
            if (method != HttpMethod.Get) request.Content = new StringContent(text, Encoding.UTF8, "application/json");
            try
            {
                using HttpResponseMessage response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
                string answer = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
                return Read(request, (int)response.StatusCode, answer, parse);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return new ApiFailure(
                    $"{Name(request)} got no answer within {Timeout.TotalSeconds:0} s. Is the server overloaded?");
            }
            catch (Exception e) when (e is HttpRequestException || e is IOException)
            {
                return new ApiFailure(
                    $"{Name(request)} did not reach the server ({e.GetBaseException().Message}). Is the voice server " +
                    "running there, and is its URL right?");
            }
        }

        private static ApiResult<T> Read<T>(
            HttpRequestMessage request, int status, string text, FieldReader.TryParse<T> parse)
            where T : class
        {
            bool isJson = FieldReader.TryParseText(text, out JToken json, out string error);
            ApiError? refusal = isJson ? ApiError.Find(json) : null;
            string name = Name(request);
            if (refusal != null)
                return new ApiFailure(status, refusal.ErrorCode, $"{name} was refused: {refusal} (HTTP {status}).");
            if (status < 200 || status > 299)
                return new ApiFailure(status, "", $"{name} was refused with HTTP {status}. {Advice(status)}");
            if (isJson && parse(json, out T value, out error)) return value;
            return new ApiFailure(
                $"{name} answered something that is not of this API: {error} Is this URL a voice server's?");
        }

        private static string Name(HttpRequestMessage request) => $"{request.Method} {request.RequestUri}";

        private static string Advice(int status) =>
            status == 401 || status == 403 ? "The token is not accepted: get a new one from the game's backend."
            : status == 404 ? "Is this URL a voice server's, with the path of its API?"
            : "Try again later.";
    }
}
