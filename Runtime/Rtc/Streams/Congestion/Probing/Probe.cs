#nullable enable
namespace Earshot.Rtc.Streams
{
    /// <summary>A short burst at a rate above the target, to see whether it comes through at that rate.</summary>
    public readonly struct Probe
    {
        /// <summary>Marks its packets in <see cref="BandwidthEstimator.HandleSent"/>; never 0.</summary>
        public readonly int Id;

        /// <summary>At which rate it is to be sent, in bit/s.</summary>
        public readonly long Bitrate;

        /// <summary>How much is to be sent, in bytes.</summary>
        public readonly int Bytes;

        internal Probe(int id, long bitrate, int bytes)
        {
            Id = id;
            Bitrate = bitrate;
            Bytes = bytes;
        }
    }
}
