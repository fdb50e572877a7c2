#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtp;

namespace Earshot.Tests
{
    /// <summary>An RTP header with its extensions.</summary>
    public sealed class RtpTarget : IFuzzTarget
    {
        public string Name => "rtp";

        // One-byte and two-byte extensions, padding, contributing sources.
        public IEnumerable<byte[]> Seeds => new[]
        {
            Hex.Bytes("806f0001000000010000000a01020304"),
            Hex.Bytes("90ef0002000003c00000000abede0001103061000102030405"),
            Hex.Bytes("906f0003000007800000000a100000020102616203010000010203"),
            Hex.Bytes("b26f0004000007800000000a0000000b0000000cbede00011030610001020304050003"),
        };

        public void Run(byte[] input)
        {
            if (!RtpHeader.TryParse(input, out RtpHeader header)) return;
            FuzzTargets.Require(header.HeaderLength <= input.Length, "the header lies within the packet");
            if (header.TryGetPayloadLength(input, out int length))
                FuzzTargets.Require(header.HeaderLength + length <= input.Length, "the payload lies within the packet");
            for (int id = 0; id <= 256; id++)
                if (header.TryGetExtension(input, id, out ReadOnlySpan<byte> value)) Read(id, value);
        }

        private static void Read(int id, ReadOnlySpan<byte> value)
        {
            FuzzTargets.Require(id > 0 && id < 256, "an extension's id is 1 to 255");
            foreach (byte part in value) _ = part;
        }
    }
}
