#nullable enable
namespace Earshot.Rtc
{
    /// <summary>What has passed the sockets.</summary>
    internal sealed class TransportCounters
    {
        public long PacketsSent { get; private set; }

        public long PacketsReceived { get; private set; }

        public long BytesSent { get; private set; }

        public long BytesReceived { get; private set; }

        public void CountSent(int bytes)
        {
            PacketsSent++;
            BytesSent += bytes;
        }

        public void CountReceived(int bytes)
        {
            PacketsReceived++;
            BytesReceived += bytes;
        }
    }
}
