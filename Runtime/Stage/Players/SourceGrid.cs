#nullable enable
using System;
using System.Numerics;

namespace Earshot.Stage.Players
{
    /// <summary>All players with a place, sorted by the square cell they stand in, seen from above, so that a listener
    /// reads a few short runs of an array instead of everybody. Built anew each tick, which costs some 15 ns a player.
    /// <code>
    ///   z ▲  ┌──┬──┬──┬──┬──┐   Players of like range (within a power of two) share a layer. Its cell is half the
    ///     │  │  │  │  │  │  │   farthest that one of them reaches, so 5 x 5 cells hold all who might reach a listener
    ///     │  ├──┼──┼──┼──┼──┤   in the middle one. A row of cells is one run of the array.
    ///     │  │  │  │ L│  │  │   A layer is a torus of 2^n x 2^n cells, at most four a player: the world has no edge,
    ///     │  └──┴──┴──┴──┴──┘   and who is a lap away is sorted out by distance like the rest.
    ///     └──────────────────► x
    /// </code></summary>
    internal sealed class SourceGrid
    {
        private const int LayerCount = 24;
        private const int Reach = 2;
        private const int Window = 2 * Reach + 1;

        /// <summary>Makes up for rounding, so that what a scan finds is always within the window.</summary>
        private const float Slack = 1.001f;

        private readonly Layer[] _layers = new Layer[LayerCount];
        private readonly byte[] _layerOf;
        private readonly int[] _cellOf;
        private readonly int[] _ends;
        private int _cells;

        public SourceGrid(int capacity)
        {
            _layerOf = new byte[capacity];
            _cellOf = new int[capacity];
            // A layer has less than four cells a player, or one.
            _ends = new int[capacity * 4 + LayerCount + 1];
            Sorted = new Source[capacity];
        }

        /// <summary>The players, cell by cell.</summary>
        public Source[] Sorted { get; }

        /// <summary>How many of them there are.</summary>
        public int Count { get; private set; }

        /// <summary>Whether it is sorted in: it has a place, and a range that ends somewhere.</summary>
        public static bool Holds(in Source source) => source.InverseRangeSquared > 0;

        /// <summary>Sorts the crowd in. A voice is looked for as far out as <see cref="VoiceReach"/> says.</summary>
        public void Build(Crowd crowd, in VoiceReach reach)
        {
            Measure(crowd, reach);
            _cells = 0;
            for (int i = 0; i < LayerCount; i++)
            {
                ref Layer layer = ref _layers[i];
                if (layer.Count == 0) continue;
                int width = 1;
                while (width * width < layer.Count) width *= 2;
                layer.Width = width;
                layer.FirstCell = _cells;
                layer.PerMetre = 1 / Math.Max(1, layer.Farthest * Slack / Reach);
                _cells += width * width;
            }

            Sort(crowd);
        }

        /// <summary>Begins to read the cells around a place; see <see cref="TryNextRun"/>.</summary>
        public static Cursor Around(Vector3 place) => new Cursor { X = place.X, Z = place.Z, Layer = -1 };

        /// <summary>The next run of <see cref="Sorted"/> that may hold who is heard there; false after the
        /// last.</summary>
        public bool TryNextRun(ref Cursor cursor, out int start, out int end)
        {
            while (true)
            {
                while (cursor.Row == cursor.Rows)
                {
                    do
                    {
                        if (++cursor.Layer == LayerCount)
                        {
                            start = end = 0;
                            return false;
                        }
                    }
                    while (_layers[cursor.Layer].Count == 0);

                    Enter(ref cursor);
                }

                ref Layer layer = ref _layers[cursor.Layer];
                int mask = layer.Width - 1;
                int row = layer.FirstCell + ((cursor.TopRow + cursor.Row) & mask) * layer.Width;
                int left = cursor.Left + cursor.Column;
                int column = left & mask;
                int count = Math.Min(cursor.Rows - cursor.Column, layer.Width - column); // the rest comes round again
                cursor.Column += count;
                if (cursor.Column == cursor.Rows)
                {
                    cursor.Column = 0;
                    cursor.Row++;
                }

                start = _ends[row + column];
                end = _ends[row + column + count];
                if (start < end) return true;
            }
        }

        private void Enter(ref Cursor cursor)
        {
            ref Layer layer = ref _layers[cursor.Layer];
            cursor.Row = cursor.Column = 0;
            cursor.Rows = Math.Min(Window, layer.Width);
            cursor.Left = Floor(cursor.X * layer.PerMetre) - Reach;
            cursor.TopRow = Floor(cursor.Z * layer.PerMetre) - Reach;
        }

        private void Measure(Crowd crowd, in VoiceReach reach)
        {
            Array.Clear(_layers, 0, LayerCount);
            float fastest = 0;
            for (int player = 0; player < crowd.End; player++) fastest = Math.Max(fastest, crowd.SpeedOf(player));
            for (int player = 0; player < crowd.End; player++)
            {
                if (!Holds(crowd.Sources[player])) continue;
                float range = crowd.RangeOf(player);
                int octave = ((BitConverter.SingleToInt32Bits(range) >> 23) & 0xFF) - 127;
                int index = Math.Max(0, Math.Min(LayerCount - 1, octave));
                float farthest = reach.Farthest(range, crowd.SpeedOf(player) + fastest);
                _layerOf[player] = (byte)index;
                _layers[index].Count++;
                _layers[index].Farthest = Math.Max(_layers[index].Farthest, farthest);
            }
        }

        /// <summary>A counting sort by cell; _ends[c] becomes where cell c begins and its neighbour's end.</summary>
        private void Sort(Crowd crowd)
        {
            Array.Clear(_ends, 0, _cells + 1);
            Source[] sources = crowd.Sources;
            for (int player = 0; player < crowd.End; player++)
            {
                if (!Holds(sources[player])) continue;
                ref Layer layer = ref _layers[_layerOf[player]];
                int mask = layer.Width - 1;
                int column = Floor(sources[player].X * layer.PerMetre) & mask;
                int row = Floor(sources[player].Z * layer.PerMetre) & mask;
                int cell = layer.FirstCell + row * layer.Width + column;
                _cellOf[player] = cell;
                _ends[cell]++;
            }

            int sum = 0;
            for (int cell = 0; cell < _cells; cell++) _ends[cell] = sum += _ends[cell];
            _ends[_cells] = Count = sum;
            for (int player = crowd.End - 1; player >= 0; player--)
            {
                if (Holds(sources[player])) Sorted[--_ends[_cellOf[player]]] = sources[player];
            }
        }

        private static int Floor(float value)
        {
            int whole = (int)value;
            return value < whole ? whole - 1 : whole;
        }

        /// <summary>Where a listener is in reading the cells around it.</summary>
        public struct Cursor
        {
            internal float X;
            internal float Z;
            internal int Layer;
            internal int Left;
            internal int TopRow;
            internal int Row;
            internal int Rows;
            internal int Column;
        }

        private struct Layer
        {
            public int Count;
            public int Width;
            public int FirstCell;
            public float Farthest;
            public float PerMetre;
        }
    }
}
