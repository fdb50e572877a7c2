#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rooms.Api;
using Earshot.Rtc.Wire;

namespace Earshot.Rooms
{
    /// <summary>Keeps a connection to the room: mirrors who is in it, tells it what we publish, asks for its time.
    /// <code>
    ///  connect ─► join ─► welcome ─► player, left, pong … ─► lost ─► wait ─► connect
    ///                └─► error: expired_token ─► connect with a new one; any other ─► Failed
    /// </code>
    /// While the connection is lost the players stay: their voices come from the SFU and need no room.</summary>
    internal sealed class RoomPresence
    {
        private static readonly TimeSpan SecondPing = TimeSpan.FromMilliseconds(100);
        private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(2);
        private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

        private readonly Uri _address;
        private readonly TokenCache _tokens;
        private readonly MonotonicClock _clock;
        private readonly Dictionary<PlayerId, Player> _players = new Dictionary<PlayerId, Player>();
        private readonly Dictionary<int, Instant> _pings = new Dictionary<int, Instant>();
        private readonly SemaphoreSlim _news = new SemaphoreSlim(0);
        private ClientMessage.Tracks? _announced;
        private volatile bool _isLeaving;
        private int _failures;

        public RoomPresence(Uri address, TokenCache tokens, MonotonicClock clock)
        {
            _address = address;
            _tokens = tokens;
            _clock = clock;
        }

        /// <summary>Where the connection stands.</summary>
        public ConcurrentReactiveProperty<RoomState> State { get; } =
            new ConcurrentReactiveProperty<RoomState>(RoomState.Connecting);

        /// <summary>Why we are not joined, as a sentence; empty when we are.</summary>
        public ConcurrentReactiveProperty<string> Problem { get; } = new ConcurrentReactiveProperty<string>("");

        /// <summary>Everybody else in the room; a new list after each change.</summary>
        public ConcurrentReactiveProperty<IReadOnlyList<Player>> Others { get; } =
            new ConcurrentReactiveProperty<IReadOnlyList<Player>>(Array.Empty<Player>());

        /// <summary>Who we are, once welcomed.</summary>
        public ConcurrentReactiveProperty<PlayerId> Self { get; } = new ConcurrentReactiveProperty<PlayerId>(default);

        /// <summary>The room's time.</summary>
        public RoomClock Clock { get; } = new RoomClock();

        /// <summary>Tells the room, now and after each reconnection, what we publish.</summary>
        public void Announce(SessionId session, IReadOnlyList<PlayerTrack> tracks)
        {
            Volatile.Write(ref _announced, new ClientMessage.Tracks(session, tracks));
            _news.Release();
        }

        /// <summary>Says good-bye; <see cref="RunAsync"/> ends when the room has heard it.</summary>
        public void Leave()
        {
            _isLeaving = true;
            _news.Release();
        }

        /// <summary>Joins and stays until cancelled or refused for good.</summary>
        public async Task RunAsync(CancellationToken cancellation)
        {
            while (true)
            {
                (bool isFinal, string problem) = await ConnectOnceAsync(cancellation).ConfigureAwait(false);
                if (cancellation.IsCancellationRequested || _isLeaving) return;
                Problem.Value = problem;
                State.Value = isFinal ? RoomState.Failed : RoomState.Connecting;
                if (isFinal) return;
                RetrySchedule.Reconnect.TryGetDelay(++_failures, out TimeSpan delay);
                await Task.Delay(delay, cancellation).ConfigureAwait(false);
            }
        }

