#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Two ICE agents in virtual time with a seeded link between them: delay, loss, a cut, a NAT in front of
    /// the first agent, and a STUN and TURN server that both reach.</summary>
    public sealed class IcePair
    {
        public static readonly TransportAddress AddressA = Address("192.0.2.1", 5000);
        public static readonly TransportAddress AddressB = Address("198.51.100.2", 7881);

        /// <summary>Where an agent's transport to the TURN server begins.</summary>
        public static readonly TransportAddress PipeA = Address("192.0.2.1", 6001);
        public static readonly TransportAddress PipeB = Address("198.51.100.2", 6002);

        private const int StepsAtOneInstant = 1000;

        private readonly Random _luck;
        private readonly List<Flight> _flights = new List<Flight>();
        private readonly Dictionary<DropReason, int> _dropped = new Dictionary<DropReason, int>();

        public IcePair(
            bool liteA = false, bool liteB = false, int seed = 1, IceTransportPolicy policyA = IceTransportPolicy.All)
        {
            _luck = new Random(seed);
            A = new IceAgent(new SeededRandom(seed), liteA, policyA);
            B = new IceAgent(new SeededRandom(seed + 1000), liteB);
            B.SetRole(IceRole.Controlled);
            LiteA = liteA;
            LiteB = liteB;
        }

        public IceAgent A { get; }
        public IceAgent B { get; }
        public bool LiteA { get; }
        public bool LiteB { get; }
        public Instant Now { get; private set; } = Instant.FromMilliseconds(1000);
        public TimeSpan OneWay { get; set; } = TimeSpan.FromMilliseconds(20);
        public double Loss { get; set; }
        public bool IsCut { get; set; }

        /// <summary>When given, B sees A at this address, whatever socket A sends from.</summary>
        public TransportAddress? Nat { get; set; }

        public FakeTurnServer Server { get; } = new FakeTurnServer();

        /// <summary>Datagrams sent by either side.</summary>
        public int Sent { get; private set; }

        /// <summary>When given, how many milliseconds a datagram flies between the agents.</summary>
        public Func<IceTransmit, double>? Delay { get; set; }

        /// <summary>Sees each datagram as it leaves; false loses it.</summary>
        public Func<IceTransmit, bool> Passes { get; set; } = _ => true;

        public static TransportAddress Address(string address, int port)
        {
            Assert.That(TransportAddress.TryParse(address, port, out TransportAddress parsed), Is.True, address);
            return parsed;
        }

        /// <summary>Exchanges candidates and credentials as an offer and its answer would.</summary>
        public IcePair Signal(bool withCandidates = true)
        {
            AddLocals();
            TellA(withCandidates);
            TellB(withCandidates);
            return this;
        }

        public void AddLocals()
        {
            A.AddLocalCandidate(Candidate.Host(AddressA));
            B.AddLocalCandidate(Candidate.Host(AddressB));
        }

        public void TellA(bool withCandidates = true) => Tell(A, B, LiteB, withCandidates);

        public void TellB(bool withCandidates = true) => Tell(B, A, LiteA, withCandidates);

        public int Dropped(DropReason reason) => _dropped.TryGetValue(reason, out int count) ? count : 0;

        public bool AreConnected => A.State == IceState.Connected && B.State == IceState.Connected;

        /// <summary>Runs until it is so; false when the time is over first.</summary>
        public bool RunUntil(Func<bool> isSo, double seconds)
        {
            Instant end = Now + TimeSpan.FromSeconds(seconds);
            int stepsHere = 0;
            Drain();
            while (!isSo())
            {
                Instant next = NextInstant(end);
                if (next > end) next = end;
                stepsHere = next > Now ? 0 : stepsHere + 1;
                Assert.That(stepsHere, Is.LessThan(StepsAtOneInstant), "a deadline that is due must make progress");
                if (next > Now) Now = next;
                Step();
                if (Now >= end) return isSo();
            }

            return true;
        }

        public void Run(double seconds) => RunUntil(() => false, seconds);

        /// <summary>Sends what both agents have to send.</summary>
        public void Drain()
        {
            Drain(A, B);
            Drain(B, A);
        }

        private void Step()
        {
            for (int i = 0; i < _flights.Count; i++)
            {
                Flight flight = _flights[i];
                if (flight.At > Now) continue;
                _flights.RemoveAt(i--);
                Deliver(flight);
                Drain();
            }

            if (A.NextDeadline.IsDue(Now)) A.HandleTimeout(Now);
            if (B.NextDeadline.IsDue(Now)) B.HandleTimeout(Now);
            Drain();
        }

        private void Deliver(Flight flight)
        {
            IceAgent to = flight.To;
            TransportAddress local = flight.Local;
            TransportAddress remote = flight.Remote;
            Memory<byte> datagram = flight.Datagram;
            if (to.IsFromRelay(local, remote) &&
                !to.TryUnwrap(Now, local, remote, flight.Datagram, out local, out remote, out datagram)) return;
            to.TryHandleDatagram(Now, local, remote, datagram.Span, out DropReason dropped);
            _dropped[dropped] = Dropped(dropped) + 1;
        }

        private Instant NextInstant(Instant end)
        {
            Instant next = end;
            foreach (Flight flight in _flights) next = flight.At < next ? flight.At : next;
            Deadline deadline = A.NextDeadline.Soonest(B.NextDeadline);
            return deadline.IsPending && deadline.At < next ? deadline.At : next;
        }

        private void Drain(IceAgent from, IceAgent to)
        {
            while (from.TryPollTransmit(out IceTransmit transmit))
            {
                Sent++;
                bool isUnlucky = !Passes(transmit) || IsCut || _luck.NextDouble() < Loss;
                if (isUnlucky) continue;
                if (transmit.Remote == FakeTurnServer.Address || Server.IsRelayed(transmit.Remote))
                {
                    AskServer(transmit, from);
                    continue;
                }

                if (!Reaches(from, transmit.Remote)) continue;
                bool isNatted = Nat != null && from == A;
                bool isBack = Nat != null && from == B; // only the first socket of A stands behind the NAT
                _flights.Add(new Flight
                {
                    At = Now + (Delay == null ? OneWay : TimeSpan.FromMilliseconds(Delay(transmit))),
                    To = to,
                    Local = isBack ? AddressA : transmit.Remote,
                    Remote = isNatted ? Nat!.Value : transmit.Local,
                    Datagram = transmit.Datagram.AsSpan().ToArray(),
                });
            }
        }

        /// <summary>The server stands half-way.</summary>
        private void AskServer(IceTransmit transmit, IceAgent from)
        {
            byte[] bytes = transmit.Datagram.AsSpan().ToArray();
            TransportAddress client = Nat != null && transmit.Local == AddressA ? Nat.Value : transmit.Local;
            IReadOnlyList<FakeTurnServer.Datagram> answers = transmit.Remote == FakeTurnServer.Address
                ? Server.HandleClient(Now, client, bytes)
                : Server.HandlePeer(Now, transmit.Remote, client, bytes);
            foreach (FakeTurnServer.Datagram answer in new List<FakeTurnServer.Datagram>(answers)) Relay(answer);
        }

        private void Relay(FakeTurnServer.Datagram datagram)
        {
            if (Server.IsRelayed(datagram.To))
            {
                IReadOnlyList<FakeTurnServer.Datagram> further =
                    Server.HandlePeer(Now, datagram.To, datagram.From, datagram.Bytes);
                foreach (FakeTurnServer.Datagram next in new List<FakeTurnServer.Datagram>(further)) Relay(next);
                return;
            }

            TransportAddress local = Nat != null && datagram.To == Nat ? AddressA : datagram.To;
            bool isA = local.WithPort(0) == AddressA.WithPort(0);
            _flights.Add(new Flight
            {
                At = Now + OneWay,
                To = isA ? A : B,
                Local = local,
                Remote = datagram.From,
                Datagram = datagram.Bytes,
            });
        }

        private bool Reaches(IceAgent from, TransportAddress remote)
        {
            if (Nat != null && from == B) return remote == Nat;
            foreach (Candidate candidate in (from == A ? B : A).LocalCandidates)
            {
                if (candidate.Address == remote) return true;
            }

            return false;
        }

        private void Tell(IceAgent agent, IceAgent other, bool otherIsLite, bool withCandidates)
        {
            agent.SetRemote(Now, other.Local, otherIsLite);
            if (!withCandidates) return;
            foreach (Candidate candidate in other.LocalCandidates) agent.AddRemoteCandidate(Now, candidate);
        }

        private struct Flight
        {
            public Instant At;
            public IceAgent To;
            public TransportAddress Local;
            public TransportAddress Remote;
            public byte[] Datagram;
        }
    }
}
