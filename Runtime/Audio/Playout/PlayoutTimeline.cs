#nullable enable
using System;
using Earshot.Audio.Opus;
using Earshot.Rtc.Wire;

namespace Earshot.Audio.Playout
{
    /// <summary>Decides what sounds next: the packet that is due, the copy of a lost one, something made up, or nothing
    /// yet.
    /// <para>Its measure is the delay between the arrival of the fastest packets and their sound. A packet that comes
    /// later than that is waited for: what is left of the last one is drawn out by its pitch periods, then the gap is
    /// filled with made-up sound. Either lengthens the delay by as much; time stretch brings it back to the target. So
    /// nothing that arrives is thrown away, except after an outage.</para>
    /// All times are in samples at 48 kHz; the caller holds a lock.</summary>
    internal sealed class PlayoutTimeline : IDisposable
    {
        /// <summary>The delay may exceed the target by this before time stretch acts.</summary>
        private const int Slack = 48;

        /// <summary>It may fall short of it by this: a late packet is waited for anyway.</summary>
        private const int Tolerance = 240;

        /// <summary>An excess that time stretch is trusted to catch up with: about half a second of hurried
        /// speech.</summary>
        private const int CatchUp = 2880;

        /// <summary>An excess beyond which whole packets are dropped in the midst of speech.</summary>
        private const int MaxExcess = 9600;

        /// <summary>What may be put in although less is lacking: a pitch period is seldom shorter.</summary>
        private const int MostBeyond = 480;

        /// <summary>Packets less late than this need not be waited for.</summary>
        private const int Punctual = 96;

        /// <summary>How far sound is drawn out while the next packet is late.</summary>
        private const int MostHeld = 1440;

        /// <summary>How fast what was put in too much is begrudged, in samples a packet: about 300 ppm.</summary>
        private const float GrantFading = 0.25f;

        /// <summary>A change of the measured delay that is no noise of callbacks and pumps.</summary>
        private const int Jump = 1920;

        private readonly PacketSlots _slots = new PacketSlots();
        private readonly ArrivalDelay _arrivals = new ArrivalDelay();
        private readonly CopyWorth _copies = new CopyWorth();
        private readonly ConcealingDecoder _decoder;
        private readonly StagedSound _staged = new StagedSound();

        private RtpTime _lastTime;
        private long _lastMediaTime;
        private long _playhead;
        private float _delay;
        private int _cover;
        private int _awaited;
        private int _held;
        private int _frame;

        // A pitch period that was put in is longer than what was lacking. It is not taken out again at once: a drifting
        // clock will use it up.
        private float _granted;

        internal PlayoutTimeline(IOpusDecoder opus) => _decoder = new ConcealingDecoder(opus);

        /// <summary>What was counted.</summary>
        internal PlayoutStats Stats;

        /// <summary>The least that is kept against jitter.</summary>
        internal int MinDelay { get; set; }

        /// <summary>The most that is kept against jitter; what comes later than this is an outage.</summary>
        internal int MaxDelay { get; set; } = 19_200;

        /// <summary>True while a talk spurt sounds; made-up sound that fades belongs to it.</summary>
        internal bool IsPlaying { get; private set; }

        // To be drawn out while the next packet is late, some of the sound must still be here.
        private int Kept => _arrivals.Usual > Punctual ? TimeStretch.Seam : 0;

        private int Least => _cover + Kept;

        private int Needed => Least + Math.Max(0, Margin - Tolerance);

        private int Target => Least + Margin;

        private int Margin => Clamp(_arrivals.Usual + (_copies.Waits ? _frame : 0));

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

            _frame = samples;
            _arrivals.Observe(now, mediaTime, MaxDelay);
            return isInTime;
        }

        /// <summary>A pump begins, so many samples <paramref name="ahead"/> of the sound card; without
        /// <paramref name="cover"/> samples it may overtake.</summary>
        internal void HandlePump(long now, int ahead, int cover)
        {
            _cover = cover;
            if (!IsPlaying) return;
            float measured = now + ahead + _staged.Count - _playhead - _arrivals.Fastest;
            _delay = Math.Abs(measured - _delay) > Jump ? measured : _delay + (measured - _delay) / 16;
        }

        /// <summary>Makes the next samples, up to <paramref name="wanted"/> and valid until the next call; false when
        /// there is nothing to be heard yet.</summary>
        internal bool TryProduce(long now, int ahead, int wanted, out ReadOnlySpan<float> pcm)
        {
            pcm = default;
            if (!IsPlaying && !TryBegin(now, ahead)) return false;
            if (_delay - Target > MaxExcess) DropStale();
            if (_staged.Count < wanted + Kept) Refill(wanted);
            pcm = _staged.Take(wanted);
            return pcm.Length > 0;
        }

        // While what waits can still be stretched at its end, so that it lasts until the next packet.
        private void Refill(int wanted)
        {
            bool isThere = _slots.TryPeek(out PacketSlot? first);
            if (isThere && (CanContinue(first!) || _staged.Count < wanted)) Reach(first!);
            else if (!isThere && !TryHold() && _staged.Count < wanted) Await();
        }

