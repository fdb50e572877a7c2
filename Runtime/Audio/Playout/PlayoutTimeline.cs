#nullable enable
using System;
using Earshot.Audio.Opus;
using Earshot.Rtc.Wire;

namespace Earshot.Audio.Playout
{
    /// <summary>Decides what sounds next: the packet that is due, the copy of a lost one, something made up, or nothing
    /// yet.
    /// <para>Its measure is the delay between the arrival of the fastest packets and their sound. A packet that comes
    /// later than that is waited for while the gap is filled with made-up sound, which lengthens the delay by as much;
    /// time stretch brings it back to the target. So nothing that arrives is thrown away, except after an
    /// outage.</para>
    /// All times are in samples at 48 kHz; the caller holds a lock.</summary>
    internal sealed class PlayoutTimeline : IDisposable
    {
        /// <summary>The delay may exceed the target by this before time stretch acts.</summary>
        private const int Slack = 240;

        /// <summary>It is kept above what is needed by this.</summary>
        private const int Reserve = 48;

        /// <summary>An excess that time stretch is trusted to catch up with: about half a second of hurried
        /// speech.</summary>
        private const int CatchUp = 2880;

        /// <summary>An excess beyond which whole packets are dropped in the midst of speech.</summary>
        private const int MaxExcess = 9600;

        /// <summary>What may be put in although less is lacking: a pitch period is seldom shorter.</summary>
        private const int MostBeyond = 480;

        /// <summary>A change of the measured delay that is no noise of callbacks and pumps.</summary>
        private const int Jump = 1920;

        private readonly PacketSlots _slots = new PacketSlots();
        private readonly ArrivalDelay _arrivals = new ArrivalDelay();
        private readonly ConcealingDecoder _decoder;

        private RtpTime _lastTime;
        private long _lastMediaTime;
        private long _playhead;
        private float _delay;
        private int _cover;
        private int _awaited;

        internal PlayoutTimeline(IOpusDecoder opus) => _decoder = new ConcealingDecoder(opus);

        /// <summary>What was counted.</summary>
        internal PlayoutStats Stats;

        /// <summary>The least that is kept against jitter.</summary>
        internal int MinDelay { get; set; }

        /// <summary>The most that is kept against jitter; what comes later than this is an outage.</summary>
        internal int MaxDelay { get; set; } = 9600;

        /// <summary>True while a talk spurt sounds; made-up sound that fades belongs to it.</summary>
        internal bool IsPlaying { get; private set; }

        private int Needed => _cover + Reserve + Clamp(_arrivals.Recent);

        private int Target => _cover + Reserve + Clamp(Math.Max(_arrivals.Recent, _arrivals.Usual));

        /// <summary>Takes a packet; false when it is of no use.</summary>
        internal bool TryInsert(long now, SeqNo seq, RtpTime time, ReadOnlySpan<byte> payload)
        {
            Stats.Received++;
            if (payload.Length > PacketSlot.MaxPayload || !OpusPacket.TryGetSamples(payload, out int samples))
            {
                Stats.Invalid++;
                return false;
            }
            if (_slots.Knows(seq))
            {
                Stats.Duplicate++;
                return false;
            }
            long mediaTime = Unwrap(time);
            bool isInTime = _slots.TryInsert(seq, mediaTime, samples, payload);
            if (!isInTime) Stats.Late++;

            // The successor of a lost packet brings its copy: waiting for that is worth as much as for a late packet.
            bool bringsCopy = isInTime && seq > _slots.Next && !_slots.Knows(seq - 1) && OpusPacket.CarriesFec(payload);
            if (bringsCopy) _arrivals.Observe(now, mediaTime - samples, MaxDelay);
            _arrivals.Observe(now, mediaTime, MaxDelay);
            return isInTime;
        }

        /// <summary>A pump begins, so many samples <paramref name="ahead"/> of the sound card; without
        /// <paramref name="cover"/> samples it may overtake.</summary>
        internal void HandlePump(long now, int ahead, int cover)
        {
            _cover = cover;
            if (!IsPlaying) return;
            float measured = now - (_playhead - ahead) - _arrivals.Fastest;
            _delay = Math.Abs(measured - _delay) > Jump ? measured : _delay + (measured - _delay) / 16;
        }

        /// <summary>Makes the next samples, valid until the next call; false when there is nothing to be heard
        /// yet.</summary>
        internal bool TryProduce(long now, int ahead, out ReadOnlySpan<float> pcm)
        {
            pcm = default;
            if (!IsPlaying && !TryBegin(now, ahead)) return false;
            if (_delay - Target > MaxExcess) DropStale();
            int length = _slots.TryPeek(out PacketSlot? first) ? Reach(first) : Await();
            pcm = _decoder.Pcm.Slice(0, length);
            return length > 0;
        }

