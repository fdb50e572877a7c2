using System.Numerics;

namespace Earshot.MonoBench;

/// <summary>What is compared with: every listener looks at every player and keeps the best few, who are worth their
/// nearness and their level, with a bonus for whom it had before. No fades, radios, blocks or pins, and nothing to
/// drain.</summary>
public sealed class PlainScan
{
    private const float Loyalty = 0.2f;
    private const float InverseRangeSquared = 1 / 400f;

    private readonly int _seats;
    private readonly int[] _seated;
    private readonly int[] _marks;
    private readonly float[] _worths;
    private readonly int[] _best;
    private int _mark;

    /// <param name="players">Of whom all listen.</param>
    /// <param name="seats">Voices each of these pulls.</param>
    public PlainScan(int players, int seats)
    {
        _seats = seats;
        _seated = new int[players * seats];
        _marks = new int[players];
        _worths = new float[seats];
        _best = new int[seats];
    }

    /// <summary>Has a listener choose.</summary>
    public void Choose(int listener, Vector3[] places, float[] levels)
    {
        _mark++;
        for (int i = 0; i < _seats; i++) _marks[_seated[listener * _seats + i]] = _mark;
        Vector3 own = places[listener];
        float bar = 0;
        int count = 0;
        for (int i = 0; i < places.Length; i++)
        {
            float dx = places[i].X - own.X, dy = places[i].Y - own.Y, dz = places[i].Z - own.Z;
            float nearness = 1 - (dx * dx + dy * dy + dz * dz) * InverseRangeSquared;
            if (nearness <= 0) continue;
            float worth = nearness + levels[i] + (_marks[i] == _mark ? Loyalty : 0);
            if (worth <= bar || i == listener) continue;
            int place = count < _seats ? count++ : count - 1;
            for (; place > 0 && _worths[place - 1] < worth; place--)
            {
                _worths[place] = _worths[place - 1];
                _best[place] = _best[place - 1];
            }

            _worths[place] = worth;
            _best[place] = i;
            if (count == _seats) bar = _worths[_seats - 1];
        }

        for (int i = 0; i < count; i++) _seated[listener * _seats + i] = _best[i];
    }
}
