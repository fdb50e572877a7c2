#nullable enable
using Earshot.Rooms.Api;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class RoomMessageTests
    {
        private const string Ada =
            "{'id':'ada','name':'Ada','sessionId':'s1'," +
            "'tracks':[{'trackName':'voice','kind':'audio','muted':false}]}";

        [TestCase("{'type':'join','protocol':1,'token':'a.b.c'}")]
        [TestCase("{'type':'tracks','sessionId':'s1','tracks':[{'trackName':'voice','kind':'audio','muted':true}]}")]
        [TestCase("{'type':'tracks','tracks':[]}")]
        [TestCase("{'type':'leave'}")]
        [TestCase("{'type':'ping','id':7}")]
        public void ClientMessage_ReadIsWrittenAgain(string text)
        {
            text = Json(text);
            Assert.That(ClientMessage.TryParse(text, out ClientMessage? message, out string error), error);
            Assert.That(message!.ToString(), Is.EqualTo(text));
        }

        [TestCase("{'type':'welcome','playerId':'ada','room':'hall','roomTime':1.25,'players':[" + Ada + "]}")]
        [TestCase("{'type':'player','player':" + Ada + "}")]
        [TestCase("{'type':'player','player':{'id':'bob','name':'','tracks':[]}}")]
        [TestCase("{'type':'left','playerId':'ada'}")]
        [TestCase("{'type':'pong','id':7,'roomTime':0.5}")]
        [TestCase("{'type':'error','code':'replaced','message':'You joined from elsewhere.'}")]
        public void ServerMessage_ReadIsWrittenAgain(string text)
        {
            text = Json(text);
            Assert.That(ServerMessage.TryParse(text, out ServerMessage? message, out string error), error);
            Assert.That(message!.ToString(), Is.EqualTo(text));
        }

        [TestCase("{'type':'join'}", "'protocol' is missing.")]
        [TestCase("{'type':'join','protocol':1}", "'token' is missing.")]
        [TestCase("{'type':'ping','id':'x'}", "'id' must be a whole number, not a string.")]
        [TestCase("{'type':'dance'}", "No message of type 'dance' is known.")]
        [TestCase("{}", "'type' is missing.")]
        [TestCase("[]", "Expected a JSON object, found an array.")]
        public void MalformedClientMessage_IsRefusedWithASentence(string text, string sentence)
        {
            Assert.That(ClientMessage.TryParse(Json(text), out _, out string error), Is.False);
            Assert.That(error, Is.EqualTo(Json(sentence)));
        }

        [Test]
        public void TruncatedMessage_IsRefused()
        {
            string text = Json("{'type':'player','player':" + Ada + "}");
            for (int length = 0; length < text.Length; length++)
                Assert.That(ServerMessage.TryParse(text.Substring(0, length), out _, out _), Is.False, text);
        }

        [Test]
        public void MessageOfANewerRoom_IsUnknownButNoError()
        {
            string text = Json("{'type':'weather','rain':true}");
            Assert.That(ServerMessage.TryParse(text, out ServerMessage? message, out _));
            Assert.That(message, Is.InstanceOf<ServerMessage.Unknown>());
        }

        [Test]
        public void Tokens_ReadAreWrittenAgain()
        {
            JObject request = JObject.Parse("{'room':'hall','playerId':'ada','name':'Ada'}");
            JObject response = JObject.Parse("{'token':'a.b.c','room':'hall','playerId':'ada','expiresAt':1.5}");
            Assert.That(TokenRequest.TryParse(request, out TokenRequest asked, out _));
            Assert.That(TokenResponse.TryParse(response, out TokenResponse given, out _));
            Assert.That(asked.ToJson().ToString(Formatting.None), Is.EqualTo(request.ToString(Formatting.None)));
            Assert.That(given.ToJson().ToString(Formatting.None), Is.EqualTo(response.ToString(Formatting.None)));
        }

        /// <summary>The tests write ' for ", which is easier to read.</summary>
        private static string Json(string text) => text.Replace('\'', '"');
    }
}
