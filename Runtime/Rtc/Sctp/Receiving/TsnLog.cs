#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Sctp
{
    /// <summary>Which TSNs have come: all up to the cumulative one, and ranges above it. Writes the SACK
    /// (RFC 9260 section 6.2).</summary>
    internal sealed class TsnLog
    {
        private const int MaxRanges = 256;
        private const int MaxDuplicates = 16;

        // Ends inclusive, ascending, with at least one missing TSN before each.
        private readonly (Tsn First, Tsn Last)[] _ranges = new (Tsn, Tsn)[MaxRanges];
        private readonly uint[] _duplicates = new uint[MaxDuplicates];
        private int _rangeCount;
        private int _duplicateCount;

        public TsnLog(Tsn first) => Cumulative = first - 1;

        /// <summary>All up to this one have come, or will not.</summary>
        public Tsn Cumulative { get; private set; }

        /// <summary>The highest that has come.</summary>
        public Tsn Highest => _rangeCount == 0 ? Cumulative : _ranges[_rangeCount - 1].Last;

        public bool HasGaps => _rangeCount > 0;

        public bool HasDuplicates => _duplicateCount > 0;

        /// <summary>True when it has come before; it is then reported.</summary>
        public bool IsDuplicate(Tsn tsn)
        {
            if (tsn > Cumulative && !IsInRange(tsn)) return false;
            if (_duplicateCount < MaxDuplicates) _duplicates[_duplicateCount++] = tsn.Wire;
            return true;
        }

        /// <summary>Notes one that has not come before; false when that would make one gap too many.</summary>
        public bool TryAdd(Tsn tsn)
        {
            if (tsn == Cumulative + 1)
            {
                Cumulative = tsn;
                Join();
                return true;
            }

            int after = RangeAfter(tsn);
            bool extendsOne = after > 0 && _ranges[after - 1].Last + 1 == tsn;
            bool leadsOne = after < _rangeCount && _ranges[after].First - 1 == tsn;
            if (extendsOne && leadsOne)
            {
                _ranges[after - 1].Last = _ranges[after].Last;
                RemoveAt(after, 1);
            }
            else if (extendsOne) _ranges[after - 1].Last = tsn;
            else if (leadsOne) _ranges[after].First = tsn;
            else return TryInsert(after, tsn);
            return true;
        }

        /// <summary>Gives up waiting for all up to that one.</summary>
        public void Forward(Tsn cumulative)
        {
            if (cumulative <= Cumulative) return;
            Cumulative = cumulative;
            int passed = 0;
            while (passed < _rangeCount && _ranges[passed].Last <= cumulative) passed++;
            RemoveAt(0, passed);
            if (_rangeCount > 0 && _ranges[0].First <= cumulative) _ranges[0].First = cumulative + 1;
            Join();
        }

        /// <summary>Bytes of a SACK's value that fits into <paramref name="room"/>.</summary>
        public int SackSize(int room) => SackChunk.Size +
            Math.Min(_rangeCount + _duplicateCount, (room - SackChunk.Size) / SackChunk.EntrySize) *
            SackChunk.EntrySize;

        /// <summary>Writes a SACK's value of that size: blocks first, and duplicates as far as there is room. They are
        /// forgotten.</summary>
        public void WriteSack(Span<byte> value, uint window)
        {
            int room = (value.Length - SackChunk.Size) / SackChunk.EntrySize;
            int gaps = Math.Min(_rangeCount, room);
            int duplicates = Math.Min(_duplicateCount, room - gaps);
            BinaryPrimitives.WriteUInt32BigEndian(value, Cumulative.Wire);
            BinaryPrimitives.WriteUInt32BigEndian(value.Slice(4), window);
            BinaryPrimitives.WriteUInt16BigEndian(value.Slice(8), (ushort)gaps);
            BinaryPrimitives.WriteUInt16BigEndian(value.Slice(10), (ushort)duplicates);
            Span<byte> entry = value.Slice(SackChunk.Size);
            for (int i = 0; i < gaps; i++, entry = entry.Slice(SackChunk.EntrySize))
            {
                BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)(_ranges[i].First - Cumulative));
                BinaryPrimitives.WriteUInt16BigEndian(entry.Slice(2), (ushort)(_ranges[i].Last - Cumulative));
            }

            for (int i = 0; i < duplicates; i++, entry = entry.Slice(SackChunk.EntrySize))
                BinaryPrimitives.WriteUInt32BigEndian(entry, _duplicates[i]);
            _duplicateCount = 0;
        }

        private bool IsInRange(Tsn tsn)
        {
            int after = RangeAfter(tsn);
            return after > 0 && tsn <= _ranges[after - 1].Last;
        }

        // The first range that begins after it; most often there is none.
        private int RangeAfter(Tsn tsn)
        {
            int low = 0;
            int high = _rangeCount;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_ranges[middle].First > tsn) high = middle;
                else low = middle + 1;
            }

            return low;
        }

        private bool TryInsert(int index, Tsn tsn)
        {
            if (_rangeCount == MaxRanges) return false;
            Array.Copy(_ranges, index, _ranges, index + 1, _rangeCount - index);
            _ranges[index] = (tsn, tsn);
            _rangeCount++;
            return true;
        }

        private void Join()
        {
            if (_rangeCount == 0 || _ranges[0].First != Cumulative + 1) return;
            Cumulative = _ranges[0].Last;
            RemoveAt(0, 1);
        }

        private void RemoveAt(int index, int count)
        {
            _rangeCount -= count;
            Array.Copy(_ranges, index + count, _ranges, index, _rangeCount - index);
        }
    }
}
