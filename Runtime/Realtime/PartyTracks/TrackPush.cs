#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sdp;
using UniRx;

namespace Earshot.Realtime
{
    /// <summary>A track that is published while anybody subscribes: over lost sessions and lost devices, under one
    /// name. Each value says where others can pull it now. Any thread.</summary>
    public sealed class TrackPush : IObservable<TrackMetadata>
    {
        private readonly PartyTracks _party;
        private readonly MediaKind _kind;
        private readonly IObservable<ITrackSource?> _source;
        private readonly IObservable<IReadOnlyList<TrackEncoding>>? _encodings;
        private readonly Acquired<TrackMetadata> _published;
        private readonly ConcurrentReactiveProperty<ApiFailure?> _failure =
            new ConcurrentReactiveProperty<ApiFailure?>(null);

        internal TrackPush(
            PartyTracks party,
            MediaKind kind,
            IObservable<ITrackSource?> source,
            IObservable<IReadOnlyList<TrackEncoding>>? encodings,
            TrackName name)
        {
            _party = party;
            _kind = kind;
            _source = source;
            _encodings = encodings;
            Name = name;
            _published = new Acquired<TrackMetadata>(Acquire);
        }

        /// <summary>Its name on every session.</summary>
        public TrackName Name { get; }

        /// <summary>Why it is not published; null while it is, is about to be, or need not be.</summary>
        public IReadOnlyReactiveProperty<ApiFailure?> Failure => _failure;

        /// <summary>Publishes, if nobody else has yet; disposing of the result, as the last one, closes the
        /// track.</summary>
        public IDisposable Subscribe(IObserver<TrackMetadata> observer) => _published.Subscribe(observer);

        private IDisposable Acquire(Action<TrackMetadata> tell)
        {
            var feed = new TrackFeed(new TrackSender(_kind));
            IDisposable limits = _encodings?.Subscribe(feed.Limit) ?? Disposable.Empty;
            IDisposable sources = _source.Subscribe(feed.Switch, _ => { }, () => { });
            IDisposable kept = _party.Keep(feed.Sender);
            IDisposable serving = _party.ForEachSession((session, ending) => ServeAsync(session, feed, tell, ending));
            return new CompositeDisposable(
                serving, kept, sources, limits, Disposable.Create(() => feed.Switch(null)));
        }

        private async Task ServeAsync(
            RealtimeSession session, TrackFeed feed, Action<TrackMetadata> tell, CancellationToken ending)
        {
            PublishedTrack? track = null;
            try
            {
                track = await PublishAsync(session, feed, ending).ConfigureAwait(false);
                if (track == null) return;
                feed.Use(track);
                if (session.State.Value.Phase == SessionPhase.Connected) feed.Sender.KeepAlive();
                await Until.EndedAsync(track.Sending, ending).ConfigureAwait(false);
                _failure.Value = null;
                tell(new TrackMetadata(session.Id, Name));
                await Task.Delay(Timeout.Infinite, ending).ConfigureAwait(false);
            }
            finally
            {
                feed.Use(null);
                _failure.Value = null;
                if (track != null) _ = session.CloseAsync(track); // of no effect where the session has ended
            }
        }

        /// <summary>Null when the session has ended.</summary>
        private async Task<PublishedTrack?> PublishAsync(
            RealtimeSession session, TrackFeed feed, CancellationToken ending)
        {
            for (int failures = 1; ; failures++)
            {
                // To its end, although nobody may want it any more: only then it is known whether to close it.
                ApiResult<PublishedTrack> published =
                    await session.PublishAsync(_kind, Name, feed.Encodings, feed, ending).ConfigureAwait(false);
                if (published.Failure == null) return published.Value;
                if (session.State.Value.HasEnded) return null;
                _failure.Value = published.Failure;
                _party.Reconnect.TryGetDelay(failures, out TimeSpan delay);
                await Task.Delay(delay, ending).ConfigureAwait(false);
            }
        }
    }
}
