#nullable enable

namespace Earshot.Rtc.Sctp
{
    /// <summary>What an <see cref="SctpAssociation"/> is made of.</summary>
    public sealed class AssociationConfig
    {
        /// <summary>Bytes of the longest packet: with DTLS, UDP, IPv6 and TURN around it, it fits the 1,280 bytes that
        /// every IPv6 path carries. dcSCTP's is the same.</summary>
        public const int MaxPacket = 1188;

        /// <summary>The port that SDP has unless told otherwise.</summary>
        public const int DefaultPort = 5000;

        /// <summary>The port this side is at (RFC 8841 section 5).</summary>
        public int LocalPort { get; set; } = DefaultPort;

        /// <summary>The port the other side is at.</summary>
        public int RemotePort { get; set; } = DefaultPort;

        /// <summary>Bytes that may wait to be put together, 400 Mbit/s over 80 ms.</summary>
        public int ReceiveWindow { get; set; } = 4 << 20;

        /// <summary>Bytes of the longest message taken, as <c>a=max-message-size</c> says.</summary>
        public int MaxMessageSize { get; set; } = 256 << 10;

        /// <summary>Bytes that may wait on a stream before <see cref="SctpAssociation.TrySend"/> says no.</summary>
        public int SendLimit { get; set; } = 1 << 20;

        /// <summary>The first TSN; null chooses at random. Tests set it to see it roll over.</summary>
        public uint? FirstTsn { get; set; }
    }
}
