#nullable enable
namespace Earshot.Audio.Playout
{
    /// <summary>What a <see cref="VoicePlayout"/> has counted since it was made, and its delays now. A copy.</summary>
    public struct PlayoutStats
    {
        /// <summary>Packets given to TryInsert.</summary>
        public long Received;

        /// <summary>Packets that came after their place had been played, or before the stream's first.</summary>
        public long Late;

        /// <summary>Packets that came twice.</summary>
        public long Duplicate;

        /// <summary>Packets that are no Opus packet by their first bytes, or that the decoder refused.</summary>
        public long Invalid;

        /// <summary>Packets dropped unplayed because nobody read for longer than the buffer holds.</summary>
        public long Overflowed;

        /// <summary>Packets dropped unplayed because they were stale: an outage or a hitch had put them far
        /// behind.</summary>
        public long Discarded;

        /// <summary>Packets that had not come when their place was played.</summary>
        public long Lost;

        /// <summary>Lost packets played from the copy in their successor.</summary>
        public long FecFrames;

        /// <summary>Samples made up because their packet was lost or late, fades to silence included.</summary>
        public long ConcealedSamples;

        /// <summary>Samples taken out by time stretch to come back to the target delay.</summary>
        public long RemovedSamples;

        /// <summary>Samples put in by time stretch to come up to the target delay.</summary>
        public long InsertedSamples;

        /// <summary>Audio callbacks that found too few samples although the voice was playing.</summary>
        public long Underruns;

        /// <summary>The delay aimed at, between the arrival of the fastest packets and the time the sound card may ask
        /// for their sound, in milliseconds. It asks for a block at a time; half of that comes on top.</summary>
        public float TargetMilliseconds;

        /// <summary>The delay there is, averaged over about 100 ms; 0 while silent.</summary>
        public float DelayMilliseconds;

        /// <summary>Sound waiting in packets and samples at this moment, in milliseconds.</summary>
        public float BufferedMilliseconds;

        /// <summary>How much later than the fastest the slowest packets usually come, in milliseconds: the part of the
        /// target that is there for jitter.</summary>
        public float JitterMilliseconds;
    }
}
