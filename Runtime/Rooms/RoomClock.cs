#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rooms
{
    /// <summary>The room's time as seen from here, in the manner of NTP (RFC 5905 section 8): of the last exchanges the
    /// one with the shortest round trip is believed, and the room is taken to have answered in its middle. Any
    /// thread.</summary>
    public sealed class RoomClock
    {
        private const int Remembered = 16;

        private readonly object _gate = new object();
        private readonly Exchange[] _exchanges = new Exchange[Remembered];
        private int _count;
        private Exchange _best;

        /// <summary>The shortest recent round trip to the room's server; zero before there was one.</summary>
        public TimeSpan RoundTrip
        {
            get
            {
                lock (_gate) return _best.RoundTrip;
            }
        }

        /// <summary>Seconds since the room opened; zero before the room has told.</summary>
        public double At(Instant now)
        {
            lock (_gate) return _count == 0 ? 0 : _best.RoomTime + (now - _best.Middle).TotalSeconds;
        }

        /// <summary>Takes one exchange: asked and answered on this side's clock, the room's time in between.</summary>
        public void Add(Instant asked, Instant answered, double roomTime)
        {
            TimeSpan roundTrip = answered - asked;
            var exchange = new Exchange(roundTrip, asked + new TimeSpan(roundTrip.Ticks / 2), roomTime);
            lock (_gate)
            {
                _exchanges[_count++ % Remembered] = exchange;
                _best = exchange;
                for (int i = 0; i < Math.Min(_count, Remembered); i++)
                {
                    if (_exchanges[i].RoundTrip < _best.RoundTrip) _best = _exchanges[i];
                }
            }
        }

        /// <summary>Forgets all: the room at the other end may be another one.</summary>
        public void Reset()
        {
            lock (_gate) _count = 0;
        }

        private readonly struct Exchange
        {
            public readonly TimeSpan RoundTrip;
            public readonly Instant Middle;
            public readonly double RoomTime;

            public Exchange(TimeSpan roundTrip, Instant middle, double roomTime)
            {
                RoundTrip = roundTrip;
                Middle = middle;
                RoomTime = roomTime;
            }
        }
    }
}