        private async Task<(bool IsFinal, string Problem)> ConnectOnceAsync(CancellationToken cancellation)
        {
            ApiResult<string> token = await _tokens.GetAsync().ConfigureAwait(false);
            if (token.Failure != null)
                return (token.Failure.HttpStatus >= 400 && token.Failure.HttpStatus < 500, token.Failure.Sentence);

            using var connection = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var socket = new RoomSocket();
            try
            {
                connection.CancelAfter(Silence);
                await socket.ConnectAsync(_address, connection.Token).ConfigureAwait(false);
                Instant asked = _clock.Now;
                var join = new ClientMessage.Join(ClientMessage.Join.ProtocolVersion, token.Value);
                await socket.SendAsync(join, connection.Token).ConfigureAwait(false);
                Task talking = TalkAsync(socket, connection.Token);
                try
                {
                    return await ListenAsync(socket, asked, token.Value, connection).ConfigureAwait(false);
                }
                finally
                {
                    connection.Cancel();
                    await talking.ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                return (false, $"The room at {_address} does not answer. Is the voice server running and reachable?");
            }
            catch (Exception e) when (e is WebSocketException || e is IOException)
            {
                return (false, $"The room at {_address} cannot be reached ({e.GetBaseException().Message}). " +
                    "Is the voice server running there?");
            }
        }

        private async Task<(bool IsFinal, string Problem)> ListenAsync(
            RoomSocket socket, Instant asked, string token, CancellationTokenSource connection)
        {
            while (true)
            {
                string? text = await socket.ReceiveAsync(connection.Token).ConfigureAwait(false);
                connection.CancelAfter(Silence);
                if (text == null) return (false, $"The room at {_address} closed the connection.");
                if (!ServerMessage.TryParse(text, out ServerMessage? message, out string error))
                    return (false, $"The room at {_address} sent something that is not of its protocol: {error}");
                if (message is ServerMessage.Refused refused)
                {
                    bool hasExpired = refused.Code == RoomErrorCode.ExpiredToken && _failures < 3;
                    if (hasExpired) _tokens.Forget(token);
                    return (!hasExpired, refused.Message.Length > 0 ? refused.Message : $"Refused: {refused.Code}.");
                }

                Take(message!, asked);
            }
        }

        private void Take(ServerMessage message, Instant asked)
        {
            switch (message)
            {
                case ServerMessage.Welcome welcome:
                    Clock.Reset();
                    Clock.Add(asked, _clock.Now, welcome.RoomTime);
                    _players.Clear();
                    foreach (Player player in welcome.Players) _players[player.Id] = player;
                    _failures = 0;
                    Self.Value = welcome.PlayerId;
                    ShowPlayers();
                    Problem.Value = "";
                    State.Value = RoomState.Joined;
                    _news.Release();
                    break;
                case ServerMessage.PlayerChanged changed:
                    _players[changed.Player.Id] = changed.Player;
                    ShowPlayers();
                    break;
                case ServerMessage.PlayerLeft left:
                    _players.Remove(left.PlayerId);
                    ShowPlayers();
                    break;
                case ServerMessage.Pong pong:
                    lock (_pings)
                    {
                        if (_pings.TryGetValue(pong.Id, out Instant sent)) Clock.Add(sent, _clock.Now, pong.RoomTime);
                        _pings.Remove(pong.Id);
                    }

                    break;
            }
        }

        private void ShowPlayers() =>
            Others.Value = _players.Values.Where(player => player.Id != Self.Value).ToList();

        /// <summary>Once welcomed: says what we publish when it changed, says good-bye, and pings, the second time soon
        /// so that the room's time is exact early.</summary>
        private async Task TalkAsync(RoomSocket socket, CancellationToken cancellation)
        {
            ClientMessage.Tracks? told = null;
            Instant nextPing = _clock.Now;
            int ping = 0;
            try
            {
                while (!_isLeaving)
                {
                    TimeSpan wait = State.Value != RoomState.Joined ? Silence
                        : nextPing > _clock.Now ? nextPing - _clock.Now : TimeSpan.Zero;
                    await _news.WaitAsync(wait, cancellation).ConfigureAwait(false);
                    if (State.Value != RoomState.Joined) continue;
                    ClientMessage.Tracks? announced = Volatile.Read(ref _announced);
                    if (announced != null && announced != told)
                        await socket.SendAsync(announced, cancellation).ConfigureAwait(false);
                    told = announced;
                    if (_clock.Now < nextPing) continue;
                    lock (_pings) _pings[++ping] = _clock.Now;
                    await socket.SendAsync(new ClientMessage.Ping(ping), cancellation).ConfigureAwait(false);
                    nextPing = _clock.Now + (ping == 1 ? SecondPing : PingInterval);
                }

                await socket.SendAsync(new ClientMessage.Leave(), cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException || e is WebSocketException || e is IOException)
            {
                // The listener sees the same end and says why.
            }
        }
    }
}
