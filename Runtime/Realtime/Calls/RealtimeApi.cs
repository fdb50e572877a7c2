#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime
{
    /// <summary>Cloudflare's Realtime API over HTTP. https://developers.cloudflare.com/realtime/sfu/https-api/
    /// <code>
    ///  POST sessions/new ─► POST sessions/{id}/tracks/new ─┬─ our offer:   response = answer, done
    ///                                                      └─ SFU's offer: PUT sessions/{id}/renegotiate = our answer
    /// </code>
    /// Nothing the server says or fails to say makes it throw: it is an <see cref="ApiFailure"/> that says what to do.
    /// A 200 may hold items that failed: look at each one's Error. Calls that change a session must not overlap, which
    /// <see cref="RealtimeSession"/> sees to. Any thread.</summary>
    public sealed class RealtimeApi : IDisposable
    {
        /// <summary>The SFU itself may block 5 s for connectivity and 8 s for a publisher's first packet.</summary>
        private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

        private readonly MonotonicClock _clock = new MonotonicClock();
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

        /// <summary>A label that new sessions carry into the SFU's logs, such as the room and the player. Diagnostic
        /// only; empty for none.</summary>
        public string CorrelationId { get; set; } = "";

        /// <summary>The last requests and responses, without secrets.</summary>
        public ApiHistory History { get; set; } = new ApiHistory();

        /// <summary>Makes a session; without an offer it has no transport yet and expires unused after some 30 s.
        /// A repeated call makes another.</summary>
        /// <param name="cancellation">Ends the wait; then <see cref="OperationCanceledException"/> is thrown.</param>
        /// <param name="offer">Brings up the transport at once: the response holds the answer.</param>
        /// <param name="isThirdParty">True when the other end is no client but an ICE-lite service, such as another
        /// SFU.</param>
        public Task<ApiResult<NewSessionResponse>> NewSessionAsync(
            CancellationToken cancellation, SessionDescriptionBody? offer = null, bool isThirdParty = false)
        {
            var query = new List<string>();
            if (isThirdParty) query.Add("thirdparty=true");
            if (CorrelationId.Length > 0) query.Add("correlationId=" + Uri.EscapeDataString(CorrelationId));
            string path = "sessions/new" + (query.Count > 0 ? "?" + string.Join("&", query) : "");
            JObject? body =
                offer == null ? null : new SessionDescriptionRequest { SessionDescription = offer }.ToJson();
            return SendAsync<NewSessionResponse>(
                HttpMethod.Post, path, body, NewSessionResponse.TryParse, cancellation);
        }

        /// <summary>Publishes or pulls tracks.</summary>
        public Task<ApiResult<TracksResponse>> NewTracksAsync(
            SessionId session, TracksRequest request, CancellationToken cancellation) =>
            SendAsync<TracksResponse>(
                HttpMethod.Post, $"sessions/{session}/tracks/new", request.ToJson(), TracksResponse.TryParse,
                cancellation);

        /// <summary>Answers the SFU's offer. Never to be repeated: if its response is lost, replace the
        /// session.</summary>
        public Task<ApiResult<SessionDescriptionRequest>> RenegotiateAsync(
            SessionId session, SessionDescriptionBody answer, CancellationToken cancellation) =>
            SendAsync<SessionDescriptionRequest>(
                HttpMethod.Put, $"sessions/{session}/renegotiate",
                new SessionDescriptionRequest { SessionDescription = answer }.ToJson(),
                SessionDescriptionRequest.TryParse, cancellation);

        /// <summary>Closes published and pulled tracks.</summary>
        public Task<ApiResult<TracksResponse>> CloseTracksAsync(
            SessionId session, CloseTracksRequest request, CancellationToken cancellation) =>
            SendAsync<TracksResponse>(
                HttpMethod.Put, $"sessions/{session}/tracks/close", request.ToJson(), TracksResponse.TryParse,
                cancellation);

        /// <summary>Changes which layer of a simulcast a pulled track gets, or points its section at another track;
        /// without SDP.</summary>
        public Task<ApiResult<TracksResponse>> UpdateTracksAsync(
            SessionId session, TracksRequest request, CancellationToken cancellation) =>
            SendAsync<TracksResponse>(
                HttpMethod.Put, $"sessions/{session}/tracks/update", request.ToJson(), TracksResponse.TryParse,
                cancellation);

        /// <summary>What the SFU believes the session holds.</summary>
        public Task<ApiResult<SessionStateResponse>> GetSessionAsync(
            SessionId session, CancellationToken cancellation) =>
            SendAsync<SessionStateResponse>(
                HttpMethod.Get, $"sessions/{session}", null, SessionStateResponse.TryParse, cancellation);

        /// <summary>Brings up the transport of all data channels; once a session.</summary>
        public Task<ApiResult<EstablishResponse>> EstablishDataChannelsAsync(
            SessionId session, EstablishRequest request, CancellationToken cancellation) =>
            SendAsync<EstablishResponse>(
                HttpMethod.Post, $"sessions/{session}/datachannels/establish", request.ToJson(),
                EstablishResponse.TryParse, cancellation);

        /// <summary>Publishes or pulls data channels: gives each a stream. Waits up to 5 s for the
        /// transport.</summary>
        public Task<ApiResult<DataChannelList>> NewDataChannelsAsync(
            SessionId session, DataChannelList channels, CancellationToken cancellation) =>
            SendAsync(HttpMethod.Post, session, "new", channels, cancellation);

        /// <summary>Lets a subscriber reply to the publisher (canReply), or no more.</summary>
        public Task<ApiResult<DataChannelList>> UpdateDataChannelsAsync(
            SessionId session, DataChannelList channels, CancellationToken cancellation) =>
            SendAsync(HttpMethod.Put, session, "update", channels, cancellation);

        /// <summary>Closes data channels, by their ids.</summary>
        public Task<ApiResult<DataChannelList>> CloseDataChannelsAsync(
            SessionId session, DataChannelList channels, CancellationToken cancellation) =>
            SendAsync(HttpMethod.Put, session, "close", channels, cancellation);

        /// <summary>Has the SFU dial WebSockets that bring it sound or take a track; with the app's secret
        /// only.</summary>
        public Task<ApiResult<AdapterList>> NewAdaptersAsync(AdapterList adapters, CancellationToken cancellation) =>
            SendAsync<AdapterList>(
                HttpMethod.Post, "adapters/websocket/new", adapters.ToJson(), AdapterList.TryParse, cancellation);

        /// <summary>Ends such adapters, by their ids; with the app's secret only.</summary>
        public Task<ApiResult<AdapterList>> CloseAdaptersAsync(AdapterList adapters, CancellationToken cancellation) =>
            SendAsync<AdapterList>(
                HttpMethod.Post, "adapters/websocket/close", adapters.ToJson(), AdapterList.TryParse, cancellation);

        /// <summary>STUN and TURN servers, with a credential that expires. A player asks a server's /partytracks,
        /// without a <paramref name="lifetime"/>; a backend asks Cloudflare, by an API of its own whose prefix is
        /// <c>https://rtc.live.cloudflare.com/v1/turn/keys/{keyId}/credentials</c> and whose bearer is the TURN key's
        /// token, and says how long it is to last, 48 hours at most.</summary>
        public Task<ApiResult<IceServersResponse>> GetIceServersAsync(
            CancellationToken cancellation, TimeSpan? lifetime = null) =>
            SendAsync<IceServersResponse>(
                lifetime == null ? HttpMethod.Get : HttpMethod.Post, "generate-ice-servers",
                lifetime is TimeSpan time ? new JObject { ["ttl"] = (long)time.TotalSeconds } : null,
                IceServersResponse.TryParse, cancellation);

        public void Dispose() => _http.Dispose();

        private Task<ApiResult<DataChannelList>> SendAsync(
            HttpMethod method,
            SessionId session,
            string call,
            DataChannelList channels,
            CancellationToken cancellation) =>
            SendAsync<DataChannelList>(
                method, $"sessions/{session}/datachannels/{call}", channels.ToJson(), DataChannelList.TryParse,
                cancellation);

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
            Instant asked = _clock.Now;
            int status = 0;
            string answer;
            ApiResult<T> result;
            try
            {
                using HttpResponseMessage response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
                answer = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
                status = (int)response.StatusCode;
                result = Read(request, status, response.Headers.RetryAfter?.Delta, answer, parse);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                answer = $"{Name(request)} got no answer within {Timeout.TotalSeconds:0} s. Is the server overloaded?";
                result = new ApiFailure(answer);
            }
            catch (Exception e) when (e is HttpRequestException || e is IOException)
            {
                answer = $"{Name(request)} did not reach the server ({e.GetBaseException().Message}). Is the voice " +
                    "server running there, and is its URL right?";
                result = new ApiFailure(answer);
            }

            History.Add(new ApiHistoryEntry(
                asked, _clock.Now - asked, method.Method, path, text, status, answer));
            return result;
        }

        private static ApiResult<T> Read<T>(
            HttpRequestMessage request,
            int status,
            TimeSpan? retryAfter,
            string text,
            FieldReader.TryParse<T> parse)
            where T : class
        {
            bool isJson = FieldReader.TryParseText(text, out JToken json, out string error);
            ApiError? refusal = isJson ? ApiError.Find(json) : null;
            string name = Name(request);
            if (refusal != null)
            {
                return new ApiFailure(
                    status, refusal.ErrorCode, $"{name} was refused: {refusal} (HTTP {status}).", retryAfter);
            }

            if (status < 200 || status > 299)
                return new ApiFailure(
                    status, "", $"{name} was refused with HTTP {status}. {Advice(status)}", retryAfter);
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
