#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using UniRx;

namespace Earshot.Realtime
{
    /// <summary>A track that is pulled while anybody subscribes, over lost sessions of either side. Each value is a
    /// track whose packets are about to come: listen to it before returning to miss none; the one before it has ended.
    /// Any thread.</summary>
    public sealed class TrackPull : IObservable<RemoteTrack>
    {
        private readonly PartyTracks _party;
        private readonly IObservable<TrackMetadata> _metadata;
        private readonly IObservable<SimulcastPreference?>? _simulcast;
        private readonly Acquired<RemoteTrack> _pulled;
        private readonly ConcurrentReactiveProperty<ApiFailure?> _failure =
            new ConcurrentReactiveProperty<ApiFailure?>(null);

        internal TrackPull(
            PartyTracks party, IObservable<TrackMetadata> metadata, IObservable<SimulcastPreference?>? simulcast)
        {
            _party = party;
            _metadata = metadata;
            _simulcast = simulcast;
            _pulled = new Acquired<RemoteTrack>(Acquire);
        }

        /// <summary>Why it is not pulled; null while it is, is about to be, or need not be.</summary>
        public IReadOnlyReactiveProperty<ApiFailure?> Failure => _failure;

        /// <summary>Pulls, if nobody else has yet; disposing of the result, as the last one, closes the
        /// track.</summary>
        public IDisposable Subscribe(IObserver<RemoteTrack> observer) => _pulled.Subscribe(observer);

        private IDisposable Acquire(Action<RemoteTrack> tell)
        {
            var layer = new ConcurrentReactiveProperty<SimulcastPreference?>(null);
            IDisposable layers = _simulcast?.Subscribe(wanted => layer.Value = wanted) ?? Disposable.Empty;
            var current = new SerialDisposable();
            TrackMetadata before = default;
            IDisposable following = _metadata.Subscribe(
                metadata =>
                {
                    if (metadata == before) return;
                    before = metadata;
                    current.Disposable = metadata.IsGiven
                        ? _party.ForEachSession((session, ending) => ServeAsync(session, metadata, layer, tell, ending))
                        : Disposable.Empty;
                },
                _ => { },
                () => { });
            return new CompositeDisposable(following, current, layers);
        }

        private async Task ServeAsync(
            RealtimeSession session,
            TrackMetadata metadata,
            ConcurrentReactiveProperty<SimulcastPreference?> layer,
            Action<RemoteTrack> tell,
            CancellationToken ending)
        {
            RemoteTrack? track = null;
            IDisposable updating = Disposable.Empty;
            try
            {
                SimulcastPreference? first = layer.Value;
                track = await PullAsync(session, metadata, first, tell, ending).ConfigureAwait(false);
                if (track == null) return;
                _failure.Value = null;
                updating = layer.Where(wanted => !ReferenceEquals(wanted, first))
                    .Subscribe(wanted => session.UpdateAsync(track, wanted ?? new SimulcastPreference()));
                await Task.Delay(Timeout.Infinite, ending).ConfigureAwait(false);
            }
            finally
            {
                updating.Dispose();
                _failure.Value = null;
                if (track != null) _ = session.CloseAsync(track); // of no effect where the session has ended
            }
        }

        /// <summary>Null when the session has ended.</summary>
        private async Task<RemoteTrack?> PullAsync(
            RealtimeSession session,
            TrackMetadata metadata,
            SimulcastPreference? simulcast,
            Action<RemoteTrack> tell,
            CancellationToken ending)
        {
            for (int failures = 1; ; failures++)
            {
                ApiResult<RemoteTrack> pulled = await session.PullAsync(
                    metadata, simulcast, track => TellUnless(ending, tell, track), ending).ConfigureAwait(false);
                if (pulled.Failure == null) return pulled.Value;
                if (session.State.Value.HasEnded) return null;
                _failure.Value = pulled.Failure;
                _party.Reconnect.TryGetDelay(failures, out TimeSpan delay);
                await Task.Delay(delay, ending).ConfigureAwait(false);
            }
        }

        private static void TellUnless(CancellationToken ending, Action<RemoteTrack> tell, RemoteTrack track)
        {
            if (!ending.IsCancellationRequested) tell(track);
        }
    }
}
