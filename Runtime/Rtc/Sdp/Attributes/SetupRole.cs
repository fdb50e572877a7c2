#nullable enable
namespace Earshot.Rtc.Sdp
{
    /// <summary>Who begins the DTLS handshake, seen from whoever wrote the SDP (RFC 4145 section 4, RFC 5763 section
    /// 5). An offer says actpass; Chrome answers active, Cloudflare answers passive.</summary>
    public enum SetupRole
    {
        /// <summary><c>a=setup:active</c>: the writer sends the ClientHello.</summary>
        Active,

        /// <summary><c>a=setup:passive</c>: the writer waits for it.</summary>
        Passive,

        /// <summary><c>a=setup:actpass</c>: the answerer chooses.</summary>
        ActPass,
    }
}
