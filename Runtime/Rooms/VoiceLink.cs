#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rooms.Api;
using Earshot.Rtc.Sdp;
using UniRx;

namespace Earshot.Rooms
{
    /// <summary>The room's media: our voice pushed and announced, the wanted voices pulled. What breaks meanwhile is
    /// <see cref="PartyTracks"/>' to mend. Any thread.</summary>
    internal sealed class VoiceLink : IDisposable
    {
        private readonly RealtimeApi _api;
        private readonly PartyTracks _party;
        private readonly object _gate = new object();
        private readonly Dictionary<RemoteVoice, IDisposable> _pulls = new Dictionary<RemoteVoice, IDisposable>();
        private readonly CompositeDisposable _held = new CompositeDisposable();

        /// <param name="options">Where to go.</param>
        /// <param name="tokens">Stays its owner's.</param>
        /// <param name="local">What to publish.</param>
        /// <param name="announce">Tells the room what can be pulled.</param>
        public VoiceLink(
            RoomOptions options,
            TokenCache tokens,
            LocalVoice local,
            Action<SessionId, IReadOnlyList<PlayerTrack>> announce)
        {
            _api = new RealtimeApi(options.PartyTracks, "") { CorrelationId = options.Room };
            _party = new PartyTracks(_api, new PartyTracksOptions
            {
                Engine = options.Engine,
                Bearer = _ => tokens.GetAsync(),
                BearerRefused = tokens.Forget,
                Session = new RealtimeSessionOptions { IceServers = end => _api.GetIceServersAsync(end) },
            });
            IObservable<ApiFailure?> unpublished = Observable.Return<ApiFailure?>(null);
            if (options.Chat) Chat = new RoomChat(_party);
            if (options.Publish)
            {
                TrackPush push = _party.Push(MediaKind.Audio, Observable.Return<ITrackSource?>(local));
                unpublished = push.Failure;
                _held.Add(push.CombineLatest(local.IsMuted, Chatting, Published).Subscribe(mine =>
                    announce(mine.Session, mine.Tracks)));
            }

            _held.Add(_party.State.CombineLatest(unpublished, (state, failure) => state.Failure ?? failure)
                .Subscribe(failure => Problem.Value = failure?.Sentence ?? ""));
        }

        /// <summary>Why voices do not flow, as a sentence; empty when they do.</summary>
        public ConcurrentReactiveProperty<string> Problem { get; } = new ConcurrentReactiveProperty<string>("");

        /// <summary>The room's chat; null unless it was asked for.</summary>
        public RoomChat? Chat { get; }

        /// <summary>The last calls to the SFU.</summary>
        public ApiHistory History => _api.History;

        /// <summary>Says whose voices to pull from now on. Who is moved to a breakout is dropped and others are pulled
        /// on the same connection.</summary>
        public void Want(IReadOnlyList<RemoteVoice> voices)
        {
            lock (_gate)
            {
                foreach (RemoteVoice voice in voices)
                    if (!_pulls.ContainsKey(voice)) _pulls[voice] = Pull(voice);
                foreach (RemoteVoice gone in _pulls.Keys.Except(voices).ToList())
                {
                    _pulls[gone].Dispose();
                    _pulls.Remove(gone);
                }
            }
        }

        public void Dispose()
        {
            Chat?.Dispose();
            Want(Array.Empty<RemoteVoice>());
            _held.Dispose();
            _party.Dispose();
            _api.Dispose();
        }

        private IObservable<ChannelMetadata?> Chatting =>
            Chat == null ? Observable.Return<ChannelMetadata?>(null) : Chat.Published;

        /// <summary>What there is to announce of one session; the chat follows the voice there.</summary>
        private static (SessionId Session, IReadOnlyList<PlayerTrack> Tracks) Published(
            TrackMetadata voice, bool isMuted, ChannelMetadata? chat)
        {
            var tracks = new List<PlayerTrack> { new PlayerTrack(voice.TrackName, PlayerTrack.Audio, isMuted) };
            if (chat != null && chat.SessionId == voice.SessionId)
                tracks.Add(new PlayerTrack(new TrackName(chat.Name.Value), PlayerTrack.Chat, false));
            return (voice.SessionId, tracks);
        }

        private IDisposable Pull(RemoteVoice voice)
        {
            TrackPull pull = _party.Pull(voice.Track);
            return new CompositeDisposable(
                pull.Failure.Subscribe(failure => voice.Explain(failure?.Sentence ?? "")),
                pull.Subscribe(track =>
                {
                    voice.Restart();
                    track.Listen(voice);
                }));
        }
    }
}
