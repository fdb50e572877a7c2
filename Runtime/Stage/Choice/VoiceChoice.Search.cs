#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Stage.Players;
using Earshot.Stage.Seats;

namespace Earshot.Stage.Choice
{
    /// <summary>How it finds the best newcomers: by a look at everybody, or by the grid.</summary>
    internal sealed partial class VoiceChoice
    {
        private void Search()
        {
            if (_hasRelations) SearchPins();
            if (!_usesGrid)
            {
                if (_hasPlace) ScanAll();
                for (int i = 0; i < _crowd.Everywhere.Count; i++) TryEverywhere(_crowd.Everywhere[i]);
                return;
            }

            SourceGrid.Cursor cursor = SourceGrid.Around(_place);
            while (_hasPlace && _grid.TryNextRun(ref cursor, out int start, out int end))
                ScanRun(start, end);
            for (int i = 0; i < _everywhere.Count && TryEverywhere(_everywhere[i]); i++)
            {
            }
        }

        /// <summary>Looks at everybody, of whom next to none is worth it: the processor guesses that right.</summary>
        private void ScanAll()
        {
            Source[] sources = _crowd.Sources;
            float x = _place.X, y = _place.Y, z = _place.Z, bar = _challengers.Bar, floor = Floor(bar);
            for (int i = 0; i < _crowd.End; i++)
            {
                ref readonly Source source = ref sources[i];
                float nearness = source.NearnessTo(x, y, z);
                if (!(nearness >= floor) || nearness + source.MostMerit < bar) continue;
                if (_marks[i] != _mark) TryEnter(source, nearness);
            }
        }

        /// <summary>Looks at neighbours, a third of whom may be worth it. So first it notes who is, without a branch
        /// that the processor would guess wrong.</summary>
        private void ScanRun(int start, int end)
        {
            var run = new ReadOnlySpan<Source>(_grid.Sorted, start, end - start);
            float x = _place.X, y = _place.Y, z = _place.Z, bar = _challengers.Bar, floor = Floor(bar);
            int[] likely = _likely;
            int count = 0;
            for (int i = 0; i < run.Length; i++)
            {
                ref readonly Source source = ref run[i];
                likely[count] = i;
                count += source.NearnessTo(x, y, z) + source.MostMerit >= bar ? 1 : 0;
            }

            for (int i = 0; i < count; i++)
            {
                ref readonly Source source = ref run[likely[i]];
                if (_marks[source.Player] == _mark) continue;
                float nearness = source.NearnessTo(x, y, z);
                if (nearness >= floor) TryEnter(source, nearness);
            }
        }

        /// <summary>Who is not heard yet is worth less than nothing.</summary>
        private static float Floor(float bar) => bar > 0 ? 0 : VoiceReach.LeastNearness;

        /// <summary>False when it cannot get a seat, nor anybody worth less.</summary>
        private bool TryEverywhere(int player)
        {
            ref readonly Source source = ref _crowd.Sources[player];
            if (1 + source.MostMerit < _challengers.Bar) return false;
            bool isHeard = source.InverseRangeSquared == 0 || _tuned.Meets(_crowd.BroadcastOf(player));
            if (isHeard) TryEnter(source, 1);
            return true;
        }

        private void SearchPins()
        {
            List<int>? pins = _relations.PinsOf(_listener);
            if (pins == null) return;
            for (int i = 0; i < pins.Count; i++) TryEnter(_crowd.Sources[pins[i]], 1);
        }

        private bool TryEnter(in Source source, float nearness)
        {
            int player = source.Player;
            if (player == _self || _marks[player] == _mark) return false;
            if (_hasRelations && (_relations.Of(_listener, player) & Relation.Blocked) != 0) return false;
            nearness = NearnessOf(source, nearness);
            if (nearness <= 0 && (source.Merit < 0 || !IsApproaching(source, nearness))) return false;
            bool isMutual = source.Merit > 0 && nearness > 0 && Hears(player, _listener);
            float worth = WorthOf(source, nearness, isMutual ? 1 : 0);
            if (!_challengers.TryEnter(player, worth)) return false;
            _marks[player] = _mark;
            return true;
        }
    }
}
