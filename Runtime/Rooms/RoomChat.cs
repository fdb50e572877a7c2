#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rooms.Api;
using UniRx;

namespace Earshot.Rooms
{
    /// <summary>Text between the players of a room, over data channels: each publishes a channel "chat" and subscribes
    /// to the others'. Lines of one author come once and in order; what is said while a connection is replaced is said
    /// again, so that nobody who stays in the room misses a line. Who joins gets the last <see cref="Remembered"/>
    /// lines of each player. Any thread; observers are told on threads of the pool.</summary>
    public sealed class RoomChat : IDisposable
    {
        /// <summary>How many lines each player keeps to be said again.</summary>
        public const int Remembered = ChatLedger.Kept;

        /// <summary>The longest line, in UTF-16 code units.</summary>
        public const int LongestLine = 4000;

        private static readonly DataChannelName ChannelName = new DataChannelName("chat");
        // A text can wait for as long as it takes to hear who is there.
        private static readonly TimeSpan VoicesFirst = TimeSpan.FromMilliseconds(300);

        private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

        private readonly MonotonicClock _clock = new MonotonicClock();
        private readonly CancellationTokenSource _life = new CancellationTokenSource();
        private readonly SemaphoreSlim _news = new SemaphoreSlim(0);
        private readonly PartyTracks _party;
        private readonly object _gate = new object();
        private readonly ChatLedger _ledger = new ChatLedger(Guid.NewGuid().ToString("N"));
        private readonly Dictionary<PlayerId, Listening> _listening = new Dictionary<PlayerId, Listening>();
        private readonly Subject<ChatLine> _lines = new Subject<ChatLine>();
        private readonly ConcurrentReactiveProperty<int> _acknowledged = new ConcurrentReactiveProperty<int>(0);
        private readonly ConcurrentReactiveProperty<ChannelMetadata?> _published =
            new ConcurrentReactiveProperty<ChannelMetadata?>(null);

        /// <param name="party">Stays its owner's.</param>
        internal RoomChat(PartyTracks party)
        {
            _party = party;
            ChannelPush push = party.Publish(ChannelName, ChannelReliability.Reliable);
            _ = Task.Run(() => RunAsync(push));
        }

        /// <summary>What the others write.</summary>
        public IObservable<ChatLine> Lines => _lines;

        /// <summary>The number of our newest line that everybody in the room who chats has.</summary>
        public IReadOnlyReactiveProperty<int> Acknowledged => _acknowledged;

        /// <summary>Says a line to all, now or as soon as there is a connection; its number, for
        /// <see cref="Acknowledged"/>. Throws <see cref="ArgumentException"/> when it is longer than
        /// <see cref="LongestLine"/>.</summary>
        public int Say(string text)
        {
            if (text.Length > LongestLine)
            {
                throw new ArgumentException(
                    $"A line of chat has at most {LongestLine} characters, not {text.Length}.", nameof(text));
            }

            int number;
            lock (_gate) number = _ledger.Say(_clock.Now, text);
            _news.Release();
            return number;
        }

        /// <summary>Our channel, to be announced; null while it is not open.</summary>
        internal IReadOnlyReactiveProperty<ChannelMetadata?> Published => _published;

        /// <summary>Follows who is in the room.</summary>
        internal void Follow(IReadOnlyList<Player> players)
        {
            lock (_gate)
            {
                List<Player> chatting = players.Where(player => FindChannel(player) != null).ToList();
                _ledger.Follow(chatting.Select(player => player.Id).ToList());
                foreach (Player player in chatting)
                {
                    if (!_listening.TryGetValue(player.Id, out Listening? listening))
                        _listening[player.Id] = listening = Listen(player.Id);
                    listening.Channel.Value = FindChannel(player);
                }

                foreach (PlayerId gone in _listening.Keys.Except(chatting.Select(player => player.Id)).ToList())
                {
                    _listening[gone].Held.Dispose();
                    _listening.Remove(gone);
                }
            }

            _news.Release();
        }

        public void Dispose()
        {
            Follow(Array.Empty<Player>());
            _life.Cancel();
        }

        private static ChannelMetadata? FindChannel(Player player)
        {
            bool chats = player.SessionId.IsGiven && player.Tracks.Any(track => track.Kind == PlayerTrack.Chat);
            return chats ? new ChannelMetadata(player.SessionId, ChannelName, ChannelReliability.Reliable) : null;
        }

        private Listening Listen(PlayerId player)
        {
            var listening = new Listening();
            ChannelPull pull = _party.Subscribe(listening.Channel);
            listening.Held.Add(pull.Subscribe(message => Hear(player, message.Text)));
            listening.Held.Add(pull.Open.Subscribe(open =>
            {
                if (open != null) NoteOpened();
            }));
            return listening;
        }

        private void Hear(PlayerId player, string text)
        {
            ChatLine? line;
            lock (_gate) line = _ledger.Handle(player, text);
            if (line != null) _lines.OnNext(line);
            _news.Release();
        }

        private void NoteOpened()
        {
            lock (_gate) _ledger.NoteOpened();
            _news.Release();
        }

        private async Task RunAsync(ChannelPush push)
        {
            try
            {
                await Task.Delay(VoicesFirst, _life.Token).ConfigureAwait(false);
                using IDisposable publishing = push.Subscribe(channel =>
                {
                    _published.Value = channel;
                    NoteOpened();
                });
                while (true)
                {
                    await _news.WaitAsync(Tick, _life.Token).ConfigureAwait(false);
                    int acknowledged;
                    lock (_gate)
                    {
                        while (_ledger.TryPollFrame(_clock.Now, out string frame)) push.TrySend(frame);
                        acknowledged = _ledger.Acknowledged;
                    }

                    _acknowledged.Value = acknowledged;
                }
            }
            catch (OperationCanceledException)
            {
                // Left.
            }
        }

        private sealed class Listening
        {
            public readonly CompositeDisposable Held = new CompositeDisposable();

            public readonly ConcurrentReactiveProperty<ChannelMetadata?> Channel =
                new ConcurrentReactiveProperty<ChannelMetadata?>(null);
        }
    }
}
