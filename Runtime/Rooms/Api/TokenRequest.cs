#nullable enable
using Earshot.Realtime.Api;
using Newtonsoft.Json.Linq;

namespace Earshot.Rooms.Api
{
    /// <summary>The body of <c>POST /tokens</c>, which a server answers in development mode only:
    /// <c>{"room","playerId"?,"name"?}</c>.</summary>
    public sealed class TokenRequest
    {
        /// <summary>The room to enter.</summary>
        public string Room { get; }

        /// <summary>Who to be; <c>default</c> to be given an id.</summary>
        public PlayerId PlayerId { get; }

        /// <summary>The name to show; may be empty.</summary>
        public string Name { get; }

        public TokenRequest(string room, PlayerId playerId, string name)
        {
            Room = room;
            PlayerId = playerId;
            Name = name;
        }

        /// <summary>False, with a sentence, when the room is missing.</summary>
        public static bool TryParse(JToken json, out TokenRequest request, out string error)
        {
            var fields = new FieldReader(json);
            request = new TokenRequest(
                fields.RequiredString("room"),
                PlayerId.FromNullable(fields.OptionalString("playerId")),
                fields.OptionalString("name") ?? "");
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject { ["room"] = Room };
            if (PlayerId.IsGiven) json["playerId"] = PlayerId.Value;
            if (Name.Length > 0) json["name"] = Name;
            return json;
        }
    }
}
