using System;
using System.IO;
using System.Numerics;
using System.Text;
using Earshot.Rtc.Wire;
using Earshot.Stage;

namespace Earshot.Benchmarks.Stage;

/// <summary>Who is pulled over time, as SVG: a minute of one listener in a plaza of twenty-four players who stroll and
/// talk in turns, six seats. A row a player, the nearest on the average at the top.</summary>
internal static class SeatPicture
{
    private const int Players = 24;
    private const int Seats = 6;
    private const int TickMilliseconds = 50;
    private const int Ticks = 1200;
    private const int RowHeight = 26;
    private const int Left = 90;
    private const int Top = 84;
    private const double PixelsATick = 1;
    private const float RangeMetres = 20;

    public static void Write(string path)
    {
        Scene scene = Play();
        int width = Left + (int)(Ticks * PixelsATick) + 20, height = Top + Players * RowHeight + 40;
        var svg = new StringBuilder();
        svg.AppendLine(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" " +
            "font-family=\"sans-serif\" font-size=\"12\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>" +
            $"<text x=\"20\" y=\"28\" font-size=\"16\">Who is pulled: one listener, {Players} players, voices that " +
            $"carry {RangeMetres} m, {Seats} seats</text>");
        Legend(svg);
        for (int row = 0; row < Players; row++) Row(svg, scene, scene.Order[row], Top + row * RowHeight);
        for (int second = 0; second <= Ticks * TickMilliseconds / 1000; second += 10)
        {
            double x = Left + second * 1000.0 / TickMilliseconds * PixelsATick;
            svg.AppendLine(FormattableString.Invariant(
                $"<text x=\"{x:0.#}\" y=\"{height - 16}\" text-anchor=\"middle\">{second} s</text>"));
        }

        svg.AppendLine("</svg>");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, svg.ToString());
    }

    private static void Legend(StringBuilder svg)
    {
        (string Colour, string Text)[] entries =
        [
            ("#f2f2f2", "in range, not pulled"), ("#9ecae1", "pulled, not heard yet"),
            ("#f4a640", "fading, or at the edge"), ("#2171b5", "heard"), ("#222", "speaks"),
        ];
        for (int i = 0; i < entries.Length; i++)
        {
            int x = 20 + i * 180, size = entries[i].Text == "speaks" ? 4 : 14;
            svg.AppendLine(
                $"<rect x=\"{x}\" y=\"{58 - size}\" width=\"14\" height=\"{size}\" fill=\"{entries[i].Colour}\" " +
                $"stroke=\"#ccc\" stroke-width=\"0.5\"/><text x=\"{x + 20}\" y=\"57\">{entries[i].Text}</text>");
        }
    }

    private static void Row(StringBuilder svg, Scene scene, int player, int y)
    {
        svg.AppendLine($"<text x=\"{Left - 8}\" y=\"{y + 15}\" text-anchor=\"end\">player {player + 1}</text>");
        Runs(svg, y, RowHeight - 8, tick => scene.State[tick, player] switch
        {
            State.Heard => "#2171b5",
            State.Fading => "#f4a640",
            State.Pulled => "#9ecae1",
            State.InRange => "#f2f2f2",
            _ => null,
        });
        Runs(svg, y + RowHeight - 7, 4, tick => scene.Speaks[tick, player] ? "#222" : null);
    }

    /// <summary>Rectangles for as long as the colour stays.</summary>
    private static void Runs(StringBuilder svg, int y, int height, Func<int, string?> colour)
    {
        for (int tick = 0, end; tick < Ticks; tick = end)
        {
            for (end = tick + 1; end < Ticks && colour(end) == colour(tick);) end++;
            if (colour(tick) is { } fill)
            {
                double x = Left + tick * PixelsATick, width = (end - tick) * PixelsATick;
                svg.AppendLine(FormattableString.Invariant(
                    $"<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"));
            }
        }
    }

    private static Scene Play()
    {
        var random = new Random(7);
        var director = new Director(new StageSettings { VoiceSeats = Seats, Range = RangeMetres }, Players + 1);
        PlayerIndex me = director.Add(listens: true);
        director.HandlePlace(new Instant(0), me, Vector3.Zero);
        var players = new PlayerIndex[Players];
        var places = new Vector3[Players];
        var goals = new Vector3[Players];
        var scene = new Scene();
        var distances = new double[Players];
        for (int i = 0; i < Players; i++)
        {
            players[i] = director.Add();
            places[i] = Somewhere(random);
            goals[i] = Somewhere(random);
        }

        for (int tick = 0; tick < Ticks; tick++)
        {
            Instant now = Instant.FromMilliseconds(tick * TickMilliseconds);
            for (int i = 0; i < Players; i++)
            {
                Vector3 way = goals[i] - places[i];
                if (way.Length() < 0.1f) goals[i] = Somewhere(random);
                else places[i] += Vector3.Normalize(way) * 1.2f * TickMilliseconds / 1000;
                bool spoke = tick > 0 && scene.Speaks[tick - 1, i];
                scene.Speaks[tick, i] = random.NextDouble() < (spoke ? 0.985 : 0.005);
                director.HandlePlace(now, players[i], places[i]);
                director.HandleLevel(now, players[i], scene.Speaks[tick, i] ? 0.6f : 0);
                distances[i] += places[i].Length();
            }

            director.HandleTick(now);
            while (director.TryPollChange(out _))
            {
            }

            for (int i = 0; i < Players; i++)
                scene.State[tick, i] = places[i].Length() < RangeMetres ? State.InRange : State.OutOfRange;
            for (int seat = 0; seat < Seats; seat++)
            {
                if (director.TryGetSeat(me, Medium.Voice, seat, out SeatState state))
                    scene.State[tick, state.Player.Value - 1] =
                        state.Gain == 1 ? State.Heard : state.Gain > 0 ? State.Fading : State.Pulled;
            }
        }

        Array.Sort(distances, scene.Order);
        return scene;
    }

    private static Vector3 Somewhere(Random random)
    {
        double way = random.NextDouble() * 2 * Math.PI, distance = 3 + random.NextDouble() * 27;
        return new Vector3((float)(Math.Cos(way) * distance), 0, (float)(Math.Sin(way) * distance));
    }

    private enum State
    {
        OutOfRange,
        InRange,
        Pulled,
        Fading,
        Heard,
    }

    private sealed class Scene
    {
        public readonly State[,] State = new State[Ticks, Players];
        public readonly bool[,] Speaks = new bool[Ticks, Players];
        public readonly int[] Order = MakeOrder();

        private static int[] MakeOrder()
        {
            var order = new int[Players];
            for (int i = 0; i < Players; i++) order[i] = i;
            return order;
        }
    }
}
