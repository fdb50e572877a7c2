using System;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Earshot.Rtc.Wire;
using Earshot.Stage;

namespace Earshot.MonoBench;

/// <summary>A crowd that walks a square at 1.4 m/s, 33 players in earshot of each, who begin or end a sentence every
/// four seconds, and the director that seats them.</summary>
public sealed class StageWork
{
    private const float Range = 20;
    private const float InEarshot = 33;
    private const float Speed = 1.4f;
    private const int SentenceMilliseconds = 4000;

    private readonly Director _director;
    private readonly PlayerIndex[] _players;
    private readonly Vector3[] _steps;
    private readonly Random _random = new(1);
    private readonly float _half;
    private readonly float _talking;
    private readonly int _milliseconds;
    private Instant _now;

    /// <param name="players">How many there are.</param>
    /// <param name="setting">"LISTENERS,SEATS,TALKING,ATTENTION,TICK": how many listen, voices each of these pulls,
    /// share of the players who talk in percent, and two times in milliseconds.</param>
    public StageWork(int players, string setting)
    {
        int[] words = Array.ConvertAll(setting.Split(','), word => int.Parse(word, CultureInfo.InvariantCulture));
        var settings = new StageSettings
        {
            VoiceSeats = words[1],
            Range = Range,
            Attention = TimeSpan.FromMilliseconds(words[3]),
        };
        _director = new Director(settings, players);
        _talking = words[2] / 100f;
        _milliseconds = words[4];
        _players = new PlayerIndex[players];
        Places = new Vector3[players];
        Levels = new float[players];
        _steps = new Vector3[players];
        _half = (float)Math.Sqrt(players * Math.PI * Range * Range / InEarshot) / 2;
        for (int i = 0; i < players; i++)
        {
            _players[i] = _director.Add(listens: i < words[0]);
            Places[i] = new Vector3(Between(-_half, _half), 0, Between(-_half, _half));
            double way = _random.NextDouble() * 2 * Math.PI;
            float step = Speed * _milliseconds / 1000;
            _steps[i] = new Vector3((float)Math.Cos(way) * step, 0, (float)Math.Sin(way) * step);
        }

        Measure(3000 / _milliseconds); // until all have sat down
    }

    /// <summary>Where the players are, for another scan of the same crowd.</summary>
    public Vector3[] Places { get; }

    /// <summary>How loud they are.</summary>
    public float[] Levels { get; }

    /// <summary>Goes on for so many ticks.</summary>
    public StageFigures Measure(int ticks)
    {
        var sum = new StageFigures();
        long allocated = 0;
        for (int i = 0; i < ticks; i++)
        {
            Walk();
            long before = GC.GetAllocatedBytesForCurrentThread();
            StageFigures tick = Tick();
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            sum = new StageFigures
            {
                Told = sum.Told + tick.Told / ticks,
                Chosen = sum.Chosen + tick.Chosen / ticks,
                Drained = sum.Drained + tick.Drained / ticks,
                Pulls = sum.Pulls + tick.Pulls / ticks,
            };
        }

        sum.Bytes = (double)allocated / ticks;
        return sum;
    }

    private StageFigures Tick()
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < _players.Length; i++)
        {
            _director.HandlePlace(_now, _players[i], Places[i]);
            if (Levels[i] > 0) _director.HandleLevel(_now, _players[i], Levels[i]);
        }

        long told = Stopwatch.GetTimestamp();
        _director.HandleTick(_now);
        long chosen = Stopwatch.GetTimestamp();
        int pulls = 0;
        while (_director.TryPollChange(out StageChange change))
        {
            if (change.Kind == StageChangeKind.Pull) pulls++;
        }

        long drained = Stopwatch.GetTimestamp();
        return new StageFigures
        {
            Told = Microseconds(told - begin),
            Chosen = Microseconds(chosen - told),
            Drained = Microseconds(drained - chosen),
            Pulls = pulls,
        };
    }

    private void Walk()
    {
        _now += TimeSpan.FromMilliseconds(_milliseconds);
        for (int i = 0; i < Places.Length; i++)
        {
            Vector3 place = Places[i] + _steps[i];
            if (Math.Abs(place.X) > _half) _steps[i].X = -_steps[i].X;
            if (Math.Abs(place.Z) > _half) _steps[i].Z = -_steps[i].Z;
            Places[i] += _steps[i];
        }

        for (int turns = Places.Length * _milliseconds / SentenceMilliseconds + 1; turns > 0; turns--)
            Levels[_random.Next(Levels.Length)] = _random.NextDouble() < _talking ? Between(0.3f, 1) : 0;
    }

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;

    private float Between(float least, float most) => least + (float)_random.NextDouble() * (most - least);
}
