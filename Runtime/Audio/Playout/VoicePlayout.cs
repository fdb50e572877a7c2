#nullable enable
using System;
using System.Threading;
using Earshot.Audio.Opus;
using Earshot.Rtc.Wire;

namespace Earshot.Audio.Playout
{
    /// <summary>One remote voice, from packets to sound: an adaptive jitter buffer with concealment whose clock is the
    /// sound card.
    /// <para>Three threads meet here. The network thread brings packets to <see cref="TryInsert"/>, the sound thread
    /// calls <see cref="Pump"/> every few milliseconds; a lock is between those two. The audio thread calls
    /// <see cref="Read"/>, which takes no lock. None of the three allocates.</para></summary>
    public sealed class VoicePlayout : IDisposable
    {
        private const int RingSamples = 8192;
        private const int Ramp = 64;
        private const int LeastPortion = 48;
        private const int MostPortion = 960;

        private readonly object _gate = new object();
        private readonly PlayoutTimeline _timeline;
        private readonly PcmRing _ring = new PcmRing(RingSamples);
        private readonly RingDemand _demand = new RingDemand();
        private bool _isExpected;

        // Of the audio thread alone, but for the count, which others read.
        private bool _isStarved = true;
        private float _lastSample;
        private long _underruns;

        /// <summary>A playout that decodes with, and owns, <paramref name="decoder"/>.</summary>
        public VoicePlayout(IOpusDecoder decoder) => _timeline = new PlayoutTimeline(decoder);

        /// <summary>The least delay that is kept against jitter, however little there is; 0 by default.</summary>
        public TimeSpan MinDelay
        {
            get { lock (_gate) return FromSamples(_timeline.MinDelay); }
            set { lock (_gate) _timeline.MinDelay = ToSamples(value); }
        }

        /// <summary>The most delay that is kept against jitter, 400 ms by default; packets that come later than this
        /// count as an outage, after which speech is dropped rather than heard late.</summary>
        public TimeSpan MaxDelay
        {
            get { lock (_gate) return FromSamples(_timeline.MaxDelay); }
            set { lock (_gate) _timeline.MaxDelay = ToSamples(value); }
        }

        /// <summary>Counters and delays. Any thread.</summary>
        public PlayoutStats Stats
        {
            get
            {
                lock (_gate)
                {
                    PlayoutStats stats = _timeline.Report(_ring.Count);
                    stats.Underruns = Volatile.Read(ref _underruns);
                    return stats;
                }
            }
        }

        /// <summary>Takes a packet and copies its payload; false when it is late, a duplicate or no Opus packet.
        /// Network thread; waits at most for the decoding of one frame.</summary>
        public bool TryInsert(Instant now, SeqNo seq, RtpTime time, ReadOnlySpan<byte> payload)
        {
            lock (_gate) return _timeline.TryInsert(ToSamples(now), seq, time, payload);
        }

        /// <summary>Decodes, or makes up, as much as the audio callbacks until the next pump may ask for. Sound thread,
        /// every 2 to 10 ms, the oftener the less delay; nothing happens until somebody reads.</summary>
        public void Pump(Instant now)
        {
            if (!_demand.IsKnown) return;
            long at = ToSamples(now);
            _demand.HandlePump(at);
            lock (_gate) _timeline.HandlePump(at, _demand.Ahead(_ring.Count), _demand.Cover);
            int ahead;
            do ahead = _demand.Ahead(_ring.Count);
            while (ahead < _demand.Cover && TryProduce(at, ahead));
        }

        /// <summary>Fills <paramref name="pcm"/> with the next samples and returns how many are the voice's; the rest
        /// is silence, without a click. Audio thread.</summary>
        public int Read(Span<float> pcm)
        {
            _demand.HandleRead(pcm.Length);
            int count = _ring.Read(pcm);
            pcm.Slice(count).Clear();
            if (count < pcm.Length && Volatile.Read(ref _isExpected)) Volatile.Write(ref _underruns, _underruns + 1);
            SmoothEdges(pcm, count);
            return count;
        }

        /// <summary>Frees the decoder. The other threads must have let go of this voice.</summary>
        public void Dispose()
        {
            lock (_gate) _timeline.Dispose();
        }

        private bool TryProduce(long at, int ahead)
        {
            lock (_gate)
            {
                int wanted = Math.Min(MostPortion, Math.Max(LeastPortion, _demand.Cover - ahead));
                bool isSound = _timeline.TryProduce(at, ahead, wanted, out ReadOnlySpan<float> pcm);
                if (isSound) _ring.Write(pcm);
                Volatile.Write(ref _isExpected, isSound);
                return isSound;
            }
        }

        // Sound that breaks off runs out within 1.3 ms, and comes back as softly.
        private void SmoothEdges(Span<float> pcm, int count)
        {
            if (_isStarved)
                for (int i = 0; i < Math.Min(count, Ramp); i++) pcm[i] *= i / (float)Ramp;
            if (count > 0) _lastSample = pcm[count - 1];
            if (count < pcm.Length && !(_isStarved && count == 0))
                for (int i = 0; i < Math.Min(pcm.Length - count, Ramp); i++)
                    pcm[count + i] = _lastSample * (1 - (i + 1) / (float)Ramp);
            _isStarved = count < pcm.Length;
        }

        private static long ToSamples(Instant instant) => instant.Microseconds * 6 / 125;

        private static int ToSamples(TimeSpan delay)
        {
            if (delay >= TimeSpan.Zero && delay <= TimeSpan.FromSeconds(1)) return (int)(delay.Ticks * 6 / 1250);
            throw new ArgumentOutOfRangeException(nameof(delay), delay, "A delay against jitter is 0 to 1 s.");
        }

        private static TimeSpan FromSamples(int samples) => new TimeSpan(samples * 1250L / 6);
    }
}
