#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>A sender that obeys a <see cref="BandwidthEstimator"/> and a link it does not know, on virtual time: a
    /// queue that is emptied at the link's rate and overflows, a delay, and random loss by a seed.</summary>
    public sealed class BandwidthSimulation
    {
        private const int PacketBytes = 1200;
        private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
        private static readonly TimeSpan FeedbackInterval = TimeSpan.FromMilliseconds(50);

        // The receiver's clock began at another time than the sender's.
        private static readonly TimeSpan ClockOffset = TimeSpan.FromSeconds(7777);

        private readonly Random _random;
        private readonly Queue<(ushort Seq, Instant ArrivesAt)> _flying = new Queue<(ushort, Instant)>();
        private readonly Queue<(Instant At, List<(ushort Seq, TimeSpan? CameAt)> Statuses)> _feedback =
            new Queue<(Instant, List<(ushort, TimeSpan?)>)>();
        private List<(ushort Seq, TimeSpan? CameAt)> _statuses = new List<(ushort, TimeSpan?)>();
        private SeqNo _next;
        private ushort _expected;
        private Instant _busyUntil;
        private Instant _feedbackAt;
        private double _budget;
        private double _otherBudget;
        private Probe _probe;
        private double _probeBudget;
        private int _probeLeft;

        public BandwidthEstimator Estimator { get; }

        public Instant Now { get; private set; } = Instant.FromMilliseconds(5000);

        /// <summary>In bit/s.</summary>
        public double Capacity { get; set; } = 3_000_000;

        /// <summary>What others send over the same link, in bit/s.</summary>
        public double Others { get; set; }

        /// <summary>The most the sender has to send, in bit/s.</summary>
        public double Demand { get; set; } = double.MaxValue;

        /// <summary>One way.</summary>
        public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(25);

        /// <summary>What no longer fits into the link's queue is lost.</summary>
        public TimeSpan LongestQueue { get; set; } = TimeSpan.FromMilliseconds(2000);

        /// <summary>0 to 1.</summary>
        public double Loss { get; set; }

        /// <summary>False where there is nothing to fill probes with.</summary>
        public bool Probes { get; set; } = true;

        /// <summary>How long a packet waits that is sent now.</summary>
        public TimeSpan Queue => _busyUntil > Now ? _busyUntil - Now : TimeSpan.Zero;

        /// <summary>The feedback is lost while it is true.</summary>
        public bool IsFeedbackLost { get; set; }

        public BandwidthSimulation(int seed, int firstSeq = 0, BandwidthLimits? limits = null)
        {
            _random = new Random(seed);
            _next = new SeqNo(firstSeq);
            _expected = (ushort)firstSeq;
            Estimator = new BandwidthEstimator(limits ?? BandwidthLimits.Default);
        }

        /// <summary>Lets time pass; <paramref name="watch"/> is called each millisecond.</summary>
        public void Run(double seconds, Action? watch = null)
        {
            for (Instant end = Now + TimeSpan.FromSeconds(seconds); Now < end; Now += Tick)
            {
                SendOthers();
                Send();
                SendProbe();
                Receive();
                HandleFeedback();
                watch?.Invoke();
            }
        }

        /// <summary>How long until the target is at least that, in seconds; the limit when it never is.</summary>
        public double SecondsUntil(Func<long, bool> target, double limit)
        {
            Instant start = Now;
            while (!target(Estimator.TargetBitrate) && (Now - start).TotalSeconds < limit) Run(0.01);
            return (Now - start).TotalSeconds;
        }

        private void SendOthers()
        {
            _otherBudget += Others * Tick.TotalSeconds / 8;
            for (; _otherBudget >= PacketBytes; _otherBudget -= PacketBytes) TryEnqueue(PacketBytes, out _);
        }

        // Bursts of 5 ms, as from a pacer.
        private void Send()
        {
            double bitrate = Math.Min(Demand, Estimator.TargetBitrate);
            _budget = Math.Min(Math.Max(_budget, 0) + bitrate * Tick.TotalSeconds / 8, 10 * PacketBytes);
            if (Now.Microseconds / 1000 % 5 != 0 || _probeLeft > 0) return;
            for (; _budget >= PacketBytes; _budget -= PacketBytes) Send(0);
        }

        private void SendProbe()
        {
            if (_probeLeft <= 0)
            {
                if (!Probes || !Estimator.TryPollProbe(Now, out _probe)) return;
                _probeLeft = _probe.Bytes;
                _probeBudget = PacketBytes;
            }

            for (; _probeBudget >= PacketBytes && _probeLeft > 0; _probeBudget -= PacketBytes)
            {
                Send(_probe.Id);
                _budget -= PacketBytes; // media goes into the probe, padding only fills it up
                _probeLeft -= PacketBytes;
            }

            _probeBudget += _probe.Bitrate * Tick.TotalSeconds / 8;
        }

        private void Send(int probe)
        {
            Estimator.HandleSent(Now, _next, PacketBytes, probe);
            bool fits = TryEnqueue(PacketBytes, out Instant leaves);
            if (fits && _random.NextDouble() >= Loss) _flying.Enqueue((_next.Wire, leaves + Delay));
            _next += 1;
        }

        private bool TryEnqueue(int bytes, out Instant leaves)
        {
            leaves = _busyUntil;
            if (Queue > LongestQueue) return false;
            Instant begins = _busyUntil > Now ? _busyUntil : Now;
            // To the tick: TimeSpan.FromSeconds rounds to milliseconds on Mono.
            leaves = _busyUntil = begins + new TimeSpan((long)(bytes * 8 / Capacity * TimeSpan.TicksPerSecond));
            return true;
        }

        private void Receive()
        {
            while (_flying.Count > 0 && _flying.Peek().ArrivesAt <= Now)
            {
                (ushort seq, Instant at) = _flying.Dequeue();
                while (_expected != seq) _statuses.Add((_expected++, null));
                _expected++;
                _statuses.Add((seq, new TimeSpan(at.Microseconds * 10) + ClockOffset));
            }

            if (Now < _feedbackAt || _statuses.Count == 0) return;
            _feedbackAt = Now + FeedbackInterval;
            if (!IsFeedbackLost) _feedback.Enqueue((Now + Delay, _statuses));
            _statuses = new List<(ushort, TimeSpan?)>();
        }

        private void HandleFeedback()
        {
            while (_feedback.Count > 0 && _feedback.Peek().At <= Now)
            {
                foreach ((ushort seq, TimeSpan? cameAt) in _feedback.Dequeue().Statuses)
                {
                    if (cameAt.HasValue) Estimator.HandleArrival(seq, cameAt.Value);
                    else Estimator.HandleLoss(seq);
                }

                Estimator.FinishFeedback(Now);
            }
        }
    }
}
