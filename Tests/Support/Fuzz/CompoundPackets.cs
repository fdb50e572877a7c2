#nullable enable
using System.Collections.Generic;

namespace Earshot.Tests
{
    /// <summary>RTCP of every type we read, about the streams 0x0000000a (theirs) and 0x0000000b (ours).</summary>
    public static class CompoundPackets
    {
        public static IReadOnlyList<byte[]> All { get; } = new[]
        {
            // sender report with a report block, CNAME
            Hex.Bytes(
                "81c8000c0000000ae1b2c3d400000000000003c000000010000004000000000b00000000000000050000000000000000" +
                "00000000" + "81ca00030000000a010361626300" + "0000"),
            // receiver report, picture loss indication, full intra request
            Hex.Bytes("80c900010000000a" + "81ce00020000000a0000000b" + "84ce00040000000a000000000000000b01000000"),
            // NACK of two packets and more behind each
            Hex.Bytes("81cd00040000000a0000000b00010003fffe8001"),
            // transport-wide feedback: a run, a one-bit vector, a two-bit vector, deltas
            Hex.Bytes("8fcd00070000000a0000000b0001000500000100" + "2002" + "a800" + "d400" + "0104" + "0802fff0"),
            // receiver estimated maximum bitrate
            Hex.Bytes("8fce00050000000a0000000052454d4201030d400000000b"),
            // goodbye with a reason
            Hex.Bytes("80c900010000000a" + "81cb00020000000a03627965"),
            // extended report, application-defined
            Hex.Bytes("80cf00040000000a04000002e1b2c3d400000000" + "80cc00030000000a6e616d6501020304"),
        };
    }
}
