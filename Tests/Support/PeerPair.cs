#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>Two peers, one virtual clock, and a link between them that delays and, by a seed, loses datagrams.
    /// Twelve virtual seconds take milliseconds; nothing here sleeps.</summary>
    public sealed class PeerPair : IDisposable
    {
        private readonly Random _link;
        private readonly List<Flight> _flights = new List<Flight>();
        private readonly int _seed;
        private readonly Action<PeerConfig> _configure;

        public Endpoint Left { get; private set; }

        public Endpoint Right { get; }

        /// <summary>The keys of the left side.</summary>
        public KeyTap LeftKeys { get; }

        /// <summary>The virtual clock of both.</summary>
        public Instant Now { get; private set; } = Instant.FromMilliseconds(1000);

        /// <summary>One way.</summary>
        public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(20);

        /// <summary>What the link carries each way, in bit/s; what comes faster waits in its queue.</summary>
        public double Capacity { get; set; } = double.PositiveInfinity;

        /// <summary>0 to 1, each way.</summary>
        public double Loss { get; set; }

        /// <summary>The most that a datagram takes beyond <see cref="Delay"/>; later ones may overtake it.</summary>
        public TimeSpan Jitter { get; set; }

        /// <summary>The share of datagrams that come twice, 0 to 1, each way.</summary>
        public double Duplication { get; set; }

        /// <summary>Sees each datagram before it flies; false loses it.</summary>
        public Func<Transmit, bool> Passes { get; set; } = _ => true;

        /// <summary>True while both sides are.</summary>
        public bool IsConnected =>
            Left.Peer.State == PeerState.Connected && Right.Peer.State == PeerState.Connected;

        public PeerPair(
            int seed = 1, bool leftIsLite = false, bool rightIsLite = false, Action<PeerConfig>? configure = null)
        {
            LeftKeys = new KeyTap(NewDtls(seed * 2));
            _configure = configure ?? (_ => { });
            _link = new Random(seed);
            _seed = seed;
            Left = NewEndpoint("192.0.2.1", 5000, LeftKeys, seed * 2, leftIsLite);
            Right = NewEndpoint("192.0.2.2", 5000, NewDtls(seed * 2 + 1), seed * 2 + 1, rightIsLite);
        }

        /// <summary>Left says goodbye, and in its place comes a peer with the same ufrag, password, certificate and
        /// ssrcs on another port, which has yet to hear of any description.</summary>
        public void RebuildLeft()
        {
            Left.Peer.Close(Now);
            Drain(Left, Right);
            Left.Dispose();
            Left = NewEndpoint("192.0.2.1", 5001, LeftKeys, _seed * 2, lite: false);
        }

        /// <summary>Left offers, right answers.</summary>
        public void Negotiate() => Negotiate(Left, Right);

        /// <summary>One offers, the other answers; throws when either refuses.</summary>
        public void Negotiate(Endpoint offerer, Endpoint answerer)
        {
            string offer = offerer.Peer.CreateOffer(Now);
            if (!answerer.Peer.TrySetOffer(Now, offer, out string error))
                throw new InvalidOperationException($"{error}\n{offer}");
            string answer = answerer.Peer.CreateAnswer(Now);
            if (!offerer.Peer.TrySetAnswer(Now, answer, out error))
                throw new InvalidOperationException($"{error}\n{answer}");
        }

        /// <summary>Negotiates and drives until both are connected; throws after five virtual seconds.</summary>
        public void Connect()
        {
            Negotiate();
            if (!DriveUntil(() => IsConnected)) throw new InvalidOperationException($"Not connected: {this}");
        }

        /// <summary>Lets virtual time pass.</summary>
        public void Drive(TimeSpan duration)
        {
            Instant end = Now + duration;
            DriveUntil(() => false, duration);
            Now = end;
        }

        /// <summary>Lets virtual time pass until the condition holds; false when the limit (5 s) comes first.</summary>
        public bool DriveUntil(Func<bool> condition, TimeSpan? limit = null)
        {
            Instant end = Now + (limit ?? TimeSpan.FromSeconds(5));
            for (int step = 0; step < 1_000_000; step++)
            {
                Drain(Left, Right);
                Drain(Right, Left);
                if (condition()) return true;
                Instant next = NextInstant(end);
                if (next >= end) return false;
                if (next > Now) Now = next;
                Deliver();
                if (Left.Peer.NextDeadline.IsDue(Now)) Left.Peer.HandleTimeout(Now);
                if (Right.Peer.NextDeadline.IsDue(Now)) Right.Peer.HandleTimeout(Now);
            }

            throw new InvalidOperationException(
                $"Time stands still at {Now}: {Left.Peer.NextDeadline}, {Right.Peer.NextDeadline}.");
        }

        /// <summary>Hands a peer a datagram of the test's own making, as from the other side's address.</summary>
        public void Inject(Endpoint target, byte[] datagram)
        {
            Endpoint source = target == Left ? Right : Left;
            target.Peer.HandleDatagram(Now, target.Address, source.Address, datagram);
            Drain(target, source);
        }

        public override string ToString() =>
            $"left {Left.Peer.State} {Left.Peer.CloseDetail}, right {Right.Peer.State} {Right.Peer.CloseDetail}";

        public void Dispose()
        {
            Left.Dispose();
            Right.Dispose();
        }

        private static BouncyCastleDtls NewDtls(int seed) =>
            new BouncyCastleDtls(new SeededRandom(seed), inline: true);

        private Endpoint NewEndpoint(string ip, int port, IDtlsProvider dtls, int seed, bool lite)
        {
            TransportAddress.TryParse(ip, port, out TransportAddress address);
            var random = new SeededRandom(~seed);
            var config = new PeerConfig(dtls, new ManagedSrtpCrypto(), random, new[] { address })
            {
                IceLite = lite,
            };
            _configure(config);
            return new Endpoint(new Peer(config), address);
        }

        private void Drain(Endpoint from, Endpoint to)
        {
            while (from.Peer.TryPollTransmit(Now, out Transmit transmit))
            {
                bool lost = transmit.Remote != to.Address || _link.NextDouble() < Loss || !Passes(transmit);
                byte[] datagram = transmit.Datagram.AsSpan().ToArray();
                if (lost) continue;
                Instant leaves = to.BusyUntil > Now ? to.BusyUntil : Now;
                to.BusyUntil = leaves + TimeSpan.FromTicks((long)(datagram.Length * 8e7 / Capacity));
                bool isTwice = Duplication > 0 && _link.NextDouble() < Duplication;
                for (int copy = 0; copy < (isTwice ? 2 : 1); copy++)
                {
                    TimeSpan late = Jitter > TimeSpan.Zero ? Jitter * _link.NextDouble() : TimeSpan.Zero;
                    byte[] bytes = copy == 0 ? datagram : (byte[])datagram.Clone();
                    _flights.Add(new Flight(to.BusyUntil + Delay + late, from.Address, to, bytes));
                }
            }

            from.TakeEvents(Now);
        }

        private Instant NextInstant(Instant end)
        {
            Instant next = end;
            foreach (Flight flight in _flights)
                if (flight.Arrives < next) next = flight.Arrives;
            Deadline deadline = Left.Peer.NextDeadline.Soonest(Right.Peer.NextDeadline);
            return deadline.IsPending && deadline.At < next ? deadline.At : next;
        }

        private void Deliver()
        {
            for (int i = 0; i < _flights.Count; i++)
            {
                Flight flight = _flights[i];
                if (flight.Arrives > Now) continue;
                _flights.RemoveAt(i--);
                if (flight.Target != Left && flight.Target != Right) continue; // nobody is there any more
                flight.Target.Peer.HandleDatagram(Now, flight.Target.Address, flight.Source, flight.Datagram);
                Drain(flight.Target, flight.Target == Left ? Right : Left);
            }
        }

        private readonly struct Flight
        {
            public readonly Instant Arrives;
            public readonly TransportAddress Source;
            public readonly Endpoint Target;
            public readonly byte[] Datagram;

            public Flight(Instant arrives, TransportAddress source, Endpoint target, byte[] datagram)
            {
                Arrives = arrives;
                Source = source;
                Target = target;
                Datagram = datagram;
            }
        }
    }
}
