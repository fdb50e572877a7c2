#nullable enable
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>One encoding that a section sends: its packets, their retransmissions, and whether the other side knows
    /// them yet.</summary>
    internal sealed class OutgoingStream
    {
        public readonly Transceiver Transceiver;

        public readonly SendEncoding Encoding;

        public readonly SendStream Stream;

        /// <summary>The stream of retransmissions (RFC 4588), used where they were agreed.</summary>
        public readonly SendStream Rtx;

        /// <summary>The mid as the header extension carries it.</summary>
        public readonly byte[] MidToken;

        /// <summary>The rid as the header extension carries it; empty where there is no simulcast.</summary>
        public readonly byte[] RidToken;

        /// <summary>True once a report spoke of the stream: packets then need no mid and rid any more (RFC 8843 section
        /// 15.1, RFC 8852 section 3.3).</summary>
        public bool IsKnown;

        /// <summary>The same of its retransmissions.</summary>
        public bool IsRtxKnown;

        /// <summary>NACKs received.</summary>
        public long NackCount;

        /// <summary>Picture Loss Indications received.</summary>
        public long PliCount;

        /// <summary>Full Intra Requests received, without repetitions.</summary>
        public long FirCount;

        /// <summary>Packets sent again because they were asked for.</summary>
        public long RetransmittedPackets;

        /// <summary>Bytes of payload sent again because they were asked for.</summary>
        public long RetransmittedBytes;

        private PacketStore? _store;
        private Redundancy? _redundancy;

        public OutgoingStream(Transceiver transceiver, SendEncoding encoding, IRandom random)
        {
            Transceiver = transceiver;
            Encoding = encoding;
            Stream = new SendStream(encoding.Ssrc, random);
            Rtx = new SendStream(encoding.RtxSsrc, random);
            MidToken = Encode(transceiver.Mid.Value);
            RidToken = Encode(encoding.Rid.Value);
        }

        /// <summary>The roll-overs that new keys made us forget, as a sequence number of that many cycles.</summary>
        public long SeqBase { get; private set; }

        /// <summary>How many active layers of the section are below it.</summary>
        public int Tier { get; set; }

        /// <summary>True where the receiver may ask for packets again.</summary>
        public bool AnswersNacks { get; private set; }

        /// <summary>Packets before it may not be repeated as they are: their headers were written under an agreement
        /// that is no more.</summary>
        public SeqNo RepeatsFrom { get; private set; }

        /// <summary>True when packets may be sent: agreed, wanted by the owner, and with room on the path.</summary>
        public bool CanSend => Transceiver.CanSend && Encoding.IsActive && !Encoding.IsPaused;

        public bool IsVideo => Transceiver.Kind == MediaKind.Video;

        public bool HasRtx => Transceiver.Rtx.HasValue;

        /// <summary>What its packets are sent as.</summary>
        public PayloadType PayloadType => Transceiver.Red ?? Transceiver.Codec!.PayloadType;

        /// <summary>The packet before, to be carried again; made when it is first needed.</summary>
        public Redundancy Redundancy => _redundancy ??= new Redundancy();

        /// <summary>The packets waiting or sent; made when it is first needed.</summary>
        public PacketStore Store => _store ??= new PacketStore();

        /// <summary>Follows what a negotiation has agreed.</summary>
        public void Configure()
        {
            RepeatsFrom = Stream.NextSeq;
            AnswersNacks = false;
            foreach (string feedback in Transceiver.Codec!.Feedback) AnswersNacks |= feedback == "nack";
        }

        public void HandleRekey()
        {
            SeqBase += Stream.NextSeq.Value - Stream.NextSeq.Wire;
            Stream.HandleRekey();
            Rtx.HandleRekey();
            _store?.Clear();
        }

        // What the one-byte form cannot carry is not carried.
        private static byte[] Encode(string token)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(token);
            return bytes.Length <= PacketWriter.MaxToken ? bytes : System.Array.Empty<byte>();
        }
    }
}
