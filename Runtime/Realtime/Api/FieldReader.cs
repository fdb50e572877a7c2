#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>Reads the fields of one JSON object by name and remembers, as a sentence, the first that is not what it
    /// should be. Fields nobody asks for are ignored; <c>null</c> counts as absent.</summary>
    public sealed class FieldReader
    {
        /// <summary>Maps one JSON value to a <typeparamref name="T"/>; false with a sentence when it is not
        /// one.</summary>
        public delegate bool TryParse<T>(JToken json, out T value, out string error);

        private readonly JObject? _fields;

        /// <summary>What is wrong, as a sentence; empty while nothing is.</summary>
        public string Error { get; private set; } = "";

        /// <summary>True when nothing read so far was wrong.</summary>
        public bool Succeeded => Error.Length == 0;

        public FieldReader(JToken json)
        {
            _fields = json as JObject;
            if (_fields == null) Error = $"Expected a JSON object, found {Describe(json)}.";
        }

        /// <summary>Reads a whole text as one JSON value. Unlike JToken.Parse it leaves text that looks like a date
        /// alone. False, with a sentence, when it is not JSON.</summary>
        public static bool TryParseText(string text, out JToken json, out string error)
        {
            using var reader = new JsonTextReader(new StringReader(text));
            reader.DateParseHandling = DateParseHandling.None;
            try
            {
                json = JToken.ReadFrom(reader);
                error = reader.Read() ? "There is more after the JSON value." : "";
                return error.Length == 0;
            }
            catch (JsonException e)
            {
                json = JValue.CreateNull();
                error = $"Not JSON: {e.Message}";
                return false;
            }
        }

        /// <summary>The text, or null when absent.</summary>
        public string? OptionalString(string name) => (string?)Find(name, JTokenType.String, "a string");

        /// <summary>The text; absent is an error, and empty too.</summary>
        public string RequiredString(string name)
        {
            string? text = OptionalString(name);
            if (string.IsNullOrEmpty(text)) Fail($"\"{name}\" is missing.");
            return text ?? "";
        }

        /// <summary>The value, or null when absent.</summary>
        public bool? OptionalBool(string name) => (bool?)Find(name, JTokenType.Boolean, "true or false");

        /// <summary>The whole number, or null when absent.</summary>
        public long? OptionalLong(string name)
        {
            JToken? token = Find(name, JTokenType.Integer, "a whole number");
            if (token == null) return null;
            if (((JValue)token).Value is long number) return number;
            Fail($"\"{name}\" does not fit 64 bits.");
            return null;
        }

        /// <summary>The whole number, or null when absent; one outside 32 bits is an error.</summary>
        public int? OptionalInt(string name)
        {
            long? number = OptionalLong(name);
            if (number == (int?)number) return (int?)number;
            Fail($"\"{name}\" does not fit 32 bits.");
            return null;
        }

        /// <summary>The whole number; absent is an error, and one outside 32 bits too.</summary>
        public int RequiredInt(string name)
        {
            int? number = OptionalInt(name);
            if (number == null) Fail($"\"{name}\" is missing.");
            return number ?? 0;
        }

        /// <summary>The number, whole or not; absent is an error.</summary>
        public double RequiredNumber(string name)
        {
            JToken? token = _fields?[name];
            if (token?.Type == JTokenType.Float || token?.Type == JTokenType.Integer) return (double)token;
            Fail($"\"{name}\" must be a number, not {Describe(token)}.");
            return 0;
        }

        /// <summary>The object, or null when absent.</summary>
        public T? OptionalObject<T>(string name, TryParse<T> parse) where T : class
        {
            JToken? token = _fields?[name];
            return IsAbsent(token) ? null : Parse(token!, $"\"{name}\"", parse);
        }

        /// <summary>The object; absent is an error.</summary>
        public T? RequiredObject<T>(string name, TryParse<T> parse) where T : class
        {
            T? value = OptionalObject(name, parse);
            if (value == null) Fail($"\"{name}\" is missing.");
            return value;
        }

        /// <summary>The array's items; absent is empty.</summary>
        public IReadOnlyList<T> List<T>(string name, TryParse<T> parse) where T : class
        {
            if (!(Find(name, JTokenType.Array, "an array") is JArray array)) return Array.Empty<T>();
            var items = new List<T>(array.Count);
            for (int i = 0; i < array.Count && Succeeded; i++)
            {
                T? item = Parse(array[i], $"\"{name}\"[{i}]", parse);
                if (item != null) items.Add(item);
            }

            return items;
        }

        /// <summary>The texts of an array, or the one text that stands in its place; absent is empty.</summary>
        public IReadOnlyList<string> Strings(string name)
        {
            JToken? token = _fields?[name];
            if (token?.Type == JTokenType.String) return new[] { (string)token! };
            return List<string>(name, TryParseString);
        }

        private static bool TryParseString(JToken json, out string text, out string error)
        {
            bool isText = json.Type == JTokenType.String;
            text = isText ? (string)json! : "";
            error = isText ? "" : $"Expected a string, found {Describe(json)}.";
            return isText;
        }

        private T? Parse<T>(JToken token, string place, TryParse<T> parse) where T : class
        {
            if (parse(token, out T value, out string error)) return value;
            Fail($"In {place}: {error}");
            return null;
        }

        private JToken? Find(string name, JTokenType type, string expected)
        {
            JToken? token = _fields?[name];
            if (IsAbsent(token)) return null;
            if (token!.Type == type) return token;
            Fail($"\"{name}\" must be {expected}, not {Describe(token)}.");
            return null;
        }

        private void Fail(string sentence)
        {
            if (Succeeded) Error = sentence;
        }

        private static bool IsAbsent(JToken? token) => token == null || token.Type == JTokenType.Null;

        private static string Describe(JToken? token)
        {
            switch (token?.Type ?? JTokenType.Null)
            {
                case JTokenType.Object: return "an object";
                case JTokenType.Array: return "an array";
                case JTokenType.String: return "a string";
                case JTokenType.Integer:
                case JTokenType.Float: return "a number";
                case JTokenType.Boolean: return "true or false";
                case JTokenType.Null: return "null";
                default: return "something else";
            }
        }
    }
}
