#nullable enable
using System;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Data channels: SCTP beside the media, under the same DTLS association.</summary>
    public sealed partial class Peer
    {
        private readonly DataChannelSession _data;
        private DataChannelSection? _dataSection;

        /// <summary>Bytes of the longest message the other side takes; before the descriptions say, what one takes that
        /// does not say.</summary>
        public int MaxMessageSize => _data.RemoteMaxMessageSize;

        /// <summary>What SCTP says of itself; null before it has begun. For reading only.</summary>
        public SctpAssociation? Association => _data.Association;

        /// <summary>Makes a data channel. The first needs an offer to carry its section; <see cref="PeerEventKind"/>'s
        /// DataChannelOpened tells when messages may go.</summary>
        public DataChannel CreateDataChannel(Instant now, string label, DataChannelInit? init = null)
        {
            if (State == PeerState.Closed)
                throw new InvalidOperationException("The peer is closed: make the channel on another.");
            DataChannel channel = _data.Create(now, label, init ?? new DataChannelInit());
            _negotiation.WantData();
            return channel;
        }

        /// <summary>Queues a message, which is copied; text is UTF-8. False when the channel is not open, or when so
        /// much waits on it that BufferedAmountLow should come first. Throws when it is longer than
        /// <see cref="MaxMessageSize"/>.</summary>
        public bool TrySend(Instant now, DataChannel channel, ReadOnlySpan<byte> payload, bool isText = false) =>
            State == PeerState.Connected && _data.TrySend(now, channel, payload, isText);

        /// <summary>Closes a data channel once what waits on it has been sent; DataChannelClosed tells when the other
        /// side has followed.</summary>
        public void Close(Instant now, DataChannel channel) => _data.Close(channel);

        // Both sides want the section and there are keys: its association begins.
        private void FollowDataSection(Instant now)
        {
            if (State != PeerState.Connected || _negotiation.Data == _dataSection) return;
            _dataSection = _negotiation.Data;
            if (_dataSection == null) return;
            _data.RemoteMaxMessageSize = _dataSection.RemoteMaxMessageSize;
            _data.Begin(now, _transport.Role == DtlsRole.Client, _dataSection.RemotePort);
        }

        private bool TryPollDataEvent(Instant now, out PeerEvent happened)
        {
            happened = default;
            if (!_data.TryPollEvent(now, out DataChannelEvent data)) return false;
            happened.Kind = data.Kind switch
            {
                DataChannelEventKind.Opened => PeerEventKind.DataChannelOpened,
                DataChannelEventKind.Message => PeerEventKind.DataChannelMessage,
                DataChannelEventKind.Closed => PeerEventKind.DataChannelClosed,
                _ => PeerEventKind.BufferedAmountLow,
            };
            happened.Channel = data.Channel;
            happened.IsText = data.IsText;
            happened.Payload = data.Payload;
            return true;
        }
    }
}