        // The packet follows what was said last, or brings the copy of the one between.
        private bool CanContinue(PacketSlot first)
        {
            long gap = first.MediaTime - _playhead - (_delay > Target ? _awaited + _held : 0);
            return gap <= 0 || OpusPacket.CarriesFec(first.Payload) && gap <= first.Samples;
        }

        // The next packet is late. What is left is drawn out as long as it bears that.
        private bool TryHold()
        {
            if (_held >= MostHeld || _awaited > 0 || _copies.Waits) return false;
            int inserted = _staged.Lengthen(TimeStretch.MaxSamples, leastSimilarity: 0.6f);
            Stats.InsertedSamples += inserted;
            _delay += inserted;
            _held += inserted;
            return inserted > 0;
        }

        /// <summary>The counters and the delays now, with so many samples queued for the sound card.</summary>
        internal PlayoutStats Report(int queued)
        {
            PlayoutStats stats = Stats;
            stats.Overflowed = _slots.Overflowed;
            stats.Lost = _slots.Lost;
            stats.TargetMilliseconds = Target / 48f;
            stats.DelayMilliseconds = IsPlaying ? _delay / 48f : 0;
            stats.BufferedMilliseconds = (queued + _staged.Count + _slots.Samples) / 48f;
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
            _held = 0;
            _staged.Clear();
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
                Pass(first.MediaTime + first.Samples - _playhead);
            }
        }

        // Plays the packet, or fills the gap before it.
        private void Reach(PacketSlot first)
        {
            long gap = first.MediaTime - _playhead;
            int waited = _awaited + _held;
            if (waited > 0 && gap > 0 && _delay > Target)
            {
                // What was made up or drawn out while waiting stands for what was lost; with the delay short, it is
                // kept as delay instead.
                Pass(Math.Min(gap, waited));
                gap -= Math.Min(gap, waited);
            }
            _awaited = _held = 0;
            if (gap <= 0)
            {
                Play(first, gap);
                return;
            }

            bool bringsCopy = first.Seq > _slots.Next && OpusPacket.CarriesFec(first.Payload);
            if (bringsCopy && gap == first.Samples && _decoder.TryRecover(first.Payload, first.Samples))
            {
                Stats.FecFrames++;
                _copies.Observe(true);
                _slots.GiveUpTo(first.Seq!.Value);
                Stage(first.Samples, gap);
                return;
            }
            if (bringsCopy && gap > first.Samples) gap -= first.Samples;
            Conceal(Math.Min(gap, ConcealingDecoder.Step));
        }

        private void Play(PacketSlot packet, long overlap)
        {
            _copies.Observe(packet.Seq > _slots.Next && OpusPacket.CarriesFec(packet.Payload));
            _slots.Take(packet);
            Pass(overlap);
            if (_decoder.TryDecode(packet.Payload, packet.Samples, out int length))
            {
                Stage(length, packet.Samples);
                Stretch();
                return;
            }
            Stats.Invalid++;
            Conceal(Math.Min(packet.Samples, ConcealingDecoder.Step));
        }

        // Nothing is there: it is late or lost, and until it shows the timeline stands still.
        private void Await() => _awaited += Conceal(0);

        private int Conceal(long mediaSamples)
        {
            if (_decoder.IsFaded)
            {
                IsPlaying = false;
                return 0;
            }
            _decoder.Conceal();
            Stats.ConcealedSamples += ConcealingDecoder.Step;
            Stage(ConcealingDecoder.Step, mediaSamples);
            return ConcealingDecoder.Step;
        }

        // What was decoded, or made up, waits to leave; the sender's time it stands for passes.
        private void Stage(int length, long mediaSamples)
        {
            _staged.Add(_decoder.Pcm.Slice(0, length));
            _delay += length;
            Pass(mediaSamples);
        }

        private void Pass(long mediaSamples)
        {
            _playhead += mediaSamples;
            _delay -= mediaSamples;
        }

        // Brings the delay towards the target; the further off it is, the less alike the seam's sides have to be.
        private void Stretch()
        {
            _granted = Math.Max(0, Math.Min(_granted - GrantFading, _delay - Target));
            float excess = _delay - Target - _granted;
            float lack = Needed - _delay;
            if (excess > Slack)
            {
                float leastSimilarity = Math.Max(0.3f, 0.95f - 0.65f * excess / CatchUp);
                int removed = _staged.Shorten((int)excess, leastSimilarity);
                Stats.RemovedSamples += removed;
                _delay -= removed;
            }
            else if (lack > 0)
            {
                int inserted = _staged.Lengthen(Math.Max((int)lack, MostBeyond), leastSimilarity: 0.9f);
                Stats.InsertedSamples += inserted;
                _delay += inserted;
                _granted = Math.Max(0, _delay - Target);
            }
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
