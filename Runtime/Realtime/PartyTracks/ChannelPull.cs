#nullable enable
using System;
using System.Text;
using UniRx;

namespace Earshot.Realtime
{
    /// <summary>A data channel that is subscribed to while anybody subscribes here, over lost sessions of either side.
    /// Each value is a message; what was said while there was no subscription does not come, which
    /// <see cref="Open"/> shows. Any thread.</summary>
    public sealed class ChannelPull : IObservable<ChannelMessage>
    {
        private readonly PartyTracks _party;
        private readonly IObservable<ChannelMetadata?> _metadata;
        private readonly bool _canReply;
        private readonly bool _waitForAck;
        private readonly Acquired<ChannelMessage> _messages;
        private readonly ConcurrentReactiveProperty<ChannelMetadata?> _open =
            new ConcurrentReactiveProperty<ChannelMetadata?>(null);
        private readonly ConcurrentReactiveProperty<ApiFailure?> _failure =
            new ConcurrentReactiveProperty<ApiFailure?>(null);

        private volatile SessionChannel? _channel;

        internal ChannelPull(
            PartyTracks party, IObservable<ChannelMetadata?> metadata, bool canReply, bool waitForAck)
        {
            _party = party;
            _metadata = metadata;
            _canReply = canReply;
            _waitForAck = waitForAck;
            _messages = new Acquired<ChannelMessage>(Acquire, repeatsLatest: false);
        }

        /// <summary>What is subscribed to at this moment: from here on nothing is missed. Null while there is no
        /// subscription.</summary>
        public IReadOnlyReactiveProperty<ChannelMetadata?> Open => _open;

        /// <summary>Why there is no subscription; null while there is, is about to be, or need not be.</summary>
        public IReadOnlyReactiveProperty<ApiFailure?> Failure => _failure;

        /// <summary>Subscribes, if nobody else has yet; disposing of the result, as the last one, closes the
        /// channel.</summary>
        public IDisposable Subscribe(IObserver<ChannelMessage> observer) => _messages.Subscribe(observer);

        /// <summary>Sends one message to the publisher, if this subscription is the one that may reply; from others the
        /// SFU drops it. False while the channel is not open.</summary>
        public bool TrySend(ReadOnlySpan<byte> payload, bool isText = false) =>
            _channel?.TrySend(payload, isText) ?? false;

        /// <summary>The same for text.</summary>
        public bool TrySend(string text) => TrySend(Encoding.UTF8.GetBytes(text), isText: true);

        private IDisposable Acquire(Action<ChannelMessage> tell)
        {
            var current = new SerialDisposable();
            ChannelMetadata? before = null;
            IDisposable following = _metadata.Subscribe(
                metadata =>
                {
                    if (Equals(metadata, before)) return;
                    before = metadata;
                    current.Disposable = metadata == null ? Disposable.Empty : Follow(metadata, tell);
                },
                _ => { },
                () => { });
            return new CompositeDisposable(following, current);
        }

        private IDisposable Follow(ChannelMetadata metadata, Action<ChannelMessage> tell) => _party.ForEachSession(
            (session, ending) => ChannelService.RunAsync(
                session,
                _party.Reconnect,
                mailbox => session.SubscribeAsync(metadata, mailbox, _canReply, _waitForAck, ending),
                Use,
                tell,
                failure => _failure.Value = failure,
                ending));

        private void Use(SessionChannel? channel)
        {
            _channel = channel;
            if (channel != null && _waitForAck) channel.TrySend(new byte[1]);
            _open.Value = channel?.Metadata;
        }
    }
}
