#nullable enable
using System;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rooms.Api;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Earshot.Rooms
{
    /// <summary>Asks the server itself for tokens (<c>POST /tokens</c>), which it gives to anybody, in development mode
    /// only.</summary>
    public sealed class DevelopmentTokens : ITokenSource
    {
        private static readonly HttpClient Http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };

        private readonly Uri _address;
        private TokenRequest _request;

        /// <param name="address">The server's <c>/tokens</c>.</param>
        /// <param name="request">Room, id and name to ask for. Without an id the server invents one, and it is
        /// kept.</param>
        public DevelopmentTokens(Uri address, TokenRequest request)
        {
            _address = address;
            _request = request;
        }

        public async Task<ApiResult<string>> GetTokenAsync(CancellationToken cancellation)
        {
            try
            {
                string asked = _request.ToJson().ToString(Formatting.None);
                using var content = new StringContent(asked, Encoding.UTF8, "application/json");
                using HttpResponseMessage response =
                    await Http.PostAsync(_address, content, cancellation).ConfigureAwait(false);
                return Read((int)response.StatusCode, await response.Content.ReadAsStringAsync().ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return new ApiFailure($"{_address} did not answer in time. Is the voice server overloaded?");
            }
            catch (Exception e) when (e is HttpRequestException || e is IOException)
            {
                return new ApiFailure(
                    $"No voice server answers at {_address} ({e.GetBaseException().Message}). Start it, or correct " +
                    "the server URL.");
            }
        }

        private ApiResult<string> Read(int status, string text)
        {
            bool isJson = FieldReader.TryParseText(text, out JToken json, out string error);
            if (status == 404)
            {
                return new ApiFailure(
                    status, "", $"{_address} gives no development tokens (HTTP 404). Start the server with " +
                    "--development, or give the room a token from your game's backend.");
            }

            if (status != 200 && status != 201)
                return new ApiFailure(status, "", $"{_address} refused a token (HTTP {status}): {ApiError.Find(json)}");
            if (!isJson || !TokenResponse.TryParse(json, out TokenResponse response, out error))
                return new ApiFailure(status, "", $"{_address} gave no token: {error} Is this URL a voice server's?");
            _request = new TokenRequest(_request.Room, response.PlayerId, _request.Name);
            return response.Token;
        }
    }
}
