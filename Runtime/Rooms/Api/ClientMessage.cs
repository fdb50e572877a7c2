#nullable enable
using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime.Api;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Earshot.Rooms.Api
{
    /// <summary>What a client tells its room, as JSON text frames over <c>ws://HOST:PORT/rooms/{room}</c>: one of the
    /// classes nested here, told apart by <c>"type"</c>.</summary>
    public abstract class ClientMessage
    {
        private ClientMessage()
        {
        }

        /// <summary>The message as an object.</summary>
        public abstract JObject ToJson();

        /// <summary>The text frame.</summary>
        public override string ToString() => ToJson().ToString(Formatting.None);

        /// <summary>Reads a text frame. False, with a sentence, when it is no message of this protocol.</summary>
        public static bool TryParse(string text, out ClientMessage? message, out string error)
        {
            message = null;
            if (!FieldReader.TryParseText(text, out JToken json, out error)) return false;
            var fields = new FieldReader(json);
            string type = fields.RequiredString("type");
            switch (type)
            {
                case "join":
                    message = new Join(fields.RequiredInt("protocol"), fields.RequiredString("token"));
                    break;
                case "tracks":
                    message = new Tracks(
                        SessionId.FromNullable(fields.OptionalString("sessionId")),
                        fields.List<PlayerTrack>("tracks", PlayerTrack.TryParse));
                    break;
                case "leave":
                    message = new Leave();
                    break;
                case "ping":
                    message = new Ping(fields.RequiredInt("id"));
                    break;
            }

            error = message == null && fields.Succeeded ? $"No message of type \"{type}\" is known." : fields.Error;
            return error.Length == 0;
        }

        /// <summary><c>{"type":"join","protocol":1,"token":"…"}</c>: the first message, within 5 s.</summary>
        public sealed class Join : ClientMessage
        {
            /// <summary>The only version there is.</summary>
            public const int ProtocolVersion = 1;

            /// <summary>The version the client speaks.</summary>
            public int Protocol { get; }

            /// <summary>The player's token.</summary>
            public string Token { get; }

            public Join(int protocol, string token)
            {
                Protocol = protocol;
                Token = token;
            }

            public override JObject ToJson() =>
                new JObject { ["type"] = "join", ["protocol"] = Protocol, ["token"] = Token };
        }

        /// <summary><c>{"type":"tracks","sessionId":"…","tracks":[…]}</c>: everything the player publishes now, the
        /// whole list each time.</summary>
        public sealed class Tracks : ClientMessage
        {
            /// <summary>The session they are published on; <c>default</c> with none.</summary>
            public SessionId SessionId { get; }

            /// <summary>All of them.</summary>
            public IReadOnlyList<PlayerTrack> Published { get; }

            public Tracks(SessionId sessionId, IReadOnlyList<PlayerTrack> published)
            {
                SessionId = sessionId;
                Published = published;
            }

            public override JObject ToJson()
            {
                var json = new JObject { ["type"] = "tracks" };
                if (SessionId.IsGiven) json["sessionId"] = SessionId.Value;
                json["tracks"] = new JArray(Published.Select(track => track.ToJson()));
                return json;
            }
        }

        /// <summary><c>{"type":"leave"}</c>: the player goes, and does not come back by itself.</summary>
        public sealed class Leave : ClientMessage
        {
            public override JObject ToJson() => new JObject { ["type"] = "leave" };
        }

        /// <summary><c>{"type":"ping","id":1}</c>: asks for the room's time, and proves that the connection
        /// lives.</summary>
        public sealed class Ping : ClientMessage
        {
            /// <summary>Comes back in the pong.</summary>
            public int Id { get; }

            public Ping(int id) => Id = id;

            public override JObject ToJson() => new JObject { ["type"] = "ping", ["id"] = Id };
        }
    }
}
