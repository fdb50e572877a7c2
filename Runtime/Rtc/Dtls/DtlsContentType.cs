#nullable enable
namespace Earshot.Rtc.Dtls
{
    /// <summary>What a DTLS record carries (RFC 5246 section 6.2.1). RFC 7983 tells DTLS from other datagrams by
    /// it.</summary>
    public enum DtlsContentType : byte
    {
        /// <summary>From here on, records are under the agreed keys.</summary>
        ChangeCipherSpec = 20,

        /// <summary>close_notify, or why the handshake failed.</summary>
        Alert = 21,

        /// <summary>A handshake message or a fragment of one.</summary>
        Handshake = 22,

        /// <summary>SCTP, in WebRTC (RFC 8261).</summary>
        ApplicationData = 23,
    }
}
