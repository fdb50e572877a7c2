#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

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

        public static int Fill(
            IReadOnlyList<Transceiver> transceivers, StreamRouter router, Span<CodecStats> stats)
        {
            Span<bool> isTold = stackalloc bool[PayloadType.Count];
            int count = 0;
            for (int i = 0; i < transceivers.Count; i++)
            {
                Transceiver transceiver = transceivers[i];
                Codec? sent = transceiver.CanSend ? transceiver.Codec : null;
                Codec? received = router.FindMedia(transceiver.Mid)?.Format?.Codec;
                if (sent != null) Tell(sent, transceiver.Kind, isTold, stats, ref count);
                if (received != null) Tell(received, transceiver.Kind, isTold, stats, ref count);
            }

            return count;
        }

        public static int Fill(DataChannelSession data, Span<DataChannelStats> stats)
        {
            int count = 0;
            foreach (KeyValuePair<StreamId, DataChannel> numbered in data.Numbered)
                Tell(numbered.Value, stats, ref count);
            foreach (DataChannel channel in data.Connecting)
                if (channel.Id == null) Tell(channel, stats, ref count);
            return count;
        }

        private static void Tell(DataChannel channel, Span<DataChannelStats> stats, ref int count)
        {
            if (count < stats.Length) stats[count] = new DataChannelStats(channel);
            count++;
        }

        private static void Tell(
            Codec codec, MediaKind kind, Span<bool> isTold, Span<CodecStats> stats, ref int count)
        {
            if (isTold[codec.PayloadType.Value]) return;
            isTold[codec.PayloadType.Value] = true;
            if (count < stats.Length) stats[count] = new CodecStats(codec, kind);
            count++;
        }
    }
}
