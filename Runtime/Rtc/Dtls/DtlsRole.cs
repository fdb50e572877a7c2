#nullable enable
namespace Earshot.Rtc.Dtls
{
    /// <summary>Which side of the handshake (RFC 5763 section 5: <c>a=setup</c>).</summary>
    public enum DtlsRole
    {
        /// <summary><c>setup:active</c>: sends the ClientHello.</summary>
        Client,

        /// <summary><c>setup:passive</c>: waits for it.</summary>
        Server,
    }
}
