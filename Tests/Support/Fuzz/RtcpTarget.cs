#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Rtcp;

namespace Earshot.Tests
{
    /// <summary>The frame of a compound RTCP packet. What stands in its packets is read by <see cref="PeerTarget"/>,
    /// in whose books it must leave no harm.</summary>
    public sealed class RtcpTarget : IFuzzTarget
    {
        public string Name => "rtcp";

        public IEnumerable<byte[]> Seeds => CompoundPackets.All;

        public void Run(byte[] input)
        {
            var reader = new RtcpReader(input);
            int read = 0;
            while (reader.TryRead(out RtcpPacket packet))
            {
                read += RtcpPacket.HeaderLength + packet.Body.Length;
                FuzzTargets.Require(read <= input.Length, "no byte is read twice");
                FuzzTargets.Require(packet.Count < 32, "a count has five bits");
            }
        }
    }
}