        /// <summary>The counters and the delays now, with so many samples queued for the sound card.</summary>
        internal PlayoutStats Report(int queued)
        {
            PlayoutStats stats = Stats;
            stats.Overflowed = _slots.Overflowed;
            stats.Lost = _slots.Lost;
            stats.TargetMilliseconds = Target / 48f;
            stats.DelayMilliseconds = IsPlaying ? _delay / 48f : 0;
            stats.BufferedMilliseconds = (queued + _slots.Samples) / 48f;
            stats.JitterMilliseconds = _arrivals.Usual / 48f;
            return stats;
        }

        public void Dispose() => _decoder.Dispose();

        // A talk spurt begins when its first packet has waited for the target delay.
        private bool TryBegin(long now, int ahead)
        {
            if (!_slots.TryPeek(out PacketSlot? first)) return false;
            long delay = now - (first.MediaTime - ahead) - _arrivals.Fastest;
            if (delay < Target) return false;
            _playhead = first.MediaTime;
            _delay = delay;
            _awaited = 0;
            IsPlaying = true;
            DropStale();
            return true;
        }

        private void DropStale()
        {
            while (_delay - Target > CatchUp && _slots.Count > 1 && _slots.TryPeek(out PacketSlot? first))
            {
                _slots.Take(first);
                Stats.Discarded++;
                Advance(0, first.MediaTime + first.Samples - _playhead);
            }
        }

        // Plays the packet, or fills the gap before it.
        private int Reach(PacketSlot first)
        {
            long gap = first.MediaTime - _playhead;
            if (_awaited > 0 && gap > 0 && _delay > Target)
            {
                // What was made up while waiting stands for what was lost; with the delay short, it is kept as delay
                // instead.
                Advance(0, Math.Min(gap, _awaited));
                gap -= Math.Min(gap, _awaited);
            }
            _awaited = 0;
            if (gap <= 0) return Play(first, gap);

            bool bringsCopy = first.Seq > _slots.Next && OpusPacket.CarriesFec(first.Payload);
            if (bringsCopy && gap == first.Samples && _decoder.TryRecover(first.Payload, first.Samples))
            {
                Stats.FecFrames++;
                _slots.GiveUpTo(first.Seq!.Value);
                return Advance(first.Samples, gap);
            }
            if (bringsCopy && gap > first.Samples) gap -= first.Samples;
            return Conceal(Math.Min(gap, ConcealingDecoder.Step));
        }

        private int Play(PacketSlot packet, long overlap)
        {
            _slots.Take(packet);
            Advance(0, overlap);
            if (!_decoder.TryDecode(packet.Payload, out int length))
            {
                Stats.Invalid++;
                return Conceal(Math.Min(packet.Samples, ConcealingDecoder.Step));
            }
            return Advance(Stretch(length), packet.Samples);
        }

        // Nothing is there: it is late or lost, and until it shows the timeline stands still.
        private int Await()
        {
            int length = Conceal(0);
            _awaited += length;
            return length;
        }

        private int Conceal(long mediaSamples)
        {
            if (_decoder.IsFaded)
            {
                IsPlaying = false;
                return 0;
            }
            _decoder.Conceal();
            Stats.ConcealedSamples += ConcealingDecoder.Step;
            return Advance(ConcealingDecoder.Step, mediaSamples);
        }

        // Brings the delay towards the target; the further off it is, the less alike the seam's sides have to be.
        private int Stretch(int length)
        {
            float excess = _delay - Target;
            if (excess > Slack && (excess < length || _slots.Count > 0))
            {
                float leastSimilarity = Math.Max(0.3f, 0.95f - 0.65f * excess / CatchUp);
                int removed = TimeStretch.Shorten(_decoder.Pcm.Slice(0, length), (int)excess, leastSimilarity);
                Stats.RemovedSamples += removed;
                return length - removed;
            }
            float lack = Needed - _delay;
            if (lack <= 0) return length;
            int most = Math.Max((int)lack, MostBeyond);
            int inserted = TimeStretch.Lengthen(_decoder.Pcm, length, most, leastSimilarity: 0.9f);
            Stats.InsertedSamples += inserted;
            return length + inserted;
        }

        // So many samples sound, and the sender's time they stand for has passed.
        private int Advance(int length, long mediaSamples)
        {
            _playhead += mediaSamples;
            _delay += length - mediaSamples;
            return length;
        }

        private long Unwrap(RtpTime time)
        {
            _lastMediaTime += time - _lastTime;
            _lastTime = time;
            return _lastMediaTime;
        }

        private int Clamp(int delay) => Math.Min(MaxDelay, Math.Max(MinDelay, delay));
    }
}
