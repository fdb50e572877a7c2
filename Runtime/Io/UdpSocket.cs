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
    /// Receiving from anyone allocates an end point a datagram; once connected to one remote it allocates nothing.
    /// One thread receives; any thread sends, one at a time.</summary>
    public sealed class UdpSocket : IDisposable
    {
        private const int KernelBufferSize = 1 << 20;
        private const int SioUdpConnectionReset = -1744830452;

        private readonly Socket _socket;
        private readonly EndPoint _anyone;
        private TransportAddress _sendTo;
        private EndPoint? _sendToEndPoint;
        private TransportAddress _connected;
        private volatile bool _isConnected;
        private int _receiveTimeout;
        private long _unreachable;

        /// <summary>Binds to an address; port 0 lets the system choose. Throws <see cref="SocketException"/> when the
        /// address is not this machine's or the port is taken.</summary>
        public UdpSocket(IPAddress address, int port = 0)
        {
            _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            _anyone = new IPEndPoint(
                address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
            try
            {
                _socket.ReceiveBufferSize = KernelBufferSize;
                _socket.SendBufferSize = KernelBufferSize;
                IgnoreConnectionResetsOnWindows();
                // Mono turns it on, and another process could then take the port from under us.
                _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, false);
                _socket.Bind(new IPEndPoint(address, port));
            }
            catch
            {
                _socket.Dispose();
                throw;
            }

            Local = TransportAddress.From(address, ((IPEndPoint)_socket.LocalEndPoint).Port);
        }

        /// <summary>What it is bound to.</summary>
        public TransportAddress Local { get; }

        /// <summary>True once it hears and speaks to one remote only.</summary>
        public bool IsConnected => _isConnected;

        /// <summary>How often the system reported that a datagram could not be delivered (ICMP) or sent.</summary>
        public long Unreachable => Interlocked.Read(ref _unreachable);

        /// <summary>Binds it to one remote for good: others are neither heard nor spoken to any more.</summary>
        public void Connect(TransportAddress remote)
        {
            _connected = remote;
            _socket.Connect(remote.ToIPEndPoint());
            _isConnected = true;
        }

        /// <summary>Waits for a datagram and puts it into <paramref name="buffer"/>. False when none came in
        /// <paramref name="timeout"/>, or the system reported an earlier one undelivered.</summary>
        public bool TryReceive(byte[] buffer, TimeSpan timeout, out int length, out TransportAddress from)
        {
            if (!_isConnected) return TryReceiveFromAnyone(buffer, timeout, out length, out from);
            from = _connected;
            return TryReceiveConnected(buffer, timeout, out length);
        }

        /// <summary>Sends a datagram; false when the system would not take it. Nobody is told whether it
        /// arrives.</summary>
        public bool TrySend(in TransportAddress to, ArraySegment<byte> datagram)
        {
            if (!_isConnected) return TrySendTo(to, datagram);
            if (to != _connected) return false;
            _socket.Send(datagram.Array, datagram.Offset, datagram.Count, SocketFlags.None, out SocketError error);
            return error == SocketError.Success || CountUnreachable();
        }

        /// <summary>Frees the socket. A thread in <see cref="TryReceive"/> should have left it.</summary>
        public void Dispose() => _socket.Dispose();

        private bool TryReceiveConnected(byte[] buffer, TimeSpan timeout, out int length)
        {
            int milliseconds = Math.Max(1, (int)Math.Ceiling(timeout.TotalMilliseconds));
            if (milliseconds != _receiveTimeout) _socket.ReceiveTimeout = _receiveTimeout = milliseconds;
            length = _socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success) return true;
            return error != SocketError.TimedOut && error != SocketError.WouldBlock && CountUnreachable();
        }

        private bool TryReceiveFromAnyone(
            byte[] buffer, TimeSpan timeout, out int length, out TransportAddress from)
        {
            length = 0;
            from = default;
            try
            {
                if (!_socket.Poll((int)(timeout.Ticks / 10), SelectMode.SelectRead)) return false;
                EndPoint remote = _anyone;
                length = _socket.ReceiveFrom(buffer, ref remote);
                var end = (IPEndPoint)remote;
                from = TransportAddress.From(end.Address, end.Port);
                return true;
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
        private void IgnoreConnectionResetsOnWindows()
        {
            if (Environment.OSVersion.Platform != PlatformID.Win32NT) return;
            try
            {
                _socket.IOControl(SioUdpConnectionReset, new byte[4], null);
            }
            catch (SocketException)
            {
                // Then the receive fails once a port-unreachable, and is counted.
            }
        }
    }
}
