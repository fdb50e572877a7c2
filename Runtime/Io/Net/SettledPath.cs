#nullable enable
using System;
using System.Net.Sockets;
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>Decides when a socket is connected to the other side, which makes receiving cheap and deaf to all
    /// others, and when it is to hear everyone again: once another path is tried, or the other side falls silent and
    /// may speak up from elsewhere.</summary>
    internal sealed class SettledPath
    {
        private const int MinDatagrams = 20;
        private const int MaxLeftToRead = 200;

        private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan SettlesAfter = TimeSpan.FromMilliseconds(500);
        private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(1);

        private readonly UdpSocket _socket;
        private TransportAddress _remote;
        private Instant _since;
        private Instant _heardAt;
        private Instant _nextLookAt;
        private int _datagrams;
        private bool _isLeaving;
        private int _leftToRead;

        public SettledPath(UdpSocket socket) => _socket = socket;

        /// <summary>Looks at how things stand after a wait that may have brought a datagram. On the socket's own
        /// thread, under the gate. Throws <see cref="SocketException"/> when the port was lost.</summary>
        public void Tend(Instant now, Peer peer, bool came)
        {
            if (came)
            {
                _heardAt = now;
                _datagrams++;
            }

            if (_isLeaving) Leave();
            if (_isLeaving || now < _nextLookAt && !_socket.HasStrayed) return;
            _nextLookAt = now + LookEvery;
            bool isHere = peer.Ice.TryGetSelected(out TransportAddress local, out TransportAddress remote) &&
                local == _socket.Local && peer.State == PeerState.Connected && peer.Ice.IsSettled;
            if (!isHere || remote != _remote) Begin(now, isHere ? remote : default);
            else if (!_socket.IsConnected) TrySettle(now);
            else if (_socket.HasStrayed || now >= _heardAt + SilentAfter) Begin(now, remote);
        }

        private void TrySettle(Instant now)
        {
            bool isLively = now < _heardAt + SilentAfter && _datagrams >= MinDatagrams;
            if (!isLively)
            {
                if (now >= _heardAt + SilentAfter) _datagrams = 0;
                return;
            }

            if (now >= _since + SettlesAfter) _socket.Connect(_remote);
        }

        private void Begin(Instant now, TransportAddress remote)
        {
            _remote = remote;
            _since = now;
            _datagrams = 0;
            if (!_socket.IsConnected) return;
            _isLeaving = true;
            _leftToRead = MaxLeftToRead;
            Leave();
        }

        // What the system holds for the old socket would be lost with it, and is read first.
        private void Leave()
        {
            if (_socket.HasWaiting && _leftToRead-- > 0) return;
            _isLeaving = false;
            _socket.Disconnect();
        }
    }
}
