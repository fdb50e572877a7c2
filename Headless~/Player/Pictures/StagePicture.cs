using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Earshot.Player.Analysis;
using SkiaSharp;

namespace Earshot.Player.Pictures;

/// <summary>The picture of a run: on the left the map from above with everyone's path, on the right a lane a player
/// with what they said and what reached their left and right ear over time.</summary>
internal sealed class StagePicture
{
    private const int Width = 1600;
    private const int MapSize = 620;
    private const int Margin = 40;
    private const int Header = 90;
    private const int LaneHeight = 150;

    private static readonly SKColor Background = new(0x10, 0x14, 0x1c);
    private static readonly SKColor Panel = new(0x18, 0x1e, 0x2a);
    private static readonly SKColor Faint = new(0x3a, 0x44, 0x58);
    private static readonly SKColor Text = new(0xe8, 0xec, 0xf4);
    private static readonly SKColor Muted = new(0x9a, 0xa6, 0xba);
    private static readonly SKColor LeftEar = new(0x5c, 0xc8, 0xff);
    private static readonly SKColor RightEar = new(0xff, 0x8a, 0x6b);

    private readonly IReadOnlyList<Recording> _recordings;
    private readonly IReadOnlyList<Sentence> _sentences;
    private readonly SKTypeface _typeface;
    private readonly double _seconds;

    private StagePicture(IReadOnlyList<Recording> recordings, IReadOnlyList<Sentence> sentences)
    {
        _recordings = recordings;
        _sentences = sentences;
        _seconds = recordings.Max(r => (double)r.Said.Length / Recording.SampleRate);
        _typeface = SKTypeface.FromFile(Path.Combine(AppContext.BaseDirectory, "DejaVuSans.ttf")) ?? SKTypeface.Default;
    }

    /// <summary>Draws the run and writes it as PNG.</summary>
    public static void Write(
        string path,
        string title,
        string subtitle,
        IReadOnlyList<Recording> recordings,
        IReadOnlyList<Sentence> sentences)
    {
        var picture = new StagePicture(recordings, sentences);
        int height = Math.Max(MapSize, recordings.Count * LaneHeight) + Header + Margin;
        using var surface = SKSurface.Create(new SKImageInfo(Width, height));
        picture.Draw(surface.Canvas, title, subtitle, height);
        using SKData png = surface.Snapshot().Encode(SKEncodedImageFormat.Png, 90);
        using FileStream file = File.Create(path);
        png.SaveTo(file);
    }

    /// <summary>A player's own colour, the same in the map and the lanes.</summary>
    private static SKColor ColorOf(int player) => SKColor.FromHsl(player * 137.5f % 360 + 45, 75, 62);

    private void Draw(SKCanvas canvas, string title, string subtitle, int height)
    {
        canvas.Clear(Background);
        Write(canvas, title, Margin, 44, 26, Text);
        Write(canvas, subtitle, Margin, 70, 15, Muted);
        DrawMap(canvas, new SKRect(Margin, Header, Margin + MapSize - Margin, Header + MapSize - Margin));
        float laneLeft = Margin + MapSize;
        float laneHeight = (height - Header - Margin) / (float)_recordings.Count;
        for (int i = 0; i < _recordings.Count; i++)
        {
            float top = Header + i * laneHeight;
            DrawLane(canvas, i, new SKRect(laneLeft, top, Width - Margin, top + laneHeight - 16));
        }
    }

    private void DrawMap(SKCanvas canvas, SKRect area)
    {
        Fill(canvas, area, Panel);
        IEnumerable<Pose> poses = _recordings.SelectMany(recording => recording.Path);
        double reach = 1.25 * Math.Max(1, poses.Max(pose => Math.Max(Math.Abs(pose.X), Math.Abs(pose.Z))));
        SKPoint At(Pose pose) => new(
            (float)(area.MidX + pose.X / reach * area.Width / 2),
            (float)(area.MidY - pose.Z / reach * area.Height / 2));
        DrawGrid(canvas, area, reach);
        for (int i = 0; i < _recordings.Count; i++)
        {
            Recording recording = _recordings[i];
            using SKPath path = Walk(recording.Path, At);
            using (SKPaint stroke = Stroke(ColorOf(i).WithAlpha(150), 2)) canvas.DrawPath(path, stroke);
            for (double time = 0; time < _seconds; time += _seconds / 8)
                DrawHead(canvas, At, recording.PoseAt(time), i, 90);
            Pose last = recording.Path[^1];
            DrawHead(canvas, At, last, i, 255);
            SKPoint at = At(last);
            Write(canvas, recording.Player, at.X + 14, at.Y - 10, 15, ColorOf(i));
        }

        string legend = $"from above, {reach * 2:0.#} m across; a tick shows where each one faces";
        Write(canvas, legend, area.Left + 12, area.Bottom - 12, 13, Muted);
    }

    // Places are taken anew when somebody joins; a leap is no walk.
    private static SKPath Walk(IReadOnlyList<Pose> poses, Func<Pose, SKPoint> at)
    {
        const double Leap = 0.3;
        var path = new SKPath();
        for (int i = 0; i < poses.Count; i++)
        {
            if (i == 0 || poses[i].DistanceTo(poses[i - 1]) > Leap) path.MoveTo(at(poses[i]));
            else path.LineTo(at(poses[i]));
        }

        return path;
    }

