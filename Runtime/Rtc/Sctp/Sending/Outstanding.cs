#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    /// <summary>The fragments that have a TSN and are not cumulatively acknowledged, by TSN in a ring: what is on its
    /// way, lost, arrived above a gap, or given up (RFC 9260 section 6.2.1, RFC 3758 section 3.5).</summary>
    internal sealed class Outstanding
    {
        /// <summary>The most fragments on their way.</summary>
        public const int MaxSpan = 8192;

        private const int ReportsOfLoss = 3;

        private readonly SendQueue _queue;
        private readonly FragmentPool _pool;
        private SentFragment?[] _ring = new SentFragment?[64];
        private Tsn _lostFrom;
        private int _lostCount;

        public Outstanding(SendQueue queue, FragmentPool pool, Tsn first)
        {
            _queue = queue;
            _pool = pool;
            Cumulative = first - 1;
            Forward = Cumulative;
            Next = first;
        }

        /// <summary>All up to this one have arrived.</summary>
        public Tsn Cumulative { get; private set; }

        /// <summary>All between <see cref="Cumulative"/> and this one are given up; the other side is to be
        /// told.</summary>
        public Tsn Forward { get; private set; }

        /// <summary>The TSN of the next new fragment.</summary>
        public Tsn Next { get; private set; }

        /// <summary>Bytes on their way.</summary>
        public int Flight { get; private set; }

        public bool IsEmpty => Next - Cumulative == 1;

        public bool HasRoom => Next - Cumulative <= MaxSpan;

        public bool HasForward => Forward > Cumulative;

        private SentFragment this[Tsn tsn] => _ring[(int)tsn.Value & (_ring.Length - 1)]!;

        /// <summary>Gives a fragment the next TSN and sends it.</summary>
        public Tsn Send(SentFragment fragment, Instant now)
        {
            Tsn tsn = Append(fragment);
            Depart(fragment, tsn, now);
            return tsn;
        }

        /// <summary>The lowest lost fragment, or null. Those that may not be sent again are given up on the
        /// way.</summary>
        public SentFragment? PeekLost(Instant now, out Tsn tsn)
        {
            for (tsn = _lostFrom > Cumulative ? _lostFrom : Cumulative + 1; _lostCount > 0 && tsn < Next; tsn++)
            {
                SentFragment fragment = this[tsn];
                if (fragment.Status != FragmentStatus.Lost) continue;
                _lostFrom = tsn;
                if (!fragment.IsSpent(now)) return fragment;
                Abandon(tsn);
            }

            return null;
        }

        /// <summary>Sends again what <see cref="PeekLost"/> has shown.</summary>
        public void SendAgain(SentFragment fragment, Instant now)
        {
            _lostCount--;
            Depart(fragment, Next - 1, now);
        }

        /// <summary>Takes a SACK; false when it is older than another or tells of what was never sent.</summary>
        public bool TryHandleSack(Instant now, in SackChunk sack, bool isRecovering, out AckOutcome outcome)
        {
            outcome = new AckOutcome { FlightBefore = Flight };
            Tsn cumulative = Tsn.Extend(sack.CumulativeTsn, Cumulative);
            if (cumulative < Cumulative || cumulative >= Next) return false;
            outcome.Advances = cumulative > Cumulative;
            while (Cumulative < cumulative) Release(now, ref outcome);
            Tsn highestNew = cumulative;
            Tsn highest = cumulative;
            for (int i = 0; i < sack.GapCount; i++)
            {
                (ushort first, ushort last) = sack.Gap(i);
                if (first < 2 || first > last || cumulative + last >= Next) break;
                highest = cumulative + last;
                for (Tsn tsn = cumulative + first; tsn <= highest; tsn++)
                    if (TryArrive(this[tsn], now, ref outcome)) highestNew = tsn;
            }

            bool countsAll = isRecovering && outcome.Advances;
            if (highest > cumulative) CountMissing(now, countsAll ? highest : highestNew, ref outcome);
            AdvanceForward();
            return true;
        }

        /// <summary>Takes all that is on its way for lost.</summary>
        public void HandleTimeout(Instant now)
        {
            for (Tsn tsn = Cumulative + 1; tsn < Next; tsn++)
            {
                // Right above the cumulative TSN nothing can have arrived: the receiver has thrown it away again.
                bool isReneged = tsn - Cumulative == 1 && this[tsn].Status == FragmentStatus.Arrived;
                if (this[tsn].Status == FragmentStatus.InFlight || isReneged) Lose(tsn, now);
            }
        }

        /// <summary>Writes FORWARD-TSN for all that is given up, as far as its streams fit, and says how far that
        /// is.</summary>
        public Tsn WriteForward(ref PacketWriter writer)
        {
            Span<byte> streams = stackalloc byte[AssociationConfig.MaxPacket];
            streams = streams.Slice(0, Math.Max(0, Math.Min(streams.Length, writer.Room - ForwardTsnChunk.Size)));
            int length = 0;
            Tsn last = Cumulative;
            for (Tsn tsn = Cumulative + 1; tsn <= Forward && TryNote(this[tsn], streams, ref length); tsn++) last = tsn;
            Span<byte> value = writer.Add(ChunkType.ForwardTsn, 0, ForwardTsnChunk.Size + length);
            BinaryPrimitives.WriteUInt32BigEndian(value, last.Wire);
            streams.Slice(0, length).CopyTo(value.Slice(ForwardTsnChunk.Size));
            return last;
        }

        /// <summary>Drops everything.</summary>
        public void Clear()
        {
            var ignored = default(AckOutcome);
            while (!IsEmpty) Release(default, ref ignored);
        }

        // Entries ascend by TSN, so a stream's highest SSN is the one written last.
        private static bool TryNote(SentFragment fragment, Span<byte> streams, ref int length)
        {
            if (fragment.IsUnordered) return true;
            ushort id = fragment.Stream.Id.Value;
            int at = 0;
            while (at < length && BinaryPrimitives.ReadUInt16BigEndian(streams.Slice(at)) != id)
                at += ForwardTsnChunk.EntrySize;
            if (at + ForwardTsnChunk.EntrySize > streams.Length) return false;
            length = Math.Max(length, at + ForwardTsnChunk.EntrySize);
            BinaryPrimitives.WriteUInt16BigEndian(streams.Slice(at), id);
            BinaryPrimitives.WriteUInt16BigEndian(streams.Slice(at + 2), fragment.Ssn);
            return true;
        }

        private Tsn Append(SentFragment fragment)
        {
            if (Next - Cumulative > _ring.Length) Grow();
            Tsn tsn = Next;
            _ring[(int)tsn.Value & (_ring.Length - 1)] = fragment;
            Next++;
            return tsn;
        }

        private void Depart(SentFragment fragment, Tsn after, Instant now)
        {
            fragment.Status = FragmentStatus.InFlight;
            fragment.Transmissions++;
            fragment.MissingReports = 0;
            fragment.SentAfter = after;
            fragment.SentAt = now;
            Flight += fragment.ChunkSize;
        }

        private void Release(Instant now, ref AckOutcome outcome)
        {
            Cumulative++;
            SentFragment fragment = this[Cumulative];
            TryArrive(fragment, now, ref outcome);
            _ring[(int)Cumulative.Value & (_ring.Length - 1)] = null;
            _pool.Return(fragment);
        }

        private bool TryArrive(SentFragment fragment, Instant now, ref AckOutcome outcome)
        {
            if (fragment.Status == FragmentStatus.InFlight) Flight -= fragment.ChunkSize;
            else if (fragment.Status == FragmentStatus.Lost) _lostCount--;
            else return false;
            fragment.Status = FragmentStatus.Arrived;
            outcome.Acked += fragment.ChunkSize;
            if (fragment.Transmissions == 1) outcome.RoundTrip = now - fragment.SentAt;
            return true;
        }

        // RFC 9260 section 7.2.4: only what was sent later than a fragment and arrived by this SACK speaks against it.
        private void CountMissing(Instant now, Tsn highest, ref AckOutcome outcome)
        {
            for (Tsn tsn = Cumulative + 1; tsn < highest; tsn++)
            {
                SentFragment fragment = this[tsn];
                if (fragment.Status != FragmentStatus.InFlight || fragment.SentAfter >= highest) continue;
                if (++fragment.MissingReports < ReportsOfLoss) continue;
                Lose(tsn, now);
                outcome.HasLoss = true;
            }
        }

        private void Lose(Tsn tsn, Instant now)
        {
            SentFragment fragment = this[tsn];
            if (fragment.Status == FragmentStatus.InFlight) Flight -= fragment.ChunkSize;
            fragment.Status = FragmentStatus.Lost;
            if (_lostCount++ == 0 || tsn < _lostFrom) _lostFrom = tsn;
            if (fragment.IsSpent(now)) Abandon(tsn);
        }

        // Messages are given up whole: the fragments around it, and the rest that was not sent yet.
        private void Abandon(Tsn tsn)
        {
            Tsn first = tsn;
            while (!this[first].Begins && first - 1 > Cumulative) first -= 1;
            for (Tsn each = first; ; each++)
            {
                SentFragment fragment = this[each];
                if (fragment.Status == FragmentStatus.InFlight) Flight -= fragment.ChunkSize;
                else if (fragment.Status == FragmentStatus.Lost) _lostCount--;
                fragment.Status = FragmentStatus.Abandoned;
                if (fragment.Ends) break;
                if (each + 1 == Next) AppendEnd(fragment);
            }

            AdvanceForward();
        }

        // A receiver that has all that was sent would go on waiting for the rest: a TSN of its own is given up too.
        private void AppendEnd(SentFragment last)
        {
            _queue.TryAbandonRest(last.Stream);
            SentFragment end = _pool.Rent();
            end.FillEnd(last);
            Append(end);
        }

        private void AdvanceForward()
        {
            if (Forward < Cumulative) Forward = Cumulative;
            while (Forward + 1 < Next && this[Forward + 1].Status == FragmentStatus.Abandoned) Forward++;
        }

        private void Grow()
        {
            var grown = new SentFragment?[_ring.Length * 2];
            for (Tsn tsn = Cumulative + 1; tsn < Next; tsn++)
                grown[(int)tsn.Value & (grown.Length - 1)] = this[tsn];
            _ring = grown;
        }
    }
}
