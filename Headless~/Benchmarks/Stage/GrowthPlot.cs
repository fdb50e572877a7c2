using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Earshot.Benchmarks.Stage;

/// <summary>Milliseconds a tick over players, both by powers of ten, as SVG; beside it what growth in proportion would
/// be.</summary>
internal static class GrowthPlot
{
    private const int Width = 640;
    private const int Height = 400;
    private const int Margin = 60;
    private const double LeastPlayers = 1e3, MostPlayers = 1e5, LeastMilliseconds = 0.1, MostMilliseconds = 100;

    public static void Write(string path, IReadOnlyList<(int Players, double Milliseconds)> points)
    {
        var svg = new StringBuilder();
        svg.AppendLine(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" " +
            "font-family=\"sans-serif\" font-size=\"12\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>" +
            "<text x=\"60\" y=\"24\" font-size=\"14\">Milliseconds a tick in which all players choose, over players" +
            "</text>");
        for (double players = LeastPlayers; players <= MostPlayers; players *= 10)
        {
            Rule(svg, X(players), Y(LeastMilliseconds), X(players), Y(MostMilliseconds));
            Write(svg, X(players), Height - 40, "middle", FormattableString.Invariant($"{players:N0}"));
        }

        for (double ms = LeastMilliseconds; ms <= MostMilliseconds * 1.01; ms *= 10)
        {
            Rule(svg, X(LeastPlayers), Y(ms), X(MostPlayers), Y(ms));
            Write(svg, Margin - 8, Y(ms) + 4, "end", FormattableString.Invariant($"{ms:0.#} ms"));
        }

        double first = points[0].Milliseconds / points[0].Players;
        svg.AppendLine(Line([.. points.Select(point => (point.Players, point.Players * first))], "#bbb", "4 4"));
        svg.AppendLine(Line(points, "#16c", "none"));
        foreach ((int players, double ms) in points)
        {
            svg.AppendLine(FormattableString.Invariant(
                $"<circle cx=\"{X(players):0.#}\" cy=\"{Y(ms):0.#}\" r=\"4\" fill=\"#16c\"/>"));
            Write(svg, X(players) - 6, Y(ms) - 10, "end", FormattableString.Invariant($"{ms:0.##}"));
        }

        svg.AppendLine(
            $"<text x=\"{Width - Margin}\" y=\"{Height - 16}\" text-anchor=\"end\" fill=\"#888\">" +
            "dashed: in proportion to the players</text></svg>");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, svg.ToString());
    }

    private static void Rule(StringBuilder svg, double x1, double y1, double x2, double y2) =>
        svg.AppendLine(FormattableString.Invariant(
            $"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"#ddd\"/>"));

    private static void Write(StringBuilder svg, double x, double y, string anchor, string text) =>
        svg.AppendLine(FormattableString.Invariant(
            $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{text}</text>"));

    private static string Line(
        IReadOnlyList<(int Players, double Milliseconds)> points, string colour, string dashes) =>
        $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\" points=\"" +
        string.Join(' ', points.Select(point => FormattableString.Invariant(
            $"{X(point.Players):0.#},{Y(point.Milliseconds):0.#}"))) + "\"/>";

    private static double X(double players) =>
        Margin + Math.Log10(players / LeastPlayers) / Math.Log10(MostPlayers / LeastPlayers) * (Width - 2 * Margin);

    private static double Y(double milliseconds) => Height - Margin -
        Math.Log10(milliseconds / LeastMilliseconds) / Math.Log10(MostMilliseconds / LeastMilliseconds) *
        (Height - 2 * Margin);
}
