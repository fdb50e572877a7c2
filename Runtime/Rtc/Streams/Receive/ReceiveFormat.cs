#nullable enable
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>What an agreed codec means for a packet that comes in under its payload type.</summary>
    internal sealed class ReceiveFormat
    {
        public ReceiveFormat(Codec codec)
        {
            Codec = codec;
            ClockRate = codec.ClockRate;
            IsRtx = codec.IsRtx;
            IsRed = codec.IsRed;
            Original = codec.AssociatedPayloadType ?? codec.PayloadType;
            AsksAgain = Has(codec, "nack");
            AsksForKeyFrames = Has(codec, "nack pli") || Has(codec, "ccm fir");
            AsksByFir = !Has(codec, "nack pli");
        }

        /// <summary>The agreed codec itself.</summary>
        public Codec Codec { get; }

        public PayloadType PayloadType => Codec.PayloadType;

        /// <summary>Ticks a second.</summary>
        public int ClockRate { get; }

        /// <summary>True for retransmissions (RFC 4588).</summary>
        public bool IsRtx { get; }

        /// <summary>True for packets that carry others again (RFC 2198).</summary>
        public bool IsRed { get; }

        /// <summary>The payload type that is retransmitted or repeated under this one.</summary>
        public PayloadType Original { get; }

        /// <summary>True when generic NACKs are agreed.</summary>
        public bool AsksAgain { get; }

        /// <summary>True when PLI or FIR is agreed.</summary>
        public bool AsksForKeyFrames { get; }

        /// <summary>True when FIR is all there is to ask by.</summary>
        public bool AsksByFir { get; }

        public static bool Has(Codec codec, string feedback)
        {
            foreach (string type in codec.Feedback)
                if (type == feedback) return true;
            return false;
        }
    }
}
