#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    /// <summary>All data channels of a connection over one association (https://www.rfc-editor.org/rfc/rfc8831,
    /// https://www.rfc-editor.org/rfc/rfc8832). A channel that is made before the connection stands waits for it; one
    /// that is open outlives a change of transports, as libwebrtc has it. Call one command or handler, then drain
    /// <see cref="TryPollTransmit"/> and <see cref="TryPollEvent"/>.</summary>
    public sealed class DataChannelSession
    {
        // So many channels of the other side's making there may be at a time, as each costs memory here, and so many
        // of our own making before numbers run short.
        private const int MaxChannels = 1024;
        private const int MaxOwnChannels = 16 << 10;
        private const int LongestName = ushort.MaxValue;
        private static readonly byte[] AckMessage = { DcepOpen.Ack };
        private static readonly byte[] Nothing = { 0 };

        private readonly IRandom _random;
        private readonly List<DataChannel> _connecting = new List<DataChannel>();
        private readonly Dictionary<StreamId, DataChannel> _channels = new Dictionary<StreamId, DataChannel>();
        private readonly List<DataChannel> _aboveThreshold = new List<DataChannel>();
        private readonly Queue<DataChannelEvent> _events = new Queue<DataChannelEvent>();
        private SctpAssociation? _association;
        private bool _isClient;
        private bool _isOpen;
        private int _remoteMaxMessageSize = DefaultMaxMessageSize;

        /// <summary>Bytes of the longest message we take.</summary>
        public const int MaxMessageSize = 256 << 10;

        /// <summary>What a side that does not say takes (RFC 8841 section 6.1).</summary>
        public const int DefaultMaxMessageSize = 64 << 10;

        public DataChannelSession(IRandom random) => _random = random;

        /// <summary>Bytes of the longest message the other side takes.</summary>
        public int RemoteMaxMessageSize
        {
            get => _remoteMaxMessageSize;
            set => _remoteMaxMessageSize = value > 0 ? value : int.MaxValue;
        }

        /// <summary>True when the other side is about to change transports: libwebrtc aborts the association on the old
        /// one, and goes on with the same channels on the new.</summary>
        public bool AwaitsRestart { get; set; }

        /// <summary>The association below; null before <see cref="Begin"/>.</summary>
        public SctpAssociation? Association => _association;

        /// <summary>Channels that have ever opened.</summary>
        public long ChannelsOpened { get; private set; }

        /// <summary>Those of them that are closed again.</summary>
        public long ChannelsClosed { get; private set; }

        /// <summary>The channels that have numbers; like <see cref="Connecting"/> a collection, so that walking it
        /// allocates nothing.</summary>
        internal Dictionary<StreamId, DataChannel> Numbered => _channels;

        /// <summary>The channels that wait for the connection, some with numbers.</summary>
        internal List<DataChannel> Connecting => _connecting;

        public Deadline NextDeadline => _association?.NextDeadline ?? Deadline.None;

        /// <summary>Makes a channel. Throws when <paramref name="init"/> contradicts itself or names a number that is
        /// taken.</summary>
        public DataChannel Create(Instant now, string label, DataChannelInit init)
        {
            Require(label, init);
            var channel = new DataChannel(label, init);
            if (channel.Id is { } id) _channels.Add(id, channel);
            _connecting.Add(channel);
            if (_isOpen) OpenConnecting(now);
            return channel;
        }

        /// <summary>The connection stands: the association begins. A DTLS client numbers its channels evenly, a server
        /// oddly (RFC 8832 section 6).</summary>
        public void Begin(Instant now, bool isClient, int remotePort)
        {
            _isClient = isClient;
            var config = new AssociationConfig { RemotePort = remotePort, MaxMessageSize = MaxMessageSize };
            _association = new SctpAssociation(config, _random);
            _association.Start(now);
        }

        /// <summary>The transport below is another, and so is the other side's association; open channels stay open
        /// under their numbers.</summary>
        public void Restart(Instant now) => _association?.Restart(now);

        /// <summary>Queues a message; false when the channel is not open, or so much waits that
        /// <see cref="DataChannelEventKind.BufferedAmountLow"/> should come first. Throws when it is longer than the
        /// other side takes.</summary>
        public bool TrySend(Instant now, DataChannel channel, ReadOnlySpan<byte> payload, bool isText)
        {
            if (payload.Length > _remoteMaxMessageSize)
            {
                throw new ArgumentException(
                    $"The other side takes messages of {_remoteMaxMessageSize} bytes, not of {payload.Length}; " +
                    "send it in parts.",
                    nameof(payload));
            }

            if (channel.State != DataChannelState.Open || _association == null) return false;
            PayloadProtocol protocol = payload.IsEmpty
                ? isText ? PayloadProtocol.EmptyText : PayloadProtocol.EmptyBinary
                : isText ? PayloadProtocol.Text : PayloadProtocol.Binary;
            Reliability reliability = channel.AwaitsAck ? default : channel.Reliability;
            ReadOnlySpan<byte> message = payload.IsEmpty ? Nothing : payload;
            bool sent = _association.TrySend(now, channel.Id!.Value, protocol, reliability, message);
            if (sent)
            {
                channel.MessagesSent++;
                channel.BytesSent += payload.Length;
            }

            if (sent || channel.BufferedAmount > channel.BufferedAmountLowThreshold) WatchThreshold(channel);
            return sent;
        }

        /// <summary>Closes a channel once what waits on it has been sent.</summary>
        public void Close(DataChannel channel)
        {
            if (channel.State >= DataChannelState.Closing) return;
            if (channel.State == DataChannelState.Connecting || _association == null) Conclude(channel);
            else
            {
                channel.State = DataChannelState.Closing;
                _association.ResetStream(channel.Id!.Value);
            }
        }

        /// <summary>The association is over, or its media section is stopped: so are all channels. The other side is
        /// told when it can still be.</summary>
        public void CloseAll()
        {
            if (_association != null && _association.State != AssociationState.Closed) _association.Abort();
            _isOpen = false;
            foreach (DataChannel channel in new List<DataChannel>(_channels.Values)) Conclude(channel);
            while (_connecting.Count > 0) Conclude(_connecting[0]);
        }

        /// <summary>Takes a packet; says why when it is dropped.</summary>
        public DropReason HandlePacket(Instant now, ReadOnlySpan<byte> packet)
        {
            if (_association == null) return DropReason.SctpUnexpected;
            DropReason dropped = _association.HandlePacket(now, packet);
            Follow(now);
            return dropped;
        }

        public void HandleTimeout(Instant now) => _association?.HandleTimeout(now);

        /// <summary>Takes the next packet to send into <paramref name="buffer"/>.</summary>
        public bool TryPollTransmit(Instant now, Span<byte> buffer, out int length)
        {
            length = 0;
            return _association != null && _association.TryPollTransmit(now, buffer, out length);
        }

        /// <summary>Takes the next event. What it brings may give something to transmit.</summary>
        public bool TryPollEvent(Instant now, out DataChannelEvent happened)
        {
            if (_association != null && _events.Count == 0)
            {
                if (_aboveThreshold.Count > 0) CheckThresholds();
                while (_events.Count == 0 && _association.TryPollMessage(out ReceivedMessage message))
                    if (TryHandleMessage(now, message, out happened)) return true;
                if (_events.Count == 0) FollowResets();
            }

            return _events.TryDequeue(out happened);
        }

        private void Follow(Instant now)
        {
            if (_association!.State == AssociationState.Closed && _isOpen && !AwaitsRestart) CloseAll();
            else if (_association.State == AssociationState.Established && !_isOpen)
            {
                _isOpen = true;
                OpenConnecting(now);
            }
        }

        private void OpenConnecting(Instant now)
        {
            foreach (DataChannel channel in _connecting)
            {
                if (!channel.IsNegotiated)
                {
                    if (channel.Id == null) _channels.Add((channel.Id = NextId()).Value, channel);
                    channel.AwaitsAck = true;
                    _association!.TrySend(
                        now, channel.Id.Value, PayloadProtocol.Dcep, default, DcepOpen.Write(channel));
                }

                BecomeOpen(channel);
            }

            _connecting.Clear();
        }

        private void BecomeOpen(DataChannel channel)
        {
            channel.Queue = _association!.QueueOf(channel.Id!.Value);
            channel.State = DataChannelState.Open;
            ChannelsOpened++;
            _events.Enqueue(new DataChannelEvent(DataChannelEventKind.Opened, channel));
        }

        private StreamId NextId()
        {
            for (int id = _isClient ? 0 : 1; id < ushort.MaxValue; id += 2)
            {
                var stream = new StreamId((ushort)id);
                if (!_channels.ContainsKey(stream)) return stream;
            }

            throw new InvalidOperationException("All streams are taken: close some data channels first.");
        }

        private bool TryHandleMessage(Instant now, in ReceivedMessage message, out DataChannelEvent happened)
        {
            happened = default;
            _channels.TryGetValue(message.Stream, out DataChannel? channel);
            if (message.Protocol == PayloadProtocol.Dcep)
            {
                HandleDcep(now, message, channel);
                return false;
            }

            if (channel == null || channel.State == DataChannelState.Closed) return false;
            channel.AwaitsAck = false;
            bool isEmpty =
                message.Protocol == PayloadProtocol.EmptyText || message.Protocol == PayloadProtocol.EmptyBinary;
            bool isText = message.Protocol == PayloadProtocol.Text || message.Protocol == PayloadProtocol.EmptyText ||
                message.Protocol == PayloadProtocol.PartialText;
            ReadOnlyMemory<byte> payload = isEmpty ? default : message.Payload;
            channel.MessagesReceived++;
            channel.BytesReceived += payload.Length;
            happened = new DataChannelEvent(DataChannelEventKind.Message, channel, isText, payload);
            return true;
        }

        private void HandleDcep(Instant now, in ReceivedMessage message, DataChannel? channel)
        {
            ReadOnlySpan<byte> payload = message.Payload.Span;
            if (payload[0] == DcepOpen.Ack)
            {
                if (channel != null) channel.AwaitsAck = false;
                return;
            }

            // Cloudflare's SFU opens stream 0 although it is the DTLS server, and libwebrtc takes it.
            bool isTheirs = (message.Stream.Value % 2 == 1) == _isClient || message.Stream.Value == 0;
            if (channel != null || !isTheirs || _channels.Count >= MaxChannels) return;
            if (!DcepOpen.TryParse(payload, out string label, out DataChannelInit init)) return;
            channel = new DataChannel(label, init) { Id = message.Stream };
            _channels.Add(message.Stream, channel);
            _association!.TrySend(now, message.Stream, PayloadProtocol.Dcep, default, AckMessage);
            BecomeOpen(channel);
        }

        // Whoever sees the other half reset resets its own; a channel is closed when both are (RFC 8831 section 6.7).
        private void FollowResets()
        {
            while (_association!.TryPollIncomingReset(out StreamId stream))
            {
                if (!_channels.TryGetValue(stream, out DataChannel? channel)) continue;
                channel.IsIncomingReset = true;
                if (channel.State == DataChannelState.Open)
                {
                    channel.State = DataChannelState.Closing;
                    _association.DropUnsent(stream);
                    _association.ResetStream(stream);
                }

                if (channel.IsOutgoingReset) Conclude(channel);
            }

            while (_association.TryPollOutgoingReset(out StreamId stream))
            {
                if (!_channels.TryGetValue(stream, out DataChannel? channel)) continue;
                channel.IsOutgoingReset = true;
                if (channel.IsIncomingReset) Conclude(channel);
            }
        }

        private void Conclude(DataChannel channel)
        {
            if (channel.State != DataChannelState.Connecting) ChannelsClosed++;
            channel.State = DataChannelState.Closed;
            _connecting.Remove(channel);
            _aboveThreshold.Remove(channel);
            if (channel.Id is { } id) _channels.Remove(id);
            _events.Enqueue(new DataChannelEvent(DataChannelEventKind.Closed, channel));
        }

        private void WatchThreshold(DataChannel channel)
        {
            if (channel.IsAboveThreshold || channel.BufferedAmount <= channel.BufferedAmountLowThreshold) return;
            channel.IsAboveThreshold = true;
            _aboveThreshold.Add(channel);
        }

        private void CheckThresholds()
        {
            for (int i = _aboveThreshold.Count - 1; i >= 0; i--)
            {
                DataChannel channel = _aboveThreshold[i];
                if (channel.BufferedAmount > channel.BufferedAmountLowThreshold) continue;
                channel.IsAboveThreshold = false;
                _aboveThreshold.RemoveAt(i);
                _events.Enqueue(new DataChannelEvent(DataChannelEventKind.BufferedAmountLow, channel));
            }
        }

        private void Require(string label, DataChannelInit init)
        {
            if (_channels.Count + _connecting.Count >= MaxOwnChannels)
                throw new InvalidOperationException($"There are {MaxOwnChannels} data channels; close some first.");
            if (init.MaxRetransmits != null && init.MaxPacketLifeTime != null)
                throw new ArgumentException("Give MaxRetransmits or MaxPacketLifeTime, not both.", nameof(init));
            if (init.MaxRetransmits < 0 || init.MaxPacketLifeTime < TimeSpan.Zero)
                throw new ArgumentException("A limit is not below zero.", nameof(init));
            if (Math.Max(Encoding.UTF8.GetByteCount(label), Encoding.UTF8.GetByteCount(init.Protocol)) > LongestName)
                throw new ArgumentException("Label and protocol have at most 65,535 bytes of UTF-8 each.");
            if (init.Negotiated != null && init.Announced != null)
                throw new ArgumentException("Give Negotiated or Announced, not both.", nameof(init));
            if (!((init.Negotiated ?? init.Announced) is { } id)) return;
            if (id.Value == ushort.MaxValue)
                throw new ArgumentException("65,535 is no stream's number; take a lower one.", nameof(init));
            if (_channels.ContainsKey(id))
                throw new ArgumentException($"Stream {id} is taken by another channel.", nameof(init));
        }
    }
}
