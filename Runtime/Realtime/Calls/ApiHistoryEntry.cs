#nullable enable
using System;
using Earshot.Rtc.Wire;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime
{
    /// <summary>One request to the SFU and what came of it. A value that shows no secrets: no bearer, no credential of
    /// a TURN server, no ICE password; they are taken out when somebody reads it, for a call shall not wait for
    /// that.</summary>
    public sealed class ApiHistoryEntry
    {
        private readonly string _request;
        private readonly string _response;

        /// <summary>When it was sent, on <see cref="Earshot.Io.MonotonicClock"/>.</summary>
        public Instant At { get; }

        /// <summary>From sending to the whole response.</summary>
        public TimeSpan Took { get; }

        /// <summary>"GET", "POST" or "PUT".</summary>
        public string Method { get; }

        /// <summary>The path below the API's prefix, with its query.</summary>
        public string Path { get; }

        /// <summary>The request's JSON; empty for none.</summary>
        public string Request => ApiHistory.Redact(_request);

        /// <summary>The response's status; 0 when there was none.</summary>
        public int Status { get; }

        /// <summary>The response's JSON, or a sentence on why there is none.</summary>
        public string Response => ApiHistory.Redact(_response);

        internal ApiHistoryEntry(
            Instant at, TimeSpan took, string method, string path, string request, int status, string response)
        {
            At = at;
            Took = took;
            Method = method;
            Path = path;
            _request = request;
            Status = status;
            _response = response;
        }

        /// <summary><c>{"at":seconds,"tookMs","method","path","request","status","response"}</c>.</summary>
        public JObject ToJson() => new JObject
        {
            ["at"] = At.Microseconds / 1e6,
            ["tookMs"] = Took.TotalMilliseconds,
            ["method"] = Method,
            ["path"] = Path,
            ["request"] = Request,
            ["status"] = Status,
            ["response"] = Response,
        };

        public override string ToString() => $"{Method} {Path}: {Status} in {Took.TotalMilliseconds:0} ms";
    }
}
