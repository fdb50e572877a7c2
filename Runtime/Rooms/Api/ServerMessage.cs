#nullable enable
using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime.Api;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Earshot.Rooms.Api
{
    /// <summary>What a room tells a client, as JSON text frames: one of the classes nested here, told apart by
    /// <c>"type"</c>.</summary>
    public abstract class ServerMessage
    {
        private ServerMessage()
        {
        }

        /// <summary>The message as an object.</summary>
        public abstract JObject ToJson();

        /// <summary>The text frame.</summary>
        public override string ToString() => ToJson().ToString(Formatting.None);

        /// <summary>Reads a text frame. False, with a sentence, when it is no message of this protocol; a message of an
        /// unknown type is <see cref="Unknown"/>, so that a newer room can be joined.</summary>
        public static bool TryParse(string text, out ServerMessage? message, out string error)
        {
            message = null;
            if (!FieldReader.TryParseText(text, out JToken json, out error)) return false;
            var fields = new FieldReader(json);
            string type = fields.RequiredString("type");
            switch (type)
            {
                case "welcome":
                    message = new Welcome(
                        PlayerId.FromNullable(fields.RequiredString("playerId")),
                        fields.RequiredString("room"),
                        fields.RequiredNumber("roomTime"),
                        fields.List<Player>("players", Player.TryParse));
                    break;
                case "player":
                    Player? player = fields.RequiredObject<Player>("player", Player.TryParse);
                    if (player != null) message = new PlayerChanged(player);
                    break;
                case "left":
                    message = new PlayerLeft(PlayerId.FromNullable(fields.RequiredString("playerId")));
                    break;
                case "pong":
                    message = new Pong(fields.RequiredInt("id"), fields.RequiredNumber("roomTime"));
                    break;
                case "error":
                    message = new Refused(fields.RequiredString("code"), fields.OptionalString("message") ?? "");
                    break;
                default:
                    message = new Unknown(type);
                    break;
            }

            error = fields.Error;
            return fields.Succeeded;
        }

        /// <summary><c>{"type":"welcome",…}</c>: the join is done.</summary>
        public sealed class Welcome : ServerMessage
        {
            /// <summary>Who the token says we are.</summary>
            public PlayerId PlayerId { get; }

            /// <summary>The room's name.</summary>
            public string Room { get; }

            /// <summary>Seconds since the room opened.</summary>
            public double RoomTime { get; }

            /// <summary>The players in it, ourselves among them.</summary>
            public IReadOnlyList<Player> Players { get; }

            public Welcome(PlayerId playerId, string room, double roomTime, IReadOnlyList<Player> players)
            {
                PlayerId = playerId;
                Room = room;
                RoomTime = roomTime;
                Players = players;
            }

            public override JObject ToJson() => new JObject
            {
                ["type"] = "welcome",
                ["playerId"] = PlayerId.Value,
                ["room"] = Room,
                ["roomTime"] = RoomTime,
                ["players"] = new JArray(Players.Select(player => player.ToJson())),
            };
        }

        /// <summary><c>{"type":"player","player":…}</c>: somebody joined, or changed.</summary>
        public sealed class PlayerChanged : ServerMessage
        {
            /// <summary>The whole of it, as it is now.</summary>
            public Player Player { get; }

            public PlayerChanged(Player player) => Player = player;

            public override JObject ToJson() => new JObject { ["type"] = "player", ["player"] = Player.ToJson() };
        }

        /// <summary><c>{"type":"left","playerId":"…"}</c>.</summary>
        public sealed class PlayerLeft : ServerMessage
        {
            /// <summary>Who.</summary>
            public PlayerId PlayerId { get; }

            public PlayerLeft(PlayerId playerId) => PlayerId = playerId;

            public override JObject ToJson() => new JObject { ["type"] = "left", ["playerId"] = PlayerId.Value };
        }

        /// <summary><c>{"type":"pong","id":1,"roomTime":12.345}</c>.</summary>
        public sealed class Pong : ServerMessage
        {
            /// <summary>The ping's.</summary>
            public int Id { get; }

            /// <summary>Seconds since the room opened, when the pong was written.</summary>
            public double RoomTime { get; }

            public Pong(int id, double roomTime)
            {
                Id = id;
                RoomTime = roomTime;
            }

            public override JObject ToJson() =>
                new JObject { ["type"] = "pong", ["id"] = Id, ["roomTime"] = RoomTime };
        }

        /// <summary><c>{"type":"error","code":"…","message":"…"}</c>: the room's last message before it
        /// closes.</summary>
        public sealed class Refused : ServerMessage
        {
            /// <summary>One of <see cref="RoomErrorCode"/>.</summary>
            public string Code { get; }

            /// <summary>A sentence: what, where, what to do.</summary>
            public string Message { get; }

            public Refused(string code, string message)
            {
                Code = code;
                Message = message;
            }

            public override JObject ToJson() =>
                new JObject { ["type"] = "error", ["code"] = Code, ["message"] = Message };
        }

        /// <summary>A message of a type this version does not know.</summary>
        public sealed class Unknown : ServerMessage
        {
            /// <summary>The type as written.</summary>
            public string Type { get; }

            public Unknown(string type) => Type = type;

            public override JObject ToJson() => new JObject { ["type"] = Type };
        }
    }
}
