#nullable enable
namespace Earshot.Rtc.Sctp
{
    /// <summary>What a message is to the protocol above SCTP (RFC 8831 section 8). SCTP carries no empty message, so
    /// an empty one is a zero byte under a number of its own.</summary>
    public enum PayloadProtocol : uint
    {
        /// <summary>The Data Channel Establishment Protocol (RFC 8832).</summary>
        Dcep = 50,

        /// <summary>UTF-8.</summary>
        Text = 51,

        /// <summary>Part of bytes, more to come: Firefox once cut long messages so. Deprecated, never sent.</summary>
        PartialBinary = 52,

        /// <summary>Bytes.</summary>
        Binary = 53,

        /// <summary>Part of UTF-8, more to come. Deprecated, never sent.</summary>
        PartialText = 54,

        /// <summary>A string of no characters.</summary>
        EmptyText = 56,

        /// <summary>No bytes.</summary>
        EmptyBinary = 57,
    }
}
