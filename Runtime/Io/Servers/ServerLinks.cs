#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using Earshot.Rtc;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>Brings STUN and TURN servers to a <see cref="PeerDriver"/>'s peer. Each has a thread that resolves its
    /// name; a TURN server's then connects to it, pumps what it sends, and tries again when the relay is
    /// lost.</summary>
    internal sealed class ServerLinks
    {
        private const int MaxAttempts = 6;
        private const int StackSize = 256 * 1024;

        /// <summary>A relay that lived so long was well.</summary>
        private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(1);

        private static readonly TimeSpan[] Pauses =
        {
            TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5),
            TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20),
        };

        private readonly PeerDriver _driver;
        private readonly RemoteCertificateValidationCallback? _validate;
        private readonly List<Link> _links = new List<Link>();
        private readonly List<Thread> _threads = new List<Thread>();
        private readonly List<string> _faults = new List<string>();
        private int _awaited;

        public ServerLinks(PeerDriver driver, RemoteCertificateValidationCallback? validate)
        {
            _driver = driver;
            _validate = validate;
        }

        /// <summary>Sentences on servers that gave nothing. Under the gate.</summary>
        public string[] Faults => _faults.ToArray();

        /// <summary>Begins to ask servers. Under the gate.</summary>
        public void Add(Peer peer, IReadOnlyList<IceServer> servers)
        {
            foreach (IceServer server in servers)
            {
                foreach (ServerUri uri in server.Uris)
                {
                    // A STUN server over TLS sees the address of a TCP connection, which helps nobody here.
                    if (!uri.IsTurn && uri.Transport == TurnTransport.Tls) continue;
                    _awaited++;
                    var thread = new Thread(() => DriveServer(uri, server), StackSize)
                    {
                        IsBackground = true,
                        Name = $"Earshot {uri.Host}:{uri.Port}",
                    };
                    _threads.Add(thread);
                    thread.Start();
                }
            }

            peer.Ice.AwaitServers = _awaited > 0;
        }

        /// <summary>Closes the ways to relays that are no more. Under the gate.</summary>
        public void DropLost(Peer peer)
        {
            while (peer.Ice.TryPollRelayLoss(out RelayLoss loss))
            {
                foreach (Link link in _links)
                {
                    if (link.Transport.Local != loss.Pipe || link.Server != loss.Server.Address) continue;
                    link.Loss = loss;
                    link.Transport.Close();
                }

                if (loss.Failure != TurnFailure.None)
                    _faults.Add($"The TURN server {loss.Server} gave no relay, or lost it: {loss.Failure}.");
            }
        }

        /// <summary>The way that begins and ends at those addresses, or null. Under the gate.</summary>
        public ITransport? Find(in TransportAddress local, in TransportAddress server)
        {
            foreach (Link link in _links)
            {
                if (link.Server == server && link.Transport.Local == local) return link.Transport;
            }

            return null;
        }

        /// <summary>Ends the ways. Under the gate.</summary>
        public void Close()
        {
            foreach (Link link in _links) link.Transport.Close();
        }

        /// <summary>Waits for the threads that pump; one that is still resolving a name ends when it has.</summary>
        public void Join()
        {
            foreach (Thread thread in _threads) thread.Join(TimeSpan.FromSeconds(1));
        }

        private void DriveServer(ServerUri uri, IceServer server)
        {
            List<TransportAddress> addresses = Resolve(uri);
            bool isUdp = uri.Transport == TurnTransport.Udp;
            // Who relays over UDP tells our address there, too.
            _driver.Post((peer, now) =>
            {
                if (isUdp) foreach (TransportAddress address in addresses) peer.Ice.AddStunServer(now, address);
                if (!uri.IsTurn || addresses.Count == 0) NoteArrival(peer);
            });
            if (uri.IsTurn && addresses.Count > 0) DriveRelay(uri, server, addresses[0]);
        }

        /// <summary>One IPv4 address and one IPv6 address, in the system's order.</summary>
        private List<TransportAddress> Resolve(ServerUri uri)
        {
            var addresses = new List<TransportAddress>();
            try
            {
                IPAddress[] all = IPAddress.TryParse(uri.Host, out IPAddress? literal)
                    ? new[] { literal } : Dns.GetHostAddresses(uri.Host);
                foreach (IPAddress address in all)
                {
                    var found = TransportAddress.From(address, uri.Port);
                    if (!addresses.Exists(other => other.IsV6 == found.IsV6)) addresses.Add(found);
                }
            }
            catch (SocketException error)
            {
                Note($"The name of the ICE server {uri.Host} was not resolved: {error.Message}");
            }

            return addresses;
        }

        private void DriveRelay(ServerUri uri, IceServer server, TransportAddress address)
        {
            bool isFirst = true;
            for (int attempt = 0; attempt < MaxAttempts; attempt++)
            {
                if (!_driver.Wait(Pauses[attempt])) return;
                Link? link = TryConnect(uri, address);
                var account = new TurnServer(address, uri.Transport, server.Username, server.Credential);
                bool isOpen = _driver.Post((peer, now) =>
                {
                    if (link != null)
                    {
                        _links.Add(link);
                        peer.Ice.AddTurnServer(now, link.Transport.Local, account);
                    }

                    if (isFirst) NoteArrival(peer);
                });
                isFirst = false;
                if (link == null) continue;
                if (!isOpen)
                {
                    link.Transport.Dispose();
                    return;
                }

                Instant begin = _driver.Clock.Now;
                _driver.Pump(link.Transport);
                if (_driver.Clock.Now - begin > Lasting) attempt = 0;
                _driver.Post((peer, now) => peer.Ice.HandlePipeClosed(now, link.Transport.Local));
                _driver.Post((peer, now) => _links.Remove(link));
                link.Transport.Dispose();
                if (!MayTryAgain(link.Loss.Failure)) return;
                if (link.Loss.Failure == TurnFailure.TryAlternate) address = link.Loss.Alternate;
            }
        }

        private static bool MayTryAgain(TurnFailure failure) =>
            failure == TurnFailure.Unreachable || failure == TurnFailure.AllocationMismatch ||
            failure == TurnFailure.TryAlternate;

        private Link? TryConnect(ServerUri uri, TransportAddress address)
        {
            try
            {
                string? host = uri.Transport == TurnTransport.Tls ? uri.Host : null;
                ITransport transport = uri.Transport == TurnTransport.Udp
                    ? (ITransport)UdpSocket.ConnectedTo(address) : StreamPipe.Connect(address, host, _validate);
                return new Link(transport, address);
            }
            catch (Exception error) when (
                error is SocketException || error is IOException || error is AuthenticationException ||
                error is ObjectDisposedException)
            {
                Note($"No connection to the TURN server {uri.Host}:{uri.Port} over {uri.Transport}: {error.Message}");
                return null;
            }
        }

        private void NoteArrival(Peer peer)
        {
            if (--_awaited == 0) peer.Ice.AwaitServers = false;
        }

        private void Note(string fault) => _driver.Post((peer, now) => _faults.Add(fault));

        private sealed class Link
        {
            public Link(ITransport transport, TransportAddress server)
            {
                Transport = transport;
                Server = server;
            }

            public ITransport Transport { get; }

            public TransportAddress Server { get; }

            /// <summary>Why it ended; None while it has not, or when it is wanted no more.</summary>
            public RelayLoss Loss { get; set; }
        }
    }
}
