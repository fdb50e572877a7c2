#nullable enable
using System;
using System.Threading;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>Calls back at a steady interval on one background thread. Ticks follow an absolute schedule: they are
    /// up to a millisecond late but do not drift, and those a slow callback missed are left out.</summary>
    public sealed class Ticker : IDisposable
    {
        private readonly TimeSpan _interval;
        private readonly Action<Instant> _tick;
        private readonly Action<Exception>? _failed;
        private readonly MonotonicClock _clock = new MonotonicClock();
        private readonly object _gate = new object();
        private readonly Thread _thread;
        private bool _ending;
        private bool _hasFailed;

        /// <param name="interval">Time between ticks, at least a millisecond.</param>
        /// <param name="tick">Called on the ticker's thread with this moment.</param>
        /// <param name="failed">Called once, with the first exception a tick threw; the ticks go on.</param>
        public Ticker(TimeSpan interval, Action<Instant> tick, Action<Exception>? failed = null)
        {
            if (interval < TimeSpan.FromMilliseconds(1))
                throw new ArgumentOutOfRangeException(nameof(interval), interval, "An interval is at least 1 ms.");
            _interval = interval;
            _tick = tick;
            _failed = failed;
            _thread = new Thread(DriveTicks) { IsBackground = true, Name = "Earshot ticker" };
            _thread.Start();
        }

        /// <summary>Ends the thread; no tick is under way when it returns, unless a tick itself calls it.</summary>
        public void Dispose()
        {
            lock (_gate)
            {
                _ending = true;
                Monitor.PulseAll(_gate);
            }

            if (Thread.CurrentThread != _thread) _thread.Join();
        }

        private void DriveTicks()
        {
            Instant next = _clock.Now + _interval;
            while (WaitUntil(next))
            {
                Instant now = _clock.Now;
                Tick(now);
                next += _interval;
                if (next < now) next += MissedSince(next, now);
            }
        }

        private bool WaitUntil(Instant at)
        {
            lock (_gate)
            {
                while (!_ending)
                {
                    TimeSpan rest = at - _clock.Now;
                    if (rest <= TimeSpan.Zero) return true;
                    Monitor.Wait(_gate, (int)Math.Ceiling(rest.TotalMilliseconds));
                }

                return false;
            }
        }

        private TimeSpan MissedSince(Instant next, Instant now)
        {
            long missed = ((now - next).Ticks + _interval.Ticks - 1) / _interval.Ticks;
            return new TimeSpan(missed * _interval.Ticks);
        }

        private void Tick(Instant now)
        {
            try
            {
                _tick(now);
            }
            catch (Exception error)
            {
                if (_hasFailed) return;
                _hasFailed = true;
                _failed?.Invoke(error);
            }
        }
    }
}
