#nullable enable
using Earshot.Realtime.Api;
using Newtonsoft.Json.Linq;

namespace Earshot.Rooms.Api
{
    /// <summary>The answer to <c>POST /tokens</c>: <c>{"token","room","playerId","expiresAt"}</c>.</summary>
    public sealed class TokenResponse
    {
        /// <summary>A JWT (HS256).</summary>
        public string Token { get; }

        /// <summary>The room it opens.</summary>
        public string Room { get; }

        /// <summary>Who its bearer is.</summary>
        public PlayerId PlayerId { get; }

        /// <summary>When it ends, in seconds since 1970 (the claim <c>exp</c>).</summary>
        public double ExpiresAt { get; }

        public TokenResponse(string token, string room, PlayerId playerId, double expiresAt)
        {
            Token = token;
            Room = room;
            PlayerId = playerId;
            ExpiresAt = expiresAt;
        }

        /// <summary>False, with a sentence, when a field is missing.</summary>
        public static bool TryParse(JToken json, out TokenResponse response, out string error)
        {
            var fields = new FieldReader(json);
            response = new TokenResponse(
                fields.RequiredString("token"),
                fields.RequiredString("room"),
                PlayerId.FromNullable(fields.RequiredString("playerId")),
                fields.RequiredNumber("expiresAt"));
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson() => new JObject
        {
            ["token"] = Token,
            ["room"] = Room,
            ["playerId"] = PlayerId.Value,
            ["expiresAt"] = ExpiresAt,
        };
    }
}
