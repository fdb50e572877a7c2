#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Io.Dtls;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>A DTLS client and server in virtual time on a link that delays and, when told so, loses, repeats and
    /// reorders by a seed.</summary>
    public sealed class DtlsPair : IDisposable
    {
        private static readonly BouncyCastleDtls ClientSide = new BouncyCastleDtls(new SeededRandom(1), inline: true);
        private static readonly BouncyCastleDtls ServerSide = new BouncyCastleDtls(new SeededRandom(2), inline: true);

        private readonly List<Flying> _link = new List<Flying>();
        private readonly byte[] _buffer = new byte[1500];
        private readonly Random _chance;

        private struct Flying
        {
            public Instant Arrives;
            public bool ToServer;
            public byte[] Datagram;
        }

        public DtlsPair(int seed = 0, Fingerprint? clientExpects = null, Fingerprint? serverExpects = null)
        {
            _chance = new Random(seed);
            Client = new DtlsTransport(
                ClientSide, DtlsRole.Client, clientExpects ?? ServerSide.LocalFingerprint, () => { });
            Server = new DtlsTransport(
                ServerSide, DtlsRole.Server, serverExpects ?? ClientSide.LocalFingerprint, () => { });
        }

        public static Fingerprint ServerFingerprint => ServerSide.LocalFingerprint;

        public DtlsTransport Client { get; }

        public DtlsTransport Server { get; }

        public DtlsOutcome? ClientOutcome { get; private set; }

        public DtlsOutcome? ServerOutcome { get; private set; }

        public Instant Now { get; private set; } = Instant.FromMilliseconds(1000);

        /// <summary>What ICE would tell both of the path; zero for nothing.</summary>
        public TimeSpan RoundTripTime
        {
            set => Client.RoundTripTime = Server.RoundTripTime = value;
        }

        public double Loss { get; set; }

        public double Repetition { get; set; }

        public TimeSpan Jitter { get; set; }

        /// <summary>Says of each datagram, given whether it goes to the server, whether the link eats it.</summary>
        public Func<bool, byte[], bool> Eats { get; set; } = (toServer, datagram) => false;

        /// <summary>Every datagram the two have sent, with whether it was for the server.</summary>
        public List<(bool ToServer, byte[] Datagram)> Sent { get; } = new List<(bool, byte[])>();

        public bool BothEnded => ClientOutcome.HasValue && ServerOutcome.HasValue;

        public void Start()
        {
            Server.Start(Now);
            Client.Start(Now);
        }

        /// <summary>Lets time pass until both have ended or that long has gone by.</summary>
        public void RunUntilEnded(TimeSpan limit)
        {
            Instant end = Now + limit;
            while (!BothEnded && Now < end) Step(end);
        }

        public void RunFor(TimeSpan duration)
        {
            Instant end = Now + duration;
            while (Now < end) Step(end);
        }

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }

        private void Step(Instant end)
        {
            Drain();
            Now = NextTime(end);
            for (int i = 0; i < _link.Count; i++)
            {
                if (_link[i].Arrives > Now) continue;
                Flying flying = _link[i];
                _link.RemoveAt(i--);
                (flying.ToServer ? Server : Client).HandleDatagram(Now, flying.Datagram);
                Drain();
            }

            Client.HandleTimeout(Now);
            Server.HandleTimeout(Now);
            Drain();
        }

        private Instant NextTime(Instant end)
        {
            Instant next = end;
            foreach (Flying flying in _link)
            {
                if (flying.Arrives < next) next = flying.Arrives;
            }

            Deadline deadline = Client.NextDeadline.Soonest(Server.NextDeadline);
            return deadline.IsPending && deadline.At < next ? deadline.At : next;
        }

        private void Drain()
        {
            Drain(Client, toServer: true);
            Drain(Server, toServer: false);
            if (ClientOutcome == null && Client.TryPollOutcome(out DtlsOutcome client)) ClientOutcome = client;
            if (ServerOutcome == null && Server.TryPollOutcome(out DtlsOutcome server)) ServerOutcome = server;
        }

        private void Drain(DtlsTransport from, bool toServer)
        {
            while (from.TryPollTransmit(Now, _buffer, out int length))
            {
                byte[] datagram = _buffer.AsSpan(0, length).ToArray();
                Sent.Add((toServer, datagram));
                if (_chance.NextDouble() < Loss || Eats(toServer, datagram)) continue;
                Send(toServer, datagram);
                if (_chance.NextDouble() < Repetition) Send(toServer, datagram);
            }
        }

        /// <summary>Puts a datagram on the link.</summary>
        public void Send(bool toServer, byte[] datagram) => _link.Add(new Flying
        {
            Arrives = Now + TimeSpan.FromMilliseconds(10) + Jitter * _chance.NextDouble(),
            ToServer = toServer,
            Datagram = datagram,
        });
    }
}
