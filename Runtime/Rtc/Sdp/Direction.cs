#nullable enable
namespace Earshot.Rtc.Sdp
{
    /// <summary>Who sends on a media section, seen from whoever wrote the SDP (RFC 8866 section 6.7).</summary>
    public enum Direction
    {
        /// <summary><c>a=sendrecv</c>, also what no attribute means.</summary>
        SendRecv,

        /// <summary><c>a=sendonly</c></summary>
        SendOnly,

        /// <summary><c>a=recvonly</c></summary>
        RecvOnly,

        /// <summary><c>a=inactive</c></summary>
        Inactive,
    }
}
