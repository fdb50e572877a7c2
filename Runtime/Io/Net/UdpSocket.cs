#nullable enable
using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>One bound UDP socket that is only ever read and written by blocking calls: one asynchronous operation
    /// would put it into the runtime's epoll set and double the price of every later datagram.
    /// Receiving from anyone allocates an end point a datagram; while connected to one remote it allocates nothing, and
    /// hears nobody else. One thread receives; any thread sends, one at a time.</summary>
    public sealed class UdpSocket : ITransport
    {
        private const int KernelBufferSize = 1 << 20;
        private const int SioUdpConnectionReset = -1744830452;

        private readonly EndPoint _anyone;
        private readonly int _dscp;
        private Socket _socket;
        private TransportAddress _sendTo;
        private EndPoint? _sendToEndPoint;
        private TransportAddress _connected;
        private volatile bool _isConnected;
        private volatile bool _isClosed;
        private int _receiveTimeout;
        private long _unreachable;

        /// <summary>Binds to an address; port 0 lets the system choose. <paramref name="dscp"/>, 0 to 63, marks what is
        /// sent where the system allows it (RFC 8837: 46 for voice). Throws <see cref="SocketException"/> when the
        /// address is not this machine's or the port is taken.</summary>
        public UdpSocket(IPAddress address, int port = 0, int dscp = 0)
        {
            _dscp = dscp;
            _anyone = new IPEndPoint(
                address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
            _socket = Open(new IPEndPoint(address, port));
            Local = TransportAddress.From(address, ((IPEndPoint)_socket.LocalEndPoint).Port);
        }

        /// <summary>A socket connected to one remote from the start, at the local address that the route to it
        /// has.</summary>
        internal static UdpSocket ConnectedTo(TransportAddress remote)
        {
            var socket = new UdpSocket(remote.IsV6 ? IPAddress.IPv6Any : IPAddress.Any);
            try
            {
                socket.Connect(remote);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            var local = (IPEndPoint)socket._socket.LocalEndPoint;
            socket.Local = TransportAddress.From(local.Address, local.Port);
            return socket;
        }

        /// <summary>What it is bound to.</summary>
        public TransportAddress Local { get; private set; }

        /// <summary>True while it hears and speaks to one remote only.</summary>
        public bool IsConnected => _isConnected;

        /// <summary>True when something was to be sent to another than the remote it is connected to.</summary>
        public bool HasStrayed { get; private set; }

        /// <summary>True when a datagram can be received without waiting.</summary>
        public bool HasWaiting => !_isClosed && _socket.Available > 0;

        /// <inheritdoc/>
        public bool IsClosed => _isClosed;

        /// <summary>How often the system reported that a datagram could not be delivered (ICMP) or sent.</summary>
        public long Unreachable => Interlocked.Read(ref _unreachable);

        /// <summary>Binds it to one remote: others are neither heard nor spoken to until <see cref="Disconnect"/>. No
        /// one may be sending.</summary>
        public void Connect(TransportAddress remote)
        {
            _socket.Connect(remote.ToIPEndPoint());
            _connected = remote;
            HasStrayed = false;
            _isConnected = true;
        }

        /// <summary>Hears everyone again, at the same address: a new socket takes the old one's place, since not every
        /// runtime can dissolve a UDP association. Only on the thread that receives, while no one is sending. Throws
        /// <see cref="SocketException"/>, and is closed, when the port was lost meanwhile.</summary>
        public void Disconnect()
        {
            if (!_isConnected) return;
            _isConnected = false;
            HasStrayed = false;
            _receiveTimeout = 0;
            _socket.Dispose();
            try
            {
                _socket = Open(Local.ToIPEndPoint());
            }
            catch
            {
                _isClosed = true;
                throw;
            }
        }

        /// <inheritdoc/>
        public bool TryReceive(byte[] buffer, TimeSpan timeout, out int length, out TransportAddress from)
        {
            if (!_isConnected) return TryReceiveFromAnyone(buffer, timeout, out length, out from);
            from = _connected;
            return TryReceiveConnected(buffer, timeout, out length);
        }

        /// <inheritdoc/>
        public bool TrySend(in TransportAddress to, ArraySegment<byte> datagram)
        {
            if (!_isConnected) return TrySendTo(to, datagram);
            if (to != _connected)
            {
                HasStrayed = true;
                return false;
            }

            _socket.Send(datagram.Array, datagram.Offset, datagram.Count, SocketFlags.None, out SocketError error);
            return error == SocketError.Success || CountUnreachable();
        }

        /// <inheritdoc/>
        public void Close()
        {
            _isClosed = true;
            try
            {
                // A datagram to oneself ends a wait on every system, but a connected socket would not hear it.
                if (_isConnected) _socket.Shutdown(SocketShutdown.Both);
                else _socket.SendTo(new byte[1], Local.ToIPEndPoint());
            }
            catch (SocketException)
            {
                // Then the wait ends in its time.
            }
            catch (ObjectDisposedException)
            {
                // Closed before.
            }
        }

        /// <summary>Frees the socket. A thread in <see cref="TryReceive"/> should have left it.</summary>
        public void Dispose()
        {
            _isClosed = true;
            _socket.Dispose();
        }

        private Socket Open(IPEndPoint local)
        {
            var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                socket.ReceiveBufferSize = KernelBufferSize;
                socket.SendBufferSize = KernelBufferSize;
                IgnoreConnectionResetsOnWindows(socket);
                Mark(socket);
                // Mono turns it on, and another process could then take the port from under us.
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, false);
                socket.Bind(local);
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        private bool TryReceiveConnected(byte[] buffer, TimeSpan timeout, out int length)
        {
            int milliseconds = Math.Max(1, (int)Math.Ceiling(timeout.TotalMilliseconds));
            if (milliseconds != _receiveTimeout) _socket.ReceiveTimeout = _receiveTimeout = milliseconds;
            length = _socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success) return !_isClosed;
            return error != SocketError.TimedOut && error != SocketError.WouldBlock && CountUnreachable();
        }

        private bool TryReceiveFromAnyone(
            byte[] buffer, TimeSpan timeout, out int length, out TransportAddress from)
        {
            length = 0;
            from = default;
            try
            {
                if (!_socket.Poll((int)(timeout.Ticks / 10), SelectMode.SelectRead) || _isClosed) return false;
                EndPoint remote = _anyone;
                length = _socket.ReceiveFrom(buffer, ref remote);
                var end = (IPEndPoint)remote;
                from = TransportAddress.From(end.Address, end.Port);
                return !_isClosed;
            }
            catch (SocketException)
            {
                return CountUnreachable();
            }
        }

        private bool TrySendTo(in TransportAddress to, ArraySegment<byte> datagram)
        {
            try
            {
                if (_sendToEndPoint == null || _sendTo != to)
                {
                    _sendTo = to;
                    _sendToEndPoint = to.ToIPEndPoint();
                }

                _socket.SendTo(datagram.Array, datagram.Offset, datagram.Count, SocketFlags.None, _sendToEndPoint);
                return true;
            }
            catch (SocketException)
            {
                return CountUnreachable();
            }
        }

        private bool CountUnreachable()
        {
            Interlocked.Increment(ref _unreachable);
            return false;
        }

        // Windows fails the next receive after an ICMP port-unreachable, even on an unconnected socket.
        private static void IgnoreConnectionResetsOnWindows(Socket socket)
        {
            if (Environment.OSVersion.Platform != PlatformID.Win32NT) return;
            try
            {
                socket.IOControl(SioUdpConnectionReset, new byte[4], null);
            }
            catch (SocketException)
            {
                // Then the receive fails once a port-unreachable, and is counted.
            }
        }

        // Windows passes it over unless a policy says otherwise; some systems refuse.
        private void Mark(Socket socket)
        {
            if (_dscp == 0 || socket.AddressFamily != AddressFamily.InterNetwork) return;
            try
            {
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, _dscp << 2);
            }
            catch (SocketException)
            {
                // Then it goes unmarked.
            }
        }
    }
}
