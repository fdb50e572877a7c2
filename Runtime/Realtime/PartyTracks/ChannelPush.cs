#nullable enable
using System;
using System.Text;
using Earshot.Realtime.Api;
using UniRx;

namespace Earshot.Realtime
{
    /// <summary>A data channel that is published while anybody subscribes, over lost sessions, under one name: what is
    /// sent on it goes to all who have subscribed to it by then. Each value says where others can subscribe now, and
    /// comes once messages may go. Any thread.</summary>
    public sealed class ChannelPush : IObservable<ChannelMetadata>
    {
        private readonly PartyTracks _party;
        private readonly Acquired<ChannelMetadata> _published;
        private readonly Subject<ChannelMessage> _replies = new Subject<ChannelMessage>();
        private readonly ConcurrentReactiveProperty<ApiFailure?> _failure =
            new ConcurrentReactiveProperty<ApiFailure?>(null);

        private volatile SessionChannel? _channel;

        internal ChannelPush(PartyTracks party, DataChannelName name, ChannelReliability reliability)
        {
            _party = party;
            Name = name;
            Reliability = reliability;
            _published = new Acquired<ChannelMetadata>(Acquire);
        }

        /// <summary>Its name on every session.</summary>
        public DataChannelName Name { get; }

        /// <summary>What it promises.</summary>
        public ChannelReliability Reliability { get; }

        /// <summary>What the one subscriber who may reply has sent.</summary>
        public IObservable<ChannelMessage> Replies => _replies;

        /// <summary>Why it is not published; null while it is, is about to be, or need not be.</summary>
        public IReadOnlyReactiveProperty<ApiFailure?> Failure => _failure;

        /// <summary>Publishes, if nobody else has yet; disposing of the result, as the last one, closes the
        /// channel.</summary>
        public IDisposable Subscribe(IObserver<ChannelMetadata> observer) => _published.Subscribe(observer);

        /// <summary>Sends one message, which is copied. False while the channel is not open, or so much waits that the
        /// sender should. A reliable message is lost only with the session. Throws
        /// <see cref="ArgumentException"/> when it is longer than 262,144 bytes.</summary>
        public bool TrySend(ReadOnlySpan<byte> payload, bool isText = false) =>
            _channel?.TrySend(payload, isText) ?? false;

        /// <summary>The same for text.</summary>
        public bool TrySend(string text) => TrySend(Encoding.UTF8.GetBytes(text), isText: true);

        private IDisposable Acquire(Action<ChannelMetadata> tell) => _party.ForEachSession(
            (session, ending) => ChannelService.RunAsync(
                session,
                _party.Reconnect,
                mailbox => session.PublishChannelAsync(Name, Reliability, mailbox, ending),
                channel => Use(channel, tell),
                _replies.OnNext,
                failure => _failure.Value = failure,
                ending));

        private void Use(SessionChannel? channel, Action<ChannelMetadata> tell)
        {
            _channel = channel;
            if (channel != null) tell(channel.Metadata);
        }
    }
}
