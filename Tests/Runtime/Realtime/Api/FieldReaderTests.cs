#nullable enable
using Earshot.Realtime.Api;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class FieldReaderTests
    {
        [Test]
        public void TextThatLooksLikeADate_StaysText()
        {
            Assert.That(FieldReader.TryParseText("{\"name\":\"2026-11-22T10:00:00Z\"}", out JToken json, out _));
            Assert.That(new FieldReader(json).OptionalString("name"), Is.EqualTo("2026-11-22T10:00:00Z"));
        }

        [TestCase("")]
        [TestCase("{")]
        [TestCase("nonsense")]
        [TestCase("{} {}")]
        [TestCase("{\"a\":")]
        public void TextThatIsNotOneJsonValue_IsRefusedWithASentence(string text)
        {
            Assert.That(FieldReader.TryParseText(text, out _, out string error), Is.False);
            Assert.That(error, Is.Not.Empty);
        }

        [Test]
        public void FirstWrongField_IsTheOneNamed()
        {
            var fields = new FieldReader(JObject.Parse("{\"a\":1,\"b\":\"x\"}"));
            fields.OptionalString("a");
            fields.OptionalBool("b");
            Assert.That(fields.Error, Is.EqualTo("\"a\" must be a string, not a number."));
        }

        [Test]
        public void NullCountsAsAbsent()
        {
            var fields = new FieldReader(JObject.Parse("{\"a\":null}"));
            Assert.That(fields.OptionalString("a"), Is.Null);
            Assert.That(fields.OptionalBool("a"), Is.Null);
            Assert.That(fields.List<TrackObject>("a", TrackObject.TryParse), Is.Empty);
            Assert.That(fields.Succeeded);
        }

        [Test]
        public void WholeNumberBeyond32Bits_IsRefused()
        {
            var fields = new FieldReader(JObject.Parse("{\"id\":4294967296,\"big\":123456789012345678901234567890}"));
            fields.RequiredInt("id");
            Assert.That(fields.Error, Is.EqualTo("\"id\" does not fit 32 bits."));
            fields = new FieldReader(JObject.Parse("{\"big\":123456789012345678901234567890}"));
            fields.RequiredInt("big");
            Assert.That(fields.Succeeded, Is.False);
        }
    }
}
