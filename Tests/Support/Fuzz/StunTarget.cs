#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Stun;

namespace Earshot.Tests
{
    /// <summary>A STUN message and everything that is read of one.</summary>
    public sealed class StunTarget : IFuzzTarget
    {
        private readonly StunIntegrity _key = new StunIntegrity("VOkJxbRl1RmTxUk/WvJxBt");

        public string Name => "stun";

        // The sample request and the IPv4 and IPv6 responses of RFC 5769.
        public IEnumerable<byte[]> Seeds => new[]
        {
            Hex.Bytes(
                "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff" +
                "80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249" +
                "c1b571a280280004e57a3bcf"),
            Hex.Bytes(
                "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643" +
                "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96"),
            Hex.Bytes(
                "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9fa" +
                "a5d3f179bc25f4b5bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c"),
        };

        public void Run(byte[] input)
        {
            if (!StunMessage.TryParse(input, out StunMessage message)) return;
            _ = message.Class;
            _ = message.Method;
            _ = message.TransactionId.GetHashCode();
            _ = message.HasNoWrongFingerprint;
            _ = message.IsSignedWith(_key);
            message.TryGetUfrags(out _, out _);
            message.TryGetPriority(out _);
            message.TryGetErrorCode(out _);
            message.TryGetXorMappedAddress(out _);
            foreach (StunAttribute type in (StunAttribute[])Enum.GetValues(typeof(StunAttribute)))
            {
                message.TryFind(type, out _);
                message.TryGetTieBreaker(type, out _);
            }

            Span<ushort> unknown = stackalloc ushort[4];
            FuzzTargets.Require(message.ListNotUnderstood(unknown) <= unknown.Length, "the list fits its span");
        }
    }
}
