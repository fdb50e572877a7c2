#nullable enable
namespace Earshot.Rtc.Sctp
{
    /// <summary>What ERROR and ABORT complain of (RFC 9260 section 3.3.10).</summary>
    internal enum ErrorCause : ushort
    {
        UnrecognizedChunkType = 6,
        UserInitiatedAbort = 12,
        ProtocolViolation = 13,
    }
}
