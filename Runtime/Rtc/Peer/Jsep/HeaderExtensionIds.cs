#nullable enable
using System;
using Earshot.Rtc.Rtp;

namespace Earshot.Rtc
{
    /// <summary>The numbers that header extensions travel under: of a section, or of the whole peer. 0 where one was
    /// not agreed.</summary>
    public sealed class HeaderExtensionIds
    {
        internal static readonly HeaderExtensionIds None = new HeaderExtensionIds(uri => 0);

        /// <summary>The media section's mid.</summary>
        public int Mid { get; }

        /// <summary>The rid of a simulcast layer.</summary>
        public int RtpStreamId { get; }

        /// <summary>The rid of the layer that a retransmission belongs to.</summary>
        public int RepairedRtpStreamId { get; }

        /// <summary>The sequence number over all streams, for congestion control.</summary>
        public int TransportCc { get; }

        /// <summary>When the packet left.</summary>
        public int AbsSendTime { get; }

        /// <summary>How loud it is.</summary>
        public int AudioLevel { get; }

        /// <summary>How to turn the picture.</summary>
        public int VideoOrientation { get; }

        /// <summary>The least and greatest delay until playout.</summary>
        public int PlayoutDelay { get; }

        /// <summary>True when one of them has a number that the one-byte form cannot carry. A packet then has to use
        /// the two-byte form; such a number is agreed to only together with that form.</summary>
        public bool NeedTwoByteForm { get; private set; }

        internal HeaderExtensionIds(Func<string, int> idOf)
        {
            int Take(string uri)
            {
                int id = idOf(uri);
                NeedTwoByteForm |= id > HeaderExtensionMap.MaxOneByteId;
                return id;
            }

            Mid = Take(ExtensionUri.Mid);
            RtpStreamId = Take(ExtensionUri.RtpStreamId);
            RepairedRtpStreamId = Take(ExtensionUri.RepairedRtpStreamId);
            TransportCc = Take(ExtensionUri.TransportCc);
            AbsSendTime = Take(ExtensionUri.AbsSendTime);
            AudioLevel = Take(ExtensionUri.AudioLevel);
            VideoOrientation = Take(ExtensionUri.VideoOrientation);
            PlayoutDelay = Take(ExtensionUri.PlayoutDelay);
        }
    }
}
