#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Streams;

namespace Earshot.Rtc
{
    /// <summary>Goes through the streams for their statistics.</summary>
    internal static class StreamStats
    {
        public static int Fill(IReadOnlyList<ReceiveStream> streams, Span<InboundRtpStats> stats)
        {
            int count = 0;
            for (int i = 0; i < streams.Count; i++)
            {
                if (streams[i].IsRepair || streams[i].Received == 0) continue;
                if (count < stats.Length) stats[count] = new InboundRtpStats(streams[i]);
                count++;
            }

            return count;
        }

        public static int Fill(IReadOnlyList<ReceiveStream> streams, Span<RemoteOutboundRtpStats> stats)
        {
            int count = 0;
            for (int i = 0; i < streams.Count; i++)
            {
                if (streams[i].IsRepair || streams[i].SenderReports == 0) continue;
                if (count < stats.Length) stats[count] = new RemoteOutboundRtpStats(streams[i]);
                count++;
            }

            return count;
        }

        public static int Fill(IReadOnlyList<OutgoingStream> streams, Span<OutboundRtpStats> stats)
        {
            for (int i = 0; i < streams.Count && i < stats.Length; i++) stats[i] = new OutboundRtpStats(streams[i]);
            return streams.Count;
        }

        public static int Fill(IReadOnlyList<OutgoingStream> streams, Span<RemoteInboundRtpStats> stats)
        {
            int count = 0;
            for (int i = 0; i < streams.Count; i++)
            {
                if (!streams[i].IsKnown) continue;
                if (count < stats.Length) stats[count] = new RemoteInboundRtpStats(streams[i]);
                count++;
            }

            return count;
        }
    }
}
