#nullable enable
using System;
using System.Diagnostics.CodeAnalysis;
using Earshot.Rtc.Wire;

namespace Earshot.Audio.Playout
{
    /// <summary>The packets that wait to be played, each at the place its sequence number gives it: whatever the order
    /// they come in, they leave in the sender's.</summary>
    internal sealed class PacketSlots
    {
        /// <summary>1.28 s of 20 ms packets.</summary>
        internal const int Capacity = 64;

        /// <summary>A packet this far from the others is neither late nor early: the sender began anew.</summary>
        private const int RestartDistance = 1000;

        private readonly PacketSlot[] _slots = new PacketSlot[Capacity];
        private SeqNo _newest;
        private bool _isNumbered;
        private bool _hasPlayed;

        internal PacketSlots()
        {
            for (int i = 0; i < Capacity; i++) _slots[i] = new PacketSlot();
        }

        /// <summary>The next sequence number to play; all before are done with.</summary>
        internal SeqNo Next { get; private set; }

        /// <summary>How many packets wait.</summary>
        internal int Count { get; private set; }

        /// <summary>Their duration in samples.</summary>
        internal int Samples { get; private set; }

        /// <summary>How many never came in time.</summary>
        internal long Lost { get; private set; }

        /// <summary>How many were pushed out unplayed by packets too far ahead of them.</summary>
        internal long Overflowed { get; private set; }

        /// <summary>True when this packet waits, or was the last to be played from its slot.</summary>
        internal bool Knows(SeqNo seq) => At(seq).Seq == seq;

        /// <summary>Copies a packet into its place; false when that has been played already.</summary>
        internal bool TryInsert(SeqNo seq, long mediaTime, int samples, ReadOnlySpan<byte> payload)
        {
            if (!_isNumbered || Math.Abs(seq - Next) > RestartDistance) StartAt(seq);
            if (seq < Next && !_hasPlayed && _newest - seq < Capacity) Next = seq;
            if (seq < Next) return false;
            MakeRoom(seq);
            At(seq).Fill(seq, mediaTime, samples, payload);
            if (seq > _newest) _newest = seq;
            Count++;
            Samples += samples;
            return true;
        }

        /// <summary>The packet to be played first; when it is not <see cref="Next"/>, that one has not come.</summary>
        internal bool TryPeek([NotNullWhen(true)] out PacketSlot? first)
        {
            first = null;
            if (Count == 0) return false;
            for (SeqNo seq = Next; seq <= _newest; seq += 1)
            {
                first = At(seq);
                if (first.IsWaiting) return true;
            }
            return false;
        }

        /// <summary>Marks the first packet as played, and what is missing before it as given up.</summary>
        internal void Take(PacketSlot first)
        {
            first.Release();
            Count--;
            Samples -= first.Samples;
            GiveUpTo(first.Seq!.Value);
            Next += 1;
            _hasPlayed = true;
        }

        /// <summary>Nothing before this one will be played any more, even if it still comes.</summary>
        internal void GiveUpTo(SeqNo seq)
        {
            Lost += seq - Next;
            Next = seq;
        }

        private void MakeRoom(SeqNo seq)
        {
            while (seq - Next >= Capacity && TryPeek(out PacketSlot? first))
            {
                Take(first);
                Overflowed++;
            }
            if (seq - Next >= Capacity) GiveUpTo(seq);
        }

        private void StartAt(SeqNo seq)
        {
            foreach (PacketSlot slot in _slots) slot.Forget();
            Count = 0;
            Samples = 0;
            Next = _newest = seq;
            _isNumbered = true;
        }

        private PacketSlot At(SeqNo seq) => _slots[seq.Value & (Capacity - 1)];
    }
}
