using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace Earshot.Benchmarks.Playout;

/// <summary>Mouth to ear along the speech, a plot a network, as SVG: the first seed, ours and libwebrtc's.</summary>
internal static class Plots
{
    private const int Columns = 3;
    private const int Width = 380;
    private const int Height = 150;
    private const double Seconds = 34;
    private const double Milliseconds = 400;

    public static void Write(
        string path, Network[] networks, Dictionary<Network, List<Judgement>> ours,
        Dictionary<Network, List<Judgement>> theirs)
    {
        int rows = (networks.Length + Columns - 1) / Columns;
        var svg = new StringBuilder();
        svg.AppendLine(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Columns * Width}\" height=\"{rows * Height}\" " +
            "font-family=\"sans-serif\" font-size=\"11\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (int i = 0; i < networks.Length; i++)
        {
            svg.AppendLine(
                $"<g transform=\"translate({i % Columns * Width + 40} {i / Columns * Height + 20})\">" +
                $"<text y=\"-6\">{networks[i].Name}, mouth to ear 0 to {Milliseconds} ms</text>" +
                $"<rect width=\"{Width - 60}\" height=\"{Height - 40}\" fill=\"none\" stroke=\"#ccc\"/>");
            Draw(svg, theirs[networks[i]], "#c33");
            Draw(svg, ours[networks[i]], "#16c");
            svg.AppendLine("</g>");
        }

        svg.AppendLine("</svg>");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, svg.ToString());
    }

    private static void Draw(StringBuilder svg, List<Judgement> seeds, string colour)
    {
        if (seeds.Count == 0) return;
        IEnumerable<string> points = seeds[0].Course.Select(point => string.Create(CultureInfo.InvariantCulture,
            $"{point.At / Seconds * (Width - 60):0.#},{(1 - point.Milliseconds / Milliseconds) * (Height - 40):0.#}"));
        svg.AppendLine($"<polyline fill=\"none\" stroke=\"{colour}\" points=\"{string.Join(' ', points)}\"/>");
    }
}
