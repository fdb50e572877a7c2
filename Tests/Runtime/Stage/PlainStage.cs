#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Earshot.Stage;

namespace Earshot.Tests
{
    /// <summary>What stage.md says, in as few words as will do and without thought for speed: one listener among voices
    /// with places, levels and ranges. Written beside the director to be compared with it.</summary>
    internal sealed class PlainStage
    {
        private const double SilentLevel = 0.01;

        private readonly StageSettings _settings;
        private readonly Dictionary<int, float> _loudness = new Dictionary<int, float>();
        private readonly List<Seat> _seats = new List<Seat>();

        public PlainStage(StageSettings settings) => _settings = settings;

        /// <summary>Who is pulled, and at which gain.</summary>
        public IEnumerable<(int Player, float Gain)> Pulled => _seats.Select(seat => (seat.Player, seat.Gain));

        public void Tick(double now, double elapsed, Vector3 place, IReadOnlyList<Voice> voices)
        {
            foreach (Voice voice in voices) Hear(voice, elapsed);
            foreach (Seat seat in _seats) Fade(seat, elapsed, Nearness(place, voices[seat.Player]));
            _seats.RemoveAll(seat => seat.WasSilent && seat.Gain == 0 &&
                (seat.IsLeaving || (IsOld(seat, now) && Nearness(place, voices[seat.Player]) < KeptNearness)));
            List<(int Player, float Worth)> others = voices
                .Select((voice, player) => (Player: player, Worth: Worth(Nearness(place, voice), player)))
                .Where(other => _seats.All(seat => seat.Player != other.Player) && other.Worth > PulledNearness)
                .OrderByDescending(other => other.Worth).ThenBy(other => other.Player).ToList();
            int free = _settings.VoiceSeats - _seats.Count;
            if (free > 0) _seats.AddRange(others.Take(free).Select(other => new Seat(other.Player, now)));
            else if (_seats.All(seat => !seat.IsLeaving)) Contest(now, place, voices, others);
        }

        private void Contest(
            double now, Vector3 place, IReadOnlyList<Voice> voices, List<(int Player, float Worth)> others)
        {
            float WorthOf(Seat seat) => Worth(Nearness(place, voices[seat.Player]), seat.Player);
            Seat? least = _seats.Where(seat => IsOld(seat, now)).OrderBy(WorthOf).FirstOrDefault();
            if (least == null || others.Count == 0 || others[0].Worth <= WorthOf(least) + _settings.Loyalty) return;
            if (!least.WasSilent && voices[least.Player].Level >= SilentLevel) least.IsLeaving = true;
            else _seats[_seats.IndexOf(least)] = new Seat(others[0].Player, now);
        }

        private void Hear(Voice voice, double elapsed)
        {
            _loudness.TryGetValue(voice.Player, out float before);
            var decayed = (float)(before * Math.Pow(0.5, elapsed / _settings.LoudnessHalfLife.TotalSeconds));
            float loudness = Math.Max(decayed, voice.Level);
            _loudness[voice.Player] = loudness < SilentLevel / 2 ? 0 : loudness;
        }

        private void Fade(Seat seat, double elapsed, float nearness)
        {
            float inner = 1 - _settings.EdgeFade;
            float target = seat.IsLeaving ? 0 : Math.Max(0, Math.Min(1, nearness / (1 - inner * inner)));
            var step = (float)(elapsed / _settings.Fade.TotalSeconds);
            seat.WasSilent = seat.Gain == 0;
            seat.Gain += Math.Max(-step, Math.Min(step, target - seat.Gain));
        }

        private float Worth(float nearness, int player) =>
            nearness > 0 ? nearness + _loudness[player] * _settings.LoudnessWeight : nearness;

        private bool IsOld(Seat seat, double now) => now - seat.Since >= _settings.Tenure.TotalSeconds - 1e-6;

        private float PulledNearness => 1 - (1 + _settings.Margin) * (1 + _settings.Margin);

        private float KeptNearness => 1 - (1 + 2 * _settings.Margin) * (1 + 2 * _settings.Margin);

        private static float Nearness(Vector3 place, Voice voice) =>
            1 - (voice.Place - place).LengthSquared() / (voice.Range * voice.Range);

        internal readonly struct Voice
        {
            public readonly int Player;
            public readonly Vector3 Place;
            public readonly float Range;
            public readonly float Level;

            public Voice(int player, Vector3 place, float range, float level)
            {
                Player = player;
                Place = place;
                Range = range;
                Level = level;
            }
        }

        private sealed class Seat
        {
            public readonly int Player;
            public readonly double Since;
            public float Gain;
            public bool IsLeaving;
            public bool WasSilent = true;

            public Seat(int player, double since)
            {
                Player = player;
                Since = since;
            }
        }
    }
}
