#nullable enable
using System;

namespace Earshot.Stage.Seats
{
    /// <summary>The seats of all listeners for one medium, and what of them has been told. What is polled is the
    /// difference between the two, so it cannot overflow, and what came and went between two polls is not
    /// told.</summary>
    internal sealed class SeatTable
    {
        /// <summary>Smaller steps of gain are not told, but for 0 and 1.</summary>
        private const float GainStep = 1 / 32f;

        private readonly Medium _medium;
        private readonly ListenerTable _listeners;
        private Told[] _told = Array.Empty<Told>();

        /// <summary>A bit for whoever a listener was told to pull, by the last six of the number: most questions end
        /// there.</summary>
        private ulong[] _toldBits = Array.Empty<ulong>();
        private int[] _queue = Array.Empty<int>();
        private int _queueHead;
        private int _queued;

        public SeatTable(Medium medium, int seats, ListenerTable listeners)
        {
            _medium = medium;
            _listeners = listeners;
            PerListener = seats;
        }

        /// <summary>Seats a listener has. Those of listener n begin at n times that many.</summary>
        public int PerListener { get; }

        /// <summary>All seats.</summary>
        public Seat[] Seats { get; private set; } = Array.Empty<Seat>();

        /// <summary>Makes room for that many listeners.</summary>
        public void Grow(int listeners)
        {
            if (listeners <= _toldBits.Length) return;
            listeners = Math.Max(4, Math.Max(listeners, 2 * _toldBits.Length));
            int count = listeners * PerListener, before = Seats.Length;
            Seat[] seats = Seats;
            Array.Resize(ref seats, count);
            Array.Resize(ref _told, count);
            Array.Resize(ref _toldBits, listeners);
            for (int i = before; i < count; i++) seats[i].Player = _told[i].Player = Seat.Nobody;
            Seats = seats;
            var queue = new int[count];
            for (int i = 0; i < _queued; i++) queue[i] = _queue[(_queueHead + i) % _queue.Length];
            _queue = queue;
            _queueHead = 0;
        }

        /// <summary>The listener's seat that a player has; -1 when none.</summary>
        public int Find(int listener, int player)
        {
            int start = listener * PerListener, end = start + PerListener;
            for (int i = start; i < end; i++)
            {
                if (Seats[i].Player == player) return i;
            }

            return -1;
        }

        /// <summary>A free seat of the listener for that player: the one that it left a moment ago, so that nothing
        /// need be pulled again, or else the first.</summary>
        public int FindFree(int listener, int player)
        {
            int start = listener * PerListener, end = start + PerListener, free = -1;
            for (int i = start; i < end; i++)
            {
                if (Seats[i].Player != Seat.Nobody) continue;
                if (_told[i].Player == player) return i;
                if (free < 0) free = i;
            }

            return free;
        }

        /// <summary>Whether the host plays whoever has the seat loud enough to be heard.</summary>
        public bool IsToldToPlay(int seat) => _told[seat].Gain > 0;

        /// <summary>Whether the player, if it listens, has been told to pull that other one.</summary>
        public bool Hears(int player, int other)
        {
            int number = _listeners.NumberOf(player);
            return number >= 0 && (_toldBits[number] & Bit(other)) != 0 && FindTold(number, other) >= 0;
        }

        /// <summary>Gives a seat to a player, or to nobody.</summary>
        public void Give(int seat, int player, int now)
        {
            Seats[seat].Player = player;
            Seats[seat].Since = now;
            Seats[seat].Gain = 0;
            Seats[seat].Layer = VideoLayer.Low;
            Seats[seat].IsLeaving = false;
            Seats[seat].Mutual = 0;
            Queue(seat);
        }

        /// <summary>Never tells that the player, or whoever it was if that is nobody, lost the seat: one of the two is
        /// gone.</summary>
        public void ForgetTold(int seat, int player)
        {
            if (player == Seat.Nobody || _told[seat].Player == player)
                TryTellDrop(seat, _listeners.All[seat / PerListener].Player, out _);
        }

