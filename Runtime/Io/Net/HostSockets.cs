#nullable enable
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>The sockets behind a <see cref="PeerDriver"/>'s host candidates, each with a pump: opened, lost and
    /// found again as the machine's addresses change. Everything but <see cref="PumpSocket"/> under the gate.</summary>
    internal sealed class HostSockets
    {
        private readonly PeerDriver _driver;
        private readonly PeerDriverOptions _options;
        private readonly List<UdpSocket> _sockets = new List<UdpSocket>();

        /// <summary>Opens one at each address that can be bound.</summary>
        public HostSockets(PeerDriver driver, PeerDriverOptions options)
        {
            _driver = driver;
            _options = options;
            foreach (IPAddress address in options.Addresses ?? LocalAddresses.List()) TryOpen(address);
        }

        /// <summary>What they are bound to.</summary>
        public IReadOnlyList<TransportAddress> Locals => _sockets.ConvertAll(socket => socket.Local);

        /// <summary>True while one is connected to the remote.</summary>
        public bool HaveSettled => _sockets.Exists(socket => socket.IsConnected);

        /// <summary>Starts the pumps.</summary>
        public void Start()
        {
            foreach (UdpSocket socket in _sockets) Start(socket);
        }

        /// <summary>Takes up addresses that have come and gives up those that have gone; true when there were
        /// any.</summary>
        public bool Refresh(Peer peer, Instant now, IReadOnlyList<IPAddress> present)
        {
            bool changed = false;
            foreach (UdpSocket socket in _sockets.ToArray())
            {
                if (Contains(present, socket.Local)) continue;
                Lose(peer, now, socket);
                changed = true;
            }

            foreach (IPAddress address in present)
                if (!_sockets.Exists(socket => socket.Local.WithPort(0) == TransportAddress.From(address, 0)))
                    changed |= TryOpen(peer, now, address);
            return changed;
        }

        /// <summary>The one at that address, or null.</summary>
        public ITransport? Find(in TransportAddress local)
        {
            foreach (UdpSocket socket in _sockets)
            {
                if (socket.Local == local) return socket;
            }

            return null;
        }

        /// <summary>Ends the pumps, which then free the sockets.</summary>
        public void Close()
        {
            foreach (UdpSocket socket in _sockets) socket.Close();
        }

        private static bool Contains(IReadOnlyList<IPAddress> addresses, TransportAddress local)
        {
            foreach (IPAddress address in addresses)
                if (TransportAddress.From(address, local.Port) == local) return true;
            return false;
        }

        // An address can vanish between being listed and being bound, and IPv6 ones may still be tentative.
        private UdpSocket? TryOpen(IPAddress address)
        {
            try
            {
                var socket = new UdpSocket(address, dscp: _options.Dscp);
                _sockets.Add(socket);
                return socket;
            }
            catch (SocketException)
            {
                return null;
            }
        }

        private void Start(UdpSocket socket) => _driver.Start($"Earshot {socket.Local}", () => PumpSocket(socket));

        private void PumpSocket(UdpSocket socket)
        {
            _driver.Pump(socket, new SettledPath(socket));
            _driver.Post((peer, now) =>
            {
                Lose(peer, now, socket);
                if (Contains(_options.Addresses ?? _options.FindAddresses(), socket.Local))
                    TryOpen(peer, now, socket.Local.ToIPAddress());
            });
            socket.Dispose();
        }

        private bool TryOpen(Peer peer, Instant now, IPAddress address)
        {
            UdpSocket? socket = TryOpen(address);
            if (socket == null) return false;
            peer.Ice.AddLocalAddress(now, socket.Local);
            Start(socket);
            return true;
        }

        private void Lose(Peer peer, Instant now, UdpSocket socket)
        {
            if (!_sockets.Remove(socket)) return;
            peer.Ice.RemoveLocalAddress(now, socket.Local);
            socket.Close();
        }
    }
}
