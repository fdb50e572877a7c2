#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>Watches whether anything comes over a connected transport, which ICE itself notices only when consent
    /// expires after 30 s. After a short silence, and when the machine's addresses have changed, the engine is asked to
    /// check the path: what answers ends the silence, and if another path does, the engine moves there. A long silence
    /// ends the session.
    /// <code>
    ///  heard ──1.2 s of nothing, or new addresses──► asked ──anything comes──► heard
    ///                                                   └──too long──► lost
    /// </code></summary>
    internal sealed class PathWatch
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
        private static readonly TimeSpan Repetition = TimeSpan.FromMilliseconds(500);
        private static readonly TimeSpan Asleep = TimeSpan.FromSeconds(2);
        private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(1200);

        private readonly MonotonicClock _clock = new MonotonicClock();
        private readonly IRtcPeer _peer;
        private readonly RealtimeSessionOptions _options;
        private readonly Action<ApiFailure> _lose;
        private long _changes;

        public PathWatch(IRtcPeer peer, RealtimeSessionOptions options, Action<ApiFailure> lose)
        {
            _peer = peer;
            _options = options;
            _lose = lose;
            peer.NetworkChanged += () => Interlocked.Increment(ref _changes);
        }

        /// <summary>Watches until cancelled or lost.</summary>
        public async Task RunAsync(CancellationToken cancellation)
        {
            long heard = -1, changes = 0;
            TimeSpan silence = TimeSpan.Zero, checkIn = TimeSpan.Zero;
            TimeSpan patience = _options.Silence;
            while (true)
            {
                Instant before = _clock.Now;
                await Task.Delay(Interval, cancellation).ConfigureAwait(false);
                if (_peer.State != PeerState.Connected) continue;
                TimeSpan passed = _clock.Now - before;
                long changesNow = Interlocked.Read(ref _changes);
                bool isSuspect = changesNow != changes || passed > Asleep;
                changes = changesNow;
                long received = _peer.Stats.PacketsReceived;

                // What came before the change proves nothing about the path after it. A pause of this process is not
                // the network's silence.
                silence = received != heard || isSuspect ? TimeSpan.Zero : silence + passed;
                if (isSuspect) patience = _options.SilenceAfterNetworkChange;
                else if (received != heard) patience = _options.Silence;
                heard = received;
                checkIn = silence > Quiet ? checkIn - passed : TimeSpan.Zero;
                if (isSuspect || (silence > Quiet && checkIn <= TimeSpan.Zero))
                {
                    _peer.CheckPath();
                    checkIn = Repetition;
                }

                if (silence <= patience) continue;
                _lose(new ApiFailure(
                    $"Nothing has come from the SFU for {silence.TotalSeconds:0.0} s: the network changed or is " +
                    "down."));
                return;
            }
        }
    }
}
