#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UnityStandIn
{
    /// <summary>A text file of Unity's: YAML documents with a header each. They are split apart before YAML is parsed,
    /// because "stripped" in a header is not YAML, and so that each error has its line.</summary>
    internal sealed class UnityFile
    {
        private static readonly Regex Header =
            new Regex(@"^--- !u!(\d+) &(-?\d+)( stripped)?\s*$", RegexOptions.CultureInvariant);

        private UnityFile(string path, IReadOnlyList<UnityDocument> documents)
        {
            Path = path;
            Documents = documents;
        }

        public string Path { get; }

        public IReadOnlyList<UnityDocument> Documents { get; }

        public static UnityFile Read(string path)
        {
            if (!File.Exists(path)) throw new FileNotFoundException($"There is no scene or prefab file {path}.", path);
            return Parse(path, File.ReadAllLines(path));
        }

        public static UnityFile Parse(string path, string[] lines)
        {
            var documents = new List<UnityDocument>();
            for (int begin = 0, end; begin < lines.Length; begin = end)
            {
                end = begin + 1;
                while (end < lines.Length && !IsHeader(lines[end])) end++;
                if (IsHeader(lines[begin])) documents.Add(ParseDocument(path, lines, begin, end));
                else if (begin > 0 || lines[0].Length == 0 || lines[0][0] != '%')
                    throw new SceneFormatException(path, begin + 1, "A file of Unity's begins with %YAML 1.1.");
            }

            if (documents.Count == 0) throw new SceneFormatException(path, 1, "The file holds no object.");
            return new UnityFile(path, documents);
        }

        private static bool IsHeader(string line) => line.StartsWith("---", StringComparison.Ordinal);

        private static UnityDocument ParseDocument(string path, string[] lines, int begin, int end)
        {
            var header = Header.Match(lines[begin]);
            if (!int.TryParse(header.Groups[1].Value, out int classId) ||
                !long.TryParse(header.Groups[2].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out long id))
                throw new SceneFormatException(path, begin + 1, "An object's header reads '--- !u!CLASS &ID'.");
            var body = ParseBody(path, lines, begin, end);
            return new UnityDocument(path, begin + 1, classId, id, header.Groups[3].Success, body);
        }

        private static YamlMappingNode ParseBody(string path, string[] lines, int begin, int end)
        {
            var stream = new YamlStream();
            try
            {
                stream.Load(new StringReader(string.Join("\n", lines, begin + 1, end - begin - 1)));
            }
            catch (YamlException wrong)
            {
                throw new SceneFormatException(path, begin + 1 + (int)wrong.Start.Line, wrong.Message, wrong);
            }

            if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root &&
                root.Children.Count == 1)
            {
                foreach (var (_, fields) in root.Children)
                    if (fields is YamlMappingNode body)
                        return body;
            }

            throw new SceneFormatException(
                path, begin + 1, "After an object's header comes the name of its type, and below it the fields.");
        }
    }
}
