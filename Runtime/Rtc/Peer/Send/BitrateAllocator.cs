#nullable enable
using System;
using System.Collections.Generic;

namespace Earshot.Rtc
{
    /// <summary>Splits what the path has room for over the video encodings: first all lowest layers, then the next
    /// ones. A layer for which too little is left pauses, and comes back only when there is clearly enough, so that it
    /// does not flicker.</summary>
    internal static class BitrateAllocator
    {
        // What a picture of full size can make use of where its owner sets no cap, in bit/s; as libwebrtc for 720p.
        private const double FullPicture = 2_500_000;
        private const double LeastShare = 1.0 / 3;
        private const double ResumeMargin = 1.2;
        private const long LeastBitrate = 10_000;
        private const double Noticeable = 0.1;

        /// <summary>The most that all of them together can make use of, in bit/s.</summary>
        public static double UsefulBitrate(IReadOnlyList<OutgoingStream> streams)
        {
            double sum = 0;
            for (int i = 0; i < streams.Count; i++)
                if (TakesPart(streams[i])) sum += MostOf(streams[i].Encoding);
            return sum;
        }

        /// <summary>Sets each encoding's target. True when one of them changed so much that its encoder should
        /// know.</summary>
        public static bool Distribute(double bitrate, IReadOnlyList<OutgoingStream> streams)
        {
            bool hasChanged = false;
            int left = streams.Count;
            for (int tier = 0; left > 0; tier++)
            {
                int sharers = CountIn(tier, streams);
                left = sharers == 0 ? 0 : left - sharers;
                for (int i = 0; i < streams.Count && sharers > 0; i++)
                {
                    if (!TakesPart(streams[i]) || streams[i].Tier != tier) continue;
                    long given = Give(streams[i], bitrate / sharers--);
                    bitrate = Math.Max(0, bitrate - given);
                    hasChanged |= Set(streams[i].Encoding, given);
                }
            }

            return hasChanged;
        }

        /// <summary>Ranks the active encodings of each section from the lowest, 0, up.</summary>
        public static void Rank(IReadOnlyList<OutgoingStream> streams)
        {
            for (int i = 0; i < streams.Count; i++)
            {
                streams[i].Tier = 0;
                if (!streams[i].IsVideo) continue;
                for (int k = 0; k < streams.Count; k++)
                    if (k != i && IsBelow(k, i, streams)) streams[i].Tier++;
            }
        }

        private static bool IsBelow(int lower, int higher, IReadOnlyList<OutgoingStream> streams)
        {
            OutgoingStream a = streams[lower];
            OutgoingStream b = streams[higher];
            if (a.Transceiver != b.Transceiver || !a.Encoding.IsActive) return false;
            double difference = a.Encoding.ScaleResolutionDownBy - b.Encoding.ScaleResolutionDownBy;
            return difference > 0 || difference == 0 && lower < higher;
        }

        private static bool TakesPart(OutgoingStream stream) =>
            stream.IsVideo && stream.Transceiver.CanSend && stream.Encoding.IsActive;

        private static int CountIn(int tier, IReadOnlyList<OutgoingStream> streams)
        {
            int count = 0;
            for (int i = 0; i < streams.Count; i++)
                if (TakesPart(streams[i]) && streams[i].Tier == tier) count++;
            return count;
        }

        private static long Give(OutgoingStream stream, double share)
        {
            double most = MostOf(stream.Encoding);
            double least = stream.Tier == 0 ? 0 : most * LeastShare;
            if (stream.Encoding.IsPaused) least *= ResumeMargin;
            if (share < least) return 0;
            return Math.Max(stream.Tier == 0 ? LeastBitrate : 0, (long)Math.Min(share, most));
        }

        private static double MostOf(SendEncoding encoding)
        {
            double scale = Math.Max(1, encoding.ScaleResolutionDownBy);
            return encoding.MaxBitrate ?? FullPicture / (scale * scale);
        }

        private static bool Set(SendEncoding encoding, long bitrate)
        {
            long before = encoding.TargetBitrate ?? -1;
            bool isNews = before < 0 || (before == 0) != (bitrate == 0) ||
                Math.Abs(bitrate - before) > Noticeable * before;
            // Small steps add up to one that is worth telling.
            if (isNews) encoding.TargetBitrate = bitrate;
            return isNews;
        }
    }
}
