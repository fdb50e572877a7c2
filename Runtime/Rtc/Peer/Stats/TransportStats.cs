#nullable enable
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Ice;

namespace Earshot.Rtc
{
    /// <summary>The one transport that all sections share, by the W3C's names
    /// (https://www.w3.org/TR/webrtc-stats/#transportstats-dict*). Everything that passed a socket is counted, by what
    /// UDP carried.</summary>
    public readonly struct TransportStats
    {
        /// <summary>Datagrams sent.</summary>
        public readonly long PacketsSent;

        /// <summary>Datagrams received.</summary>
        public readonly long PacketsReceived;

        /// <summary>Bytes of datagrams sent.</summary>
        public readonly long BytesSent;

        /// <summary>Bytes of datagrams received.</summary>
        public readonly long BytesReceived;

        /// <summary>Our part in ICE.</summary>
        public readonly IceRole IceRole;

        /// <summary>Where ICE stands.</summary>
        public readonly IceState IceState;

        /// <summary>Our part in the handshake; meaningless before the first answer.</summary>
        public readonly DtlsRole DtlsRole;

        /// <summary>The agreed SRTP suite; None before there is one.</summary>
        public readonly SrtpProfile SrtpCipher;

        internal TransportStats(TransportCounters counters, SecureTransport transport)
        {
            PacketsSent = counters.PacketsSent;
            PacketsReceived = counters.PacketsReceived;
            BytesSent = counters.BytesSent;
            BytesReceived = counters.BytesReceived;
            IceRole = transport.Ice.Role;
            IceState = transport.Ice.State;
            DtlsRole = transport.Role;
            SrtpCipher = transport.Srtp?.Profile ?? SrtpProfile.None;
        }
    }
}
