#nullable enable
using Earshot.Rtc.Sctp;

namespace Earshot.Rtc
{
    /// <summary>What a <see cref="PeerEvent"/> tells.</summary>
    public enum PeerEventKind
    {
        /// <summary><see cref="Peer.State"/> changed.</summary>
        StateChanged,

        /// <summary>An RTP packet came on <see cref="PeerEvent.Mid"/>, authenticated and decrypted.</summary>
        Rtp,

        /// <summary>The stream <see cref="PeerEvent.Ssrc"/> ended (RTCP BYE).</summary>
        Bye,

        /// <summary><see cref="PeerEvent.Candidate"/> was found since the last description, and is to be signalled.
        /// </summary>
        LocalCandidate,

        /// <summary>All candidates there will be have been told.</summary>
        GatheringComplete,

        /// <summary>The receiver of <see cref="PeerEvent.Mid"/> wants a key frame (RTCP PLI or FIR).</summary>
        KeyFrameRequested,

        /// <summary><see cref="Peer.TargetBitrate"/> or the <see cref="SendEncoding.TargetBitrate"/> of an encoding
        /// changed enough for encoders to follow.</summary>
        TargetBitrateChanged,

        /// <summary>The data channel <see cref="PeerEvent.Channel"/> is open; one that the other side has made appears
        /// so.</summary>
        DataChannelOpened,

        /// <summary>A message came on <see cref="PeerEvent.Channel"/>.</summary>
        DataChannelMessage,

        /// <summary>The data channel <see cref="PeerEvent.Channel"/> is closed, by whichever side.</summary>
        DataChannelClosed,

        /// <summary>No more waits on <see cref="PeerEvent.Channel"/> than its
        /// <see cref="DataChannel.BufferedAmountLowThreshold"/>.</summary>
        BufferedAmountLow,
    }
}
