#nullable enable
// Sources that end.
// https://www.rfc-editor.org/rfc/rfc3550#section-6.6
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                         SSRC, SC of them                      |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |    length     |       reason for leaving, optional            |  not read
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>The sources that a BYE ends.</summary>
    public readonly ref struct Goodbye
    {
        private readonly RtcpPacket _packet;

        private Goodbye(in RtcpPacket packet) => _packet = packet;

        /// <summary>How many, 0 to 31.</summary>
        public int Count => _packet.Count;

        /// <summary>The source at an index from 0 to below <see cref="Count"/>.</summary>
        public Ssrc this[int index] => index >= 0 && index < Count
            ? _packet.ReadSsrc(4 * index)
            : throw new ArgumentOutOfRangeException(nameof(index), index, "There are fewer sources.");

        /// <summary>Reads a BYE; false on other types and when the sources reach beyond the packet.</summary>
        public static bool TryParse(in RtcpPacket packet, out Goodbye goodbye)
        {
            goodbye = default;
            if (packet.Type != RtcpPacketType.Goodbye || packet.Body.Length < 4 * packet.Count) return false;
            goodbye = new Goodbye(packet);
            return true;
        }
    }
}
