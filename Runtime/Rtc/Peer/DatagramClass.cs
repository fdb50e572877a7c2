#nullable enable
using System;

namespace Earshot.Rtc
{
    /// <summary>Which protocol a datagram belongs to, by its first byte (RFC 7983 section 7), and which of RTP and
    /// RTCP by its second (RFC 5761 section 4).
    /// <code>
    ///              +----------------+
    ///              |        [0..3] -+--> STUN
    ///              |      [16..19] -+--> ZRTP, not ours
    ///  datagram -->|      [20..63] -+--> DTLS
    ///              |      [64..79] -+--> TURN channel, unwrapped before it comes here
    ///              |    [128..191] -+--> RTP, or RTCP when the second byte is 192..223
    ///              +----------------+
    /// </code></summary>
    internal enum DatagramClass
    {
        Unknown,
        Stun,
        Dtls,
        Srtp,
        Srtcp,
    }

    internal static class DatagramDemux
    {
        public static DatagramClass Classify(ReadOnlySpan<byte> datagram)
        {
            if (datagram.Length < 2) return DatagramClass.Unknown;
            byte first = datagram[0];
            if (first <= 3) return DatagramClass.Stun;
            if (first >= 20 && first <= 63) return DatagramClass.Dtls;
            if (first < 128 || first > 191) return DatagramClass.Unknown;
            return datagram[1] >= 192 && datagram[1] <= 223 ? DatagramClass.Srtcp : DatagramClass.Srtp;
        }
    }
}
