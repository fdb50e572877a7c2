#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>Gathers the parts of a <see cref="TransportWideFeedback"/> before its length is known.</summary>
    internal ref struct TransportWideWriter
    {
        /// <summary>The most packets that one feedback packet of ours speaks of; more go into the next.</summary>
        public const int MaxPackets = 480;

        public const int ScratchLength = MaxPackets + MaxPackets * MaxDeltaLength + MaxChunksLength;

        private const int MaxDeltaLength = 2;
        private const int MaxChunksLength = (MaxPackets / 7 + 1) * StatusChunk.Length;

        private readonly Span<byte> _symbols;
        private readonly Span<byte> _deltas;
        private readonly Span<byte> _chunks;
        private long _reference;
        private int _deltasLength;
        private int _chunksLength;

        public TransportWideWriter(Span<byte> scratch)
        {
            _symbols = scratch.Slice(0, MaxPackets);
            _deltas = scratch.Slice(MaxPackets, MaxPackets * MaxDeltaLength);
            _chunks = scratch.Slice(MaxPackets + MaxPackets * MaxDeltaLength);
            _reference = 0;
            _deltasLength = 0;
            _chunksLength = 0;
            Count = 0;
        }

        /// <summary>How many packets were taken.</summary>
        public int Count { get; private set; }

        public int BodyLength => TransportWideFeedback.ChunksOffset + (_chunksLength + _deltasLength + 3 & ~3);

        /// <summary>Takes packets, null for those that did not come, until there is no room or the next came more than
        /// 8 s before or after the one before it.</summary>
        public void Take(ReadOnlySpan<Instant?> arrivals)
        {
            long before = -1;
            for (; Count < arrivals.Length && Count < MaxPackets; Count++)
            {
                _symbols[Count] = StatusChunk.NotReceived;
                if (arrivals[Count] == null) continue;
                long ticks = arrivals[Count]!.Value.Microseconds / TransportWideFeedback.MicrosecondsATick;
                if (before < 0)
                {
                    _reference = ticks / TransportWideFeedback.TicksAReference;
                    before = _reference * TransportWideFeedback.TicksAReference;
                }

                long delta = ticks - before;
                if (delta < short.MinValue || delta > short.MaxValue) break;
                AddDelta((int)delta);
                before = ticks;
            }

            _chunksLength = StatusChunk.WriteAll(_chunks, _symbols.Slice(0, Count));
        }

        public void WriteTo(Span<byte> body, Ssrc sender, Ssrc media, ushort baseSeq, byte feedbackCount)
        {
            BinaryPrimitives.WriteUInt32BigEndian(body, sender.Value);
            BinaryPrimitives.WriteUInt32BigEndian(body.Slice(4), media.Value);
            BinaryPrimitives.WriteUInt16BigEndian(body.Slice(8), baseSeq);
            BinaryPrimitives.WriteUInt16BigEndian(body.Slice(10), (ushort)Count);
            BinaryPrimitives.WriteUInt32BigEndian(body.Slice(12), (uint)_reference << 8 | feedbackCount);
            Span<byte> rest = body.Slice(TransportWideFeedback.ChunksOffset);
            _chunks.Slice(0, _chunksLength).CopyTo(rest);
            _deltas.Slice(0, _deltasLength).CopyTo(rest.Slice(_chunksLength));
            rest.Slice(_chunksLength + _deltasLength).Clear();
        }

        private void AddDelta(int delta)
        {
            bool isSmall = delta >= 0 && delta <= byte.MaxValue;
            _symbols[Count] = isSmall ? StatusChunk.SmallDelta : StatusChunk.LargeDelta;
            if (isSmall) _deltas[_deltasLength++] = (byte)delta;
            else
            {
                BinaryPrimitives.WriteInt16BigEndian(_deltas.Slice(_deltasLength), (short)delta);
                _deltasLength += MaxDeltaLength;
            }
        }
    }
}
