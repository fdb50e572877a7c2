#nullable enable
using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime.Api;
using Earshot.Rooms.Api;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Earshot.Rooms
{
    /// <summary>What one player tells all others on the channel "chat", as JSON text: a line, or how far the player has
    /// heard everybody.
    /// <code>
    ///  {"life":"c0ffee","number":7,"text":"hello"}
    ///  {"life":"c0ffee","first":1,"last":7,"heard":[{"id":"bob","life":"f00d","last":3}]}
    /// </code>
    /// A life begins when a player joins: then numbers start anew.</summary>
    internal sealed class ChatFrame
    {
        /// <summary>Which life of the sender numbers are of.</summary>
        public string Life { get; private set; } = "";

        /// <summary>The line's text; null where this is no line.</summary>
        public string? Text { get; private set; }

        /// <summary>The line's number.</summary>
        public int Number { get; private set; }

        /// <summary>The oldest line that the sender still has.</summary>
        public int First { get; private set; }

        /// <summary>The sender's newest line.</summary>
        public int Last { get; private set; }

        /// <summary>How far the sender has heard each of the others.</summary>
        public IReadOnlyList<Mark> Heard { get; private set; } = new List<Mark>();

        public static ChatFrame Line(string life, int number, string text) =>
            new ChatFrame { Life = life, Number = number, Text = text };

        public static ChatFrame State(string life, int first, int last, IReadOnlyList<Mark> heard) =>
            new ChatFrame { Life = life, First = first, Last = last, Heard = heard };

        /// <summary>False when it is no frame of this protocol.</summary>
        public static bool TryParse(string text, out ChatFrame frame)
        {
            frame = new ChatFrame();
            if (!FieldReader.TryParseText(text, out JToken json, out _)) return false;
            var fields = new FieldReader(json);
            frame.Life = fields.RequiredString("life");
            frame.Text = fields.OptionalString("text");
            if (frame.Text != null)
            {
                frame.Number = fields.RequiredInt("number");
                return fields.Succeeded && frame.Number > 0;
            }

            frame.First = fields.RequiredInt("first");
            frame.Last = fields.RequiredInt("last");
            frame.Heard = fields.List<Mark>("heard", Mark.TryParse);
            return fields.Succeeded && frame.First > 0 && frame.Last >= frame.First - 1;
        }

        public override string ToString()
        {
            var json = new JObject { ["life"] = Life };
            if (Text != null)
            {
                json["number"] = Number;
                json["text"] = Text;
            }
            else
            {
                json["first"] = First;
                json["last"] = Last;
                json["heard"] = new JArray(Heard.Select(mark => mark.ToJson()));
            }

            return json.ToString(Formatting.None);
        }

        /// <summary>How far somebody has heard a player.</summary>
        internal sealed class Mark
        {
            public PlayerId Player { get; }

            public string Life { get; }

            public int Last { get; }

            public Mark(PlayerId player, string life, int last)
            {
                Player = player;
                Life = life;
                Last = last;
            }

            public static bool TryParse(JToken json, out Mark mark, out string error)
            {
                var fields = new FieldReader(json);
                mark = new Mark(
                    PlayerId.FromNullable(fields.RequiredString("id")),
                    fields.RequiredString("life"),
                    fields.RequiredInt("last"));
                error = fields.Error;
                return fields.Succeeded;
            }

            public JObject ToJson() => new JObject { ["id"] = Player.Value, ["life"] = Life, ["last"] = Last };
        }
    }
}
