#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime.Api;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class ApiJsonTests
    {
        private const string Sdp = "{'type':'offer','sdp':'v=0\\r\\n'}";

        /// <summary>Reads a text as one of the contract's objects and writes it again; null when it is
        /// refused.</summary>
        private static readonly Dictionary<string, Func<JToken, string?>> Contract =
            new Dictionary<string, Func<JToken, string?>>
            {
                ["description"] = json =>
                    SessionDescriptionBody.TryParse(json, out var it, out _) ? Text(it.ToJson()) : null,
                ["track"] = json => TrackObject.TryParse(json, out var it, out _) ? Text(it.ToJson()) : null,
                ["answer"] = json =>
                    SessionDescriptionRequest.TryParse(json, out var it, out _) ? Text(it.ToJson()) : null,
                ["session"] = json => NewSessionResponse.TryParse(json, out var it, out _) ? Text(it.ToJson()) : null,
                ["tracks"] = json => TracksRequest.TryParse(json, out var it, out _) ? Text(it.ToJson()) : null,
                ["results"] = json => TracksResponse.TryParse(json, out var it, out _) ? Text(it.ToJson()) : null,
                ["close"] = json => CloseTracksRequest.TryParse(json, out var it, out _) ? Text(it.ToJson()) : null,
                ["channels"] = json => DataChannelList.TryParse(json, out var it, out _) ? Text(it.ToJson()) : null,
                ["establish"] = json => EstablishRequest.TryParse(json, out var it, out _) ? Text(it.ToJson()) : null,
                ["established"] = json =>
                    EstablishResponse.TryParse(json, out var it, out _) ? Text(it.ToJson()) : null,
                ["adapters"] = json => AdapterList.TryParse(json, out var it, out _) ? Text(it.ToJson()) : null,
                ["state"] = json => SessionStateResponse.TryParse(json, out var it, out _) ? Text(it.ToJson()) : null,
            };

        [TestCase("description", Sdp)]
        [TestCase("track", "{'location':'remote','sessionId':'s','trackName':'mic','mid':'3'}")]
        [TestCase("track", "{'trackName':'mic','kind':'audio','bidirectionalMediaStream':true}")]
        [TestCase("track", "{'mid':'','errorCode':'not_found_track_error','errorDescription':'Not yet'}")]
        [TestCase("track", "{'mid':'3','simulcast':{'preferredRid':'h','priorityOrdering':'asciibetical'}}")]
        [TestCase("track", "{'mid':'3','simulcast':{'ridNotAvailable':'none'}}")]
        [TestCase("answer", "{'sessionDescription':" + Sdp + "}")]
        [TestCase("answer", "{}")]
        [TestCase("session", "{'sessionId':'0123456789abcdef0123456789abcdef'}")]
        [TestCase("session", "{'sessionId':'s','sessionDescription':" + Sdp + "}")]
        [TestCase("tracks", "{'sessionDescription':" + Sdp + ",'tracks':[{'location':'local','mid':'0'}]}")]
        [TestCase("tracks", "{'autoDiscover':true}")]
        [TestCase("results", "{'requiresImmediateRenegotiation':true,'tracks':[{'mid':'4'}]}")]
        [TestCase("close", "{'tracks':[{'mid':'0'}],'force':true}")]
        [TestCase("close", "{'tracks':[{'mid':'0'}],'force':false,'sessionDescription':" + Sdp + "}")]
        [TestCase("state", "{'tracks':[{'mid':'0','status':'active'}],'dataChannels':[]}")]
        [TestCase("state", "{'tracks':[],'dataChannels':[{'location':'remote','id':2,'status':'active'}]}")]
        [TestCase("channels", "{'dataChannels':[{'dataChannelName':'state','ordered':false,'maxRetransmits':0}]}")]
        [TestCase("channels", "{'dataChannels':[{'maxPacketLifeTime':50,'waitForAck':true,'canReply':true,'id':3}]}")]
        [TestCase("channels", "{'dataChannels':[{'id':3,'errorCode':'close_track_error','errorDescription':'No'}]}")]
        [TestCase("establish", "{'dataChannel':{'location':'remote'},'sessionDescription':" + Sdp + "}")]
        [TestCase("established", "{'requiresImmediateRenegotiation':true,'dataChannel':{'id':0}}")]
        [TestCase("adapters", "{'tracks':[{'location':'local','endpoint':'ws://x','inputCodec':'pcm'}]}")]
        [TestCase("adapters", "{'tracks':[{'adapterId':'a','bytesProcessed':5000000000}]}")]
        public void WhatWasRead_IsWrittenAgain(string what, string text)
        {
            Assert.That(Contract[what](JToken.Parse(text)), Is.EqualTo(text.Replace('\'', '"')));
        }

        [Test]
        public void UnknownProperties_AreIgnored([ValueSource(nameof(Kinds))] string what)
        {
            JObject json = Valid(what);
            string? plain = Contract[what](json);
            json["somethingNew"] = new JObject { ["x"] = 1 };
            Assert.That(Contract[what](json), Is.EqualTo(plain).And.Not.Null);
        }

        [Test]
        public void AnyFieldOfAnotherType_IsRefusedOrIgnoredButNeverThrows([ValueSource(nameof(Kinds))] string what)
        {
            JToken[] strangers = JArray.Parse("[1,1.5,'x',true,[1,'x'],{'y':2},null]").ToArray();
            foreach (JProperty field in Valid(what).Properties())
            {
                foreach (JToken stranger in strangers)
                {
                    JObject json = Valid(what);
                    json[field.Name] = stranger.DeepClone();
                    Assert.DoesNotThrow(() => Contract[what](json), $"{field.Name} = {stranger}");
                }
            }

            foreach (JToken stranger in strangers) Assert.DoesNotThrow(() => Contract[what](stranger));
        }

        [Test]
        public void WrongTypeDeepInside_IsNamedByItsPlace()
        {
            JToken json = JToken.Parse("{'tracks':[{'mid':'0'},{'mid':7}]}");
            Assert.That(TracksRequest.TryParse(json, out _, out string error), Is.False);
            Assert.That(error, Is.EqualTo("In \"tracks\"[1]: \"mid\" must be a string, not a number."));
        }

        [Test]
        public void DescriptionOfAnotherType_IsRefused()
        {
            JToken json = JToken.Parse("{'type':'pranswer','sdp':'v=0'}");
            Assert.That(SessionDescriptionBody.TryParse(json, out _, out string error), Is.False);
            Assert.That(error, Does.Contain("pranswer"));
        }

        [Test]
        public void Success_HoldsNoError() => Assert.That(ApiError.Find(new JObject { ["mid"] = "0" }), Is.Null);

        private static IEnumerable<string> Kinds() => Contract.Keys;

        private static JObject Valid(string what)
        {
            switch (what)
            {
                case "description": return JObject.Parse(Sdp);
                case "session": return JObject.Parse("{'sessionId':'s','sessionDescription':" + Sdp + "}");
                case "track": return JObject.Parse("{'location':'local','mid':'0','trackName':'t'}");
                default:
                    return JObject.Parse(
                        "{'tracks':[{'mid':'0'}],'force':false,'autoDiscover':false,'sessionDescription':" + Sdp + "}");
            }
        }

        private static string Text(JObject json) => json.ToString(Formatting.None);
    }
}
