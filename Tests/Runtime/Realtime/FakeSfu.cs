#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace Earshot.Tests
{
    /// <summary>An SFU that says yes: it makes sessions s1, s2 … and finds each track, but for those it is told to
    /// refuse. Any thread.</summary>
    internal sealed class FakeSfu : HttpMessageHandler
    {
        private readonly object _gate = new object();
        private readonly List<string> _requests = new List<string>();
        private int _sessions;
        private int _sections = 100;
        private int _streams;

        /// <summary>"METHOD path" of each request, with the names or mids of its items, such as
        /// "PUT sessions/s1/tracks/close 101".</summary>
        public IReadOnlyList<string> Requests
        {
            get
            {
                lock (_gate) return _requests.ToList();
            }
        }

        /// <summary>The error of an item, by its name; null for none.</summary>
        public Func<string, string?> Refuse { get; set; } = _ => null;

        /// <summary>The status of every request but those for a session; 200 for success.</summary>
        public int Status { get; set; } = 200;

        public int Count(string part) => Requests.Count(request => request.Contains(part));

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellation)
        {
            string body = request.Content == null ? "" : await request.Content.ReadAsStringAsync();
            string path = request.RequestUri!.AbsolutePath.Substring("/v1/apps/a/".Length);
            JObject json = body.Length == 0 ? new JObject() : JObject.Parse(body);
            var items = (JArray?)(json["tracks"] ?? json["dataChannels"]) ?? new JArray();
            lock (_gate)
            {
                IEnumerable<string> names = items.Select(NameOf);
                _requests.Add($"{request.Method} {path} {string.Join(",", names)}".TrimEnd());
                JObject answer = Answer(path, json, items);
                int status = path == "sessions/new" ? 201 : Status;
                if (status > 299) answer = new JObject { ["errorCode"] = "session_error" };
                return new HttpResponseMessage((HttpStatusCode)status)
                {
                    Content = new StringContent(answer.ToString(), Encoding.UTF8, "application/json"),
                };
            }
        }

        private static string NameOf(JToken item) =>
            (string?)(item["trackName"] ?? item["dataChannelName"] ?? item["mid"] ?? item["id"]) ?? "";

        private JObject Answer(string path, JObject json, JArray items)
        {
            if (path == "sessions/new") return new JObject { ["sessionId"] = $"s{++_sessions}" };
            if (path.EndsWith("establish")) return Described("offer", new JObject());
            if (path.EndsWith("datachannels/new"))
                foreach (JToken item in items) Conclude(item, "id", ++_streams);
            if (path.Contains("datachannels/")) return new JObject { ["dataChannels"] = items };
            bool isPull = path.EndsWith("tracks/new") && json["sessionDescription"] == null;
            if (isPull)
                foreach (JToken item in items) Conclude(item, "mid", $"{++_sections}");
            var answer = new JObject { ["tracks"] = items, ["dataChannels"] = new JArray() };
            return path.EndsWith("renegotiate") ? new JObject() : Described(isPull ? "offer" : "answer", answer);
        }

        private void Conclude(JToken item, string field, JToken value)
        {
            if (Refuse(NameOf(item)) is string code) item["errorCode"] = code;
            else item[field] = value;
        }

        private static JObject Described(string type, JObject answer)
        {
            answer["sessionDescription"] = new JObject { ["type"] = type, ["sdp"] = "x" };
            return answer;
        }
    }
}
