#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime
{
    /// <summary>The last requests to the SFU, for whoever has to explain a call that went wrong: a ring, oldest first,
    /// that may be shown or sent on as it is, because what is secret never gets out. Any thread.</summary>
    public sealed class ApiHistory
    {
        /// <summary>How many are kept unless told otherwise.</summary>
        public const int DefaultCapacity = 100;

        // What lets someone speak for this peer or use its relay: values of JSON and lines of SDP, escaped or not.
        private static readonly Regex Secret = new Regex(
            "(\"(?:credential|token)\"\\s*:\\s*\")[^\"]*|(a=ice-pwd:)[^\\\\\\r\\n\"]*|(a=crypto:)[^\\\\\\r\\n\"]*",
            RegexOptions.CultureInvariant);

        private readonly object _gate = new object();
        private readonly Queue<ApiHistoryEntry> _entries = new Queue<ApiHistoryEntry>();
        private readonly int _capacity;

        /// <param name="capacity">How many to keep; 0 for none.</param>
        public ApiHistory(int capacity = DefaultCapacity) => _capacity = capacity;

        /// <summary>A copy, oldest first.</summary>
        public IReadOnlyList<ApiHistoryEntry> Entries
        {
            get
            {
                lock (_gate) return _entries.ToList();
            }
        }

        /// <summary>All of it as a JSON array, to attach to a report.</summary>
        public string Export() =>
            new JArray(Entries.Select(entry => entry.ToJson())).ToString(Formatting.Indented);

        internal static string Redact(string text) => Secret.Replace(text, "$1$2$3…");

        internal void Add(ApiHistoryEntry entry)
        {
            lock (_gate)
            {
                _entries.Enqueue(entry);
                while (_entries.Count > _capacity) _entries.Dequeue();
            }
        }
    }
}
