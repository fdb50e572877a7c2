#nullable enable
using System;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;

namespace Earshot.Rtc
{
    /// <summary>The section of all data channels (https://www.rfc-editor.org/rfc/rfc8841), and what both sides agreed
    /// on it. The form is Chrome's:
    /// <code>
    /// m=application 9 UDP/DTLS/SCTP webrtc-datachannel
    /// a=sctp-port:5000
    /// a=max-message-size:262144
    /// </code></summary>
    internal sealed class DataChannelSection
    {
        private const string Format = "webrtc-datachannel";

        /// <summary>True once either side has stopped or refused it.</summary>
        public bool IsStopped { get; private set; }

        /// <summary>True while both sides want it.</summary>
        public bool IsAgreed { get; private set; }

        /// <summary>The SCTP port of the other side.</summary>
        public int RemotePort { get; private set; } = AssociationConfig.DefaultPort;

        /// <summary>Bytes of the longest message the other side takes; 0 for any.</summary>
        public int RemoteMaxMessageSize { get; private set; }

        /// <summary>True for a section that is or was offered for data channels as it is done since RFC 8841: the older
        /// a=sctpmap is refused.</summary>
        public static bool IsOne(MediaDescription media) =>
            media.Kind == MediaKind.Application &&
            media.Protocol.EndsWith("/DTLS/SCTP", StringComparison.Ordinal) &&
            media.Formats.Contains(Format);

        public void Agree(MediaDescription remote)
        {
            IsAgreed = !IsStopped && !remote.IsRejected && IsOne(remote);
            IsStopped = !IsAgreed;
            RemotePort = remote.SctpPort ?? AssociationConfig.DefaultPort;
            long size = remote.MaxMessageSize ?? DataChannelSession.DefaultMaxMessageSize;
            RemoteMaxMessageSize = (int)Math.Min(size, int.MaxValue);
        }

        /// <summary>Appends the section's <c>m=</c> line.</summary>
        public static MediaDescription AddTo(SessionDescription description, string protocol)
        {
            MediaDescription media = description.AddMedia(MediaKind.Application, 9, protocol);
            media.Formats.Add(Format);
            return media;
        }

        /// <summary>Writes what only this kind of section says.</summary>
        public static void Write(MediaDescription media)
        {
            media.SctpPort = AssociationConfig.DefaultPort;
            media.MaxMessageSize = DataChannelSession.MaxMessageSize;
        }
    }
}
