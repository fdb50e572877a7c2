#nullable enable
using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Answers HTTP requests from a script, in order, and checks that they never overlap. Its JSON is written
    /// with ' for ".</summary>
    internal sealed class ScriptedSfu : HttpMessageHandler
    {
        private readonly Queue<Func<HttpResponseMessage>> _script = new Queue<Func<HttpResponseMessage>>();
        private int _underWay;

        /// <summary>"METHOD path body" of each request.</summary>
        public readonly List<string> Requests = new List<string>();

        public ScriptedSfu ThenAnswer(string json, int status = 200)
        {
            _script.Enqueue(() => new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = new StringContent(json.Replace('\'', '"'), Encoding.UTF8, "application/json"),
            });
            return this;
        }

        public ScriptedSfu ThenThrow(Exception e)
        {
            _script.Enqueue(() => throw e);
            return this;
        }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellation)
        {
            Assert.That(Interlocked.Increment(ref _underWay), Is.EqualTo(1), "two requests of one session at a time");
            string body = request.Content == null ? "" : await request.Content.ReadAsStringAsync();
            Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery} {body.Replace('"', '\'')}".TrimEnd());
            await Task.Yield();
            Interlocked.Decrement(ref _underWay);
            if (_script.Count == 0) throw new HttpRequestException("the script has ended");
            return _script.Dequeue()();
        }
    }
}
