#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Audio.Capture;
using Earshot.Audio.Opus;
using Earshot.Io;
using Earshot.Realtime;
using Earshot.Rooms.Api;
using Earshot.Rtc.Wire;
using UniRx;

namespace Earshot.Rooms
{
    /// <summary>One player in one room, without an engine: tells the room we are here, publishes our voice and pulls
    /// the others'. It joins when made, mends itself when something breaks, and leaves when disposed.
    /// <para>Nothing here throws for what servers and networks do: look at <see cref="State"/> and
    /// <see cref="Problem"/>. Observers are told on threads of the pool.</para></summary>
    public sealed class RoomClient : IDisposable
    {
        private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

        private readonly CancellationTokenSource _life = new CancellationTokenSource();
        private readonly MonotonicClock _clock = new MonotonicClock();
        private readonly Instant _began;
        private readonly VoiceCapture _capture;
        private readonly SoundThread _sound;
        private readonly RoomPresence _presence;
        private readonly VoiceLink _link;
        private readonly Dictionary<PlayerId, RemoteVoice> _known = new Dictionary<PlayerId, RemoteVoice>();
        private readonly object _voicesGate = new object();
        private readonly ConcurrentReactiveProperty<RoomState> _state =
            new ConcurrentReactiveProperty<RoomState>(RoomState.Connecting);
        private readonly ConcurrentReactiveProperty<string> _problem = new ConcurrentReactiveProperty<string>("");
        private readonly ConcurrentReactiveProperty<IReadOnlyList<RemoteVoice>> _voices =
            new ConcurrentReactiveProperty<IReadOnlyList<RemoteVoice>>(Array.Empty<RemoteVoice>());

        /// <summary>Starts to join. Throws <see cref="DllNotFoundException"/>, with a sentence, when there is no
        /// Opus.</summary>
        public RoomClient(RoomOptions options)
        {
            if (!OpusLibrary.TryLoad(out string error)) throw new DllNotFoundException(error);
            _began = _clock.Now;
            ITokenSource source = options.Tokens ?? new DevelopmentTokens(
                options.DevelopmentTokens, new TokenRequest(options.Room, options.PlayerId, options.PlayerName));
            var tokens = new TokenCache(source, _life.Token);
            _capture = new VoiceCapture(OpusLibrary.CreateEncoder(OpusApplication.Voip), RandomStart());
            Local = new LocalVoice(_capture);
            _sound = new SoundThread(Local);
            _presence = new RoomPresence(options.Presence, tokens, _clock);
            _link = new VoiceLink(options, tokens, Local, _presence.Announce);
            Follow();
            _ = RunAsync();
        }

        /// <summary>Where it stands.</summary>
        public IReadOnlyReactiveProperty<RoomState> State => _state;

        /// <summary>What is wrong, as a sentence: what, where, what to do. Empty while nothing is.</summary>
        public IReadOnlyReactiveProperty<string> Problem => _problem;

        /// <summary>Everybody else in the room; a new list whenever somebody comes, goes or changes.</summary>
        public IReadOnlyReactiveProperty<IReadOnlyList<RemoteVoice>> Voices => _voices;

        /// <summary>Who we are; <c>default</c> before the room has said so.</summary>
        public IReadOnlyReactiveProperty<PlayerId> Self => _presence.Self;

        /// <summary>The room's chat; null unless <see cref="RoomOptions.Chat"/> asked for it.</summary>
        public RoomChat? Chat => _link.Chat;

        /// <summary>Our own voice.</summary>
        public LocalVoice Local { get; }

        /// <summary>Seconds since the room opened, the same for everybody to within half a round trip.</summary>
        public double RoomTime => _presence.Clock.At(_clock.Now);

        /// <summary>The last calls to the SFU, without secrets, to attach to a report.</summary>
        public ApiHistory History => _link.History;

        /// <summary>How it does.</summary>
        public RoomFigures Figures
        {
            get
            {
                IReadOnlyList<RemoteVoice> voices = _voices.Value;
                Instant? heard = voices.Select(voice => voice.FirstHeard).Where(at => at != null).Min();
                long received = voices.Sum(voice => voice.PacketsReceived);
                return new RoomFigures(heard - _began, _presence.Clock.RoundTrip, Local.PacketsSent, received);
            }
        }

        /// <summary>Leaves the room and ends all threads. The farewell is said in the background.</summary>
        public void Dispose()
        {
            if (_state.Value == RoomState.Left) return;
            _state.Value = RoomState.Left;
            _presence.Leave();
            _life.CancelAfter(Farewell);
            _sound.Dispose();
            FollowPlayers(Array.Empty<Player>());
            _link.Dispose();
            _capture.Dispose();
        }

        private void Follow()
        {
            _presence.State.Subscribe(state => _state.Update(mine => mine == RoomState.Left ? mine : state));
            _presence.Problem.CombineLatest(_link.Problem, (room, media) => room.Length > 0 ? room : media)
                .Subscribe(problem => _problem.Value = problem);
            _presence.Others.Subscribe(FollowPlayers);
            if (Chat != null) _presence.Others.Subscribe(Chat.Follow);
        }

        private async Task RunAsync()
        {
            try
            {
                await Task.Run(() => _presence.RunAsync(_life.Token)).ConfigureAwait(false);
                FollowPlayers(Array.Empty<Player>());
                _link.Dispose(); // who has left, or is refused, has no voice here
            }
            catch (OperationCanceledException)
            {
                // Disposed.
            }
            catch (Exception e)
            {
                _presence.Problem.Value = $"The room client failed, which is a bug in Earshot: {e.Message}";
                _presence.State.Value = RoomState.Failed;
                _link.Dispose();
            }
        }

        /// <summary>Makes the voices match the players: level, not event, so none is ever forgotten.</summary>
        private void FollowPlayers(IReadOnlyList<Player> players)
        {
            lock (_voicesGate)
            {
                if (_state.Value == RoomState.Left) players = Array.Empty<Player>();
                foreach (Player player in players)
                {
                    if (_known.TryGetValue(player.Id, out RemoteVoice? known)) known.Become(player);
                    else _sound.Add(_known[player.Id] = new RemoteVoice(player, _clock));
                }

                foreach (PlayerId gone in _known.Keys.Except(players.Select(player => player.Id)).ToList())
                {
                    _sound.Remove(_known[gone]);
                    _known[gone].Dispose();
                    _known.Remove(gone);
                }
            }

            _voices.Update(_ => Snapshot());
            _link.Want(_voices.Value);
        }

        private IReadOnlyList<RemoteVoice> Snapshot()
        {
            lock (_voicesGate) return _known.Values.ToList();
        }

        private static RtpTime RandomStart()
        {
            var bytes = new byte[4];
            new SystemRandom().Fill(bytes);
            return new RtpTime(BitConverter.ToUInt32(bytes, 0));
        }
    }
}
