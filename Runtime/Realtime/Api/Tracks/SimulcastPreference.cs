#nullable enable
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>Which layer of a simulcast track a subscriber wants, and what the SFU may send instead.</summary>
    public sealed class SimulcastPreference
    {
        /// <summary>Send nothing else: the default of both orderings.</summary>
        public const string None = "none";

        /// <summary>Order layers by their rid from a to z, of which a is the most desirable.</summary>
        public const string Asciibetical = "asciibetical";

        /// <summary>The rid of the layer; null or empty for no preference.</summary>
        public string? PreferredRid { get; set; }

        /// <summary>What happens when the way to the subscriber is too narrow for the preferred layer; null is
        /// <see cref="None"/>.</summary>
        public string? PriorityOrdering { get; set; }

        /// <summary>What happens while the publisher does not send the preferred layer; null is
        /// <see cref="None"/>.</summary>
        public string? RidNotAvailable { get; set; }

        /// <summary>False, with a sentence, when a field has the wrong type or an ordering is none.</summary>
        public static bool TryParse(JToken json, out SimulcastPreference preference, out string error)
        {
            var fields = new FieldReader(json);
            preference = new SimulcastPreference
            {
                PreferredRid = fields.OptionalString("preferredRid"),
                PriorityOrdering = fields.OptionalString("priorityOrdering"),
                RidNotAvailable = fields.OptionalString("ridNotAvailable"),
            };
            error = fields.Error;
            bool areOrderings = IsOrdering(preference.PriorityOrdering) && IsOrdering(preference.RidNotAvailable);
            if (fields.Succeeded && !areOrderings)
                error = $"An ordering is \"{None}\" or \"{Asciibetical}\".";
            return error.Length == 0;
        }

        public JObject ToJson()
        {
            var json = new JObject();
            if (PreferredRid != null) json["preferredRid"] = PreferredRid;
            if (PriorityOrdering != null) json["priorityOrdering"] = PriorityOrdering;
            if (RidNotAvailable != null) json["ridNotAvailable"] = RidNotAvailable;
            return json;
        }

        private static bool IsOrdering(string? text) => text == null || text == None || text == Asciibetical;
    }
}