        /// <summary>Has whoever polls look at a seat that changed.</summary>
        public void Queue(int seat)
        {
            if (Seats[seat].IsQueued) return;
            Seats[seat].IsQueued = true;
            int tail = _queueHead + _queued++;
            _queue[tail < _queue.Length ? tail : tail - _queue.Length] = seat;
        }

        /// <summary>The next difference, of the seats in the order in which they changed.</summary>
        public bool TryPoll(out StageChange change)
        {
            for (; _queued > 0; _queued--)
            {
                int seat = _queue[_queueHead];
                if (TryTell(seat, _listeners.All[seat / PerListener].Player, out change)) return true;
                Seats[seat].IsQueued = false;
                if (++_queueHead == _queue.Length) _queueHead = 0;
            }

            change = default;
            return false;
        }

        private bool TryTell(int index, int listener, out StageChange change)
        {
            ref Seat seat = ref Seats[index];
            ref Told told = ref _told[index];
            change = default;
            if (told.Player != seat.Player)
            {
                if (TryTellDrop(index, listener, out change)) return true;
                // Whoever changed seats since the last poll is dropped there before being pulled here.
                int before = FindTold(index / PerListener, seat.Player);
                if (before >= 0 && TryTellDrop(before, listener, out change)) return true;
                SetTold(index, listener, seat.Player);
                change = new StageChange(StageChangeKind.Pull, _medium, listener, seat.Player);
                return true;
            }

            if (seat.Player == Seat.Nobody) return false;
            if (_medium == Medium.Voice && IsHeard(told.Gain, seat.Gain))
            {
                told.Gain = seat.Gain;
                change = new StageChange(StageChangeKind.SetGain, _medium, listener, seat.Player, seat.Gain);
                return true;
            }

            if (_medium != Medium.Video || (told.HasLayer && told.Layer == seat.Layer)) return false;
            told.HasLayer = true;
            told.Layer = seat.Layer;
            change = new StageChange(StageChangeKind.SetLayer, _medium, listener, seat.Player, layer: seat.Layer);
            return true;
        }

        private bool TryTellDrop(int index, int listener, out StageChange change)
        {
            int player = _told[index].Player;
            change = new StageChange(StageChangeKind.Drop, _medium, listener, player);
            if (player != Seat.Nobody) SetTold(index, listener, Seat.Nobody);
            return player != Seat.Nobody;
        }

        private void SetTold(int index, int listener, int player)
        {
            int before = _told[index].Player, number = index / PerListener;
            _told[index] = new Told { Player = player };
            ulong bits = 0;
            for (int i = number * PerListener; i < (number + 1) * PerListener; i++)
            {
                if (_told[i].Player != Seat.Nobody) bits |= Bit(_told[i].Player);
            }

            _toldBits[number] = bits;
            if (before != Seat.Nobody) SetMutualOfOther(listener, before, false);
            if (player != Seat.Nobody) SetMutualOfOther(listener, player, true);
        }

        private static ulong Bit(int player) => 1UL << (player & 63);

        /// <summary>Notes at the seat that the player gave the listener, if any, that it is heard back. Only between
        /// ticks, so that the order of listeners in a tick does not matter.</summary>
        private void SetMutualOfOther(int listener, int player, bool isMutual)
        {
            int number = _listeners.NumberOf(player);
            int seat = number < 0 ? -1 : Find(number, listener);
            if (seat >= 0) Seats[seat].Mutual = isMutual ? (byte)1 : (byte)0;
        }

        private int FindTold(int listener, int player)
        {
            int start = listener * PerListener, end = start + PerListener;
            for (int i = start; i < end; i++)
            {
                if (_told[i].Player == player) return i;
            }

            return -1;
        }

        private static bool IsHeard(float told, float gain) =>
            told != gain && (gain == 0 || gain == 1 || Math.Abs(told - gain) >= GainStep);

        /// <summary>What whoever polls knows of a seat.</summary>
        private struct Told
        {
            public int Player;
            public float Gain;
            public VideoLayer Layer;
            public bool HasLayer;
        }
    }
}
