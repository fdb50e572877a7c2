#nullable enable
using System;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>The section of all data channels (https://www.rfc-editor.org/rfc/rfc8841), and what both sides agreed
    /// on it. The form is Chrome's:
    /// <code>
    /// m=application 9 UDP/DTLS/SCTP webrtc-datachannel
    /// a=sctp-port:5000
    /// a=max-message-size:262144
    /// </code></summary>
    internal sealed class DataChannelSection : Section
    {
        private const string Format = "webrtc-datachannel";

        /// <summary>True while both sides want it.</summary>
        public bool IsAgreed { get; private set; }

        /// <summary>The SCTP port of the other side.</summary>
        public int RemotePort { get; private set; } = AssociationConfig.DefaultPort;

        /// <summary>Bytes of the longest message the other side takes; 0 for any.</summary>
        public int RemoteMaxMessageSize { get; private set; }

        public override bool IsRefused => IsClosed;

        public override string Protocol => MediaDescription.SctpProtocol;

        public DataChannelSection(Mid mid)
            : base(mid, MediaKind.Application)
        {
        }

        /// <summary>True for a section that is or was offered for data channels as it is done since RFC 8841: the older
        /// a=sctpmap is refused.</summary>
        public static bool IsOne(MediaDescription media) =>
            media.Kind == MediaKind.Application &&
            media.Protocol.EndsWith("/DTLS/SCTP", StringComparison.Ordinal) &&
            media.Formats.Contains(Format);

        /// <summary>Writes what only this kind of section says.</summary>
        public static void Write(MediaDescription media)
        {
            media.Formats.Add(Format);
            media.SctpPort = AssociationConfig.DefaultPort;
            media.MaxMessageSize = DataChannelSession.MaxMessageSize;
        }

        public override bool IsOfKind(MediaDescription media) => IsOne(media);

        protected override bool TryAgree(MediaDescription remote, bool isOfferer, Numbering numbering)
        {
            IsAgreed = true;
            RemotePort = remote.SctpPort ?? AssociationConfig.DefaultPort;
            long size = remote.MaxMessageSize ?? DataChannelSession.DefaultMaxMessageSize;
            RemoteMaxMessageSize = (int)Math.Min(size, int.MaxValue);
            return true;
        }

        protected override void Close()
        {
            base.Close();
            IsAgreed = false;
        }
    }
}