    private static void DrawGrid(SKCanvas canvas, SKRect area, double reach)
    {
        using SKPaint line = Stroke(Faint.WithAlpha(90), 1);
        for (int metre = -(int)reach; metre <= reach; metre++)
        {
            float x = (float)(area.MidX + metre / reach * area.Width / 2);
            float y = (float)(area.MidY + metre / reach * area.Height / 2);
            canvas.DrawLine(x, area.Top, x, area.Bottom, line);
            canvas.DrawLine(area.Left, y, area.Right, y, line);
        }
    }

    private static void DrawHead(SKCanvas canvas, Func<Pose, SKPoint> at, Pose pose, int player, byte alpha)
    {
        SKPoint centre = at(pose);
        using SKPaint fill = new() { Color = ColorOf(player).WithAlpha(alpha), IsAntialias = true };
        canvas.DrawCircle(centre, 7, fill);
        using SKPaint nose = Stroke(ColorOf(player).WithAlpha(alpha), 3);
        var ahead = new SKPoint((float)Math.Sin(pose.Yaw) * 15, -(float)Math.Cos(pose.Yaw) * 15);
        canvas.DrawLine(centre, centre + ahead, nose);
    }

    private void DrawLane(SKCanvas canvas, int player, SKRect area)
    {
        Recording recording = _recordings[player];
        Fill(canvas, area, Panel);
        Write(canvas, recording.Player, area.Left + 12, area.Top + 22, 16, ColorOf(player));
        Write(canvas, "said", area.Left + 80, area.Top + 22, 13, ColorOf(player));
        Write(canvas, "heard left", area.Left + 124, area.Top + 22, 13, LeftEar);
        Write(canvas, "heard right", area.Left + 204, area.Top + 22, 13, RightEar);
        var plot = new SKRect(area.Left + 12, area.Top + 32, area.Right - 12, area.Bottom - 20);
        DrawSentences(canvas, plot, recording.Player);
        DrawLevel(canvas, plot, Levels(recording.Said, 1, 0), ColorOf(player), filled: true);
        DrawLevel(canvas, plot, Levels(recording.Heard, 2, 0), LeftEar, filled: false);
        DrawLevel(canvas, plot, Levels(recording.Heard, 2, 1), RightEar, filled: false);
        for (int second = 0; second <= _seconds; second += 2)
        {
            float x = plot.Left + (float)(second / _seconds) * plot.Width;
            Write(canvas, $"{second} s", x, area.Bottom - 5, 11, Muted);
        }
    }

    private void DrawSentences(SKCanvas canvas, SKRect plot, string listener)
    {
        foreach (Sentence sentence in _sentences.Where(s => s.Speaker != listener))
        {
            int speaker = _recordings.ToList().FindIndex(r => r.Player == sentence.Speaker);
            float left = plot.Left + (float)(sentence.Start / _seconds) * plot.Width;
            float right = plot.Left + (float)(Math.Min(sentence.End, _seconds) / _seconds) * plot.Width;
            Fill(canvas, new SKRect(left, plot.Top, right, plot.Bottom), ColorOf(speaker).WithAlpha(28));
            Write(canvas, sentence.Speaker + " speaks", left + 4, plot.Top + 12, 11, ColorOf(speaker).WithAlpha(190));
        }
    }

    /// <summary>RMS a 40 ms block as 0..1 over -60..0 dBFS.</summary>
    private static List<float> Levels(float[] interleaved, int channels, int channel)
    {
        const int Block = Recording.SampleRate / 25;
        var levels = new List<float>();
        for (int at = 0; at + Block <= interleaved.Length / channels; at += Block)
        {
            double energy = 1e-12;
            for (int i = 0; i < Block; i++) energy += Math.Pow(interleaved[(at + i) * channels + channel], 2);
            levels.Add((float)Math.Clamp((10 * Math.Log10(energy / Block) + 60) / 60, 0, 1));
        }

        return levels;
    }

    private static void DrawLevel(SKCanvas canvas, SKRect plot, List<float> levels, SKColor color, bool filled)
    {
        using var path = new SKPath();
        path.MoveTo(plot.Left, plot.Bottom);
        for (int i = 0; i < levels.Count; i++)
            path.LineTo(plot.Left + plot.Width * i / levels.Count, plot.Bottom - plot.Height * levels[i] * 0.85f);
        path.LineTo(plot.Right, plot.Bottom);
        using SKPaint paint = filled
            ? new SKPaint { Color = color.WithAlpha(90), IsAntialias = true }
            : Stroke(color, 1.5f);
        canvas.DrawPath(path, paint);
    }

    private static void Fill(SKCanvas canvas, SKRect area, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawRoundRect(area, 6, 6, paint);
    }

    private static SKPaint Stroke(SKColor color, float width) =>
        new() { Color = color, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = width };

    private void Write(SKCanvas canvas, string text, float x, float y, float size, SKColor color)
    {
        using var font = new SKFont(_typeface, size);
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawText(text, x, y, font, paint);
    }
}
