#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading;
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>A TCP or TLS connection to a TURN server, where one message is one datagram
    /// (https://www.rfc-editor.org/rfc/rfc8656#section-12.5). Sending never blocks: messages wait for a thread of its
    /// own that writes them, and when the network is slower than that the newest are lost, as over UDP.</summary>
    internal sealed class StreamPipe : ITransport
    {
        private const int MaxMessage = 4096;
        private const int MaxWaiting = 128;
        private const int StackSize = 256 * 1024;

        private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(8);
        private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

        private readonly Socket _socket;
        private readonly Stream _stream;
        private readonly TransportAddress _server;
        private readonly byte[] _in = new byte[MaxMessage * 2];
        private readonly Queue<byte[]> _free = new Queue<byte[]>();
        private readonly Queue<(byte[] Slot, int Length)> _waiting = new Queue<(byte[] Slot, int Length)>();
        private readonly Thread _writer;
        private int _begin;
        private int _end;
        private volatile bool _isClosed;

        private StreamPipe(Socket socket, Stream stream, TransportAddress local, TransportAddress server)
        {
            _socket = socket;
            _stream = stream;
            _server = server;
            Local = local;
            _writer = new Thread(DriveWrites, StackSize) { IsBackground = true, Name = $"Earshot TURN {server}" };
            _writer.Start();
        }

        /// <summary>Connects, for eight seconds at most. <paramref name="host"/> is the name the certificate must bear;
        /// <paramref name="validate"/> judges the certificate instead of the system. Throws what sockets and TLS
        /// throw.</summary>
        public static StreamPipe Connect(
            TransportAddress server, string? host, RemoteCertificateValidationCallback? validate)
        {
            AddressFamily family = server.IsV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
            var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp)
            {
                NoDelay = true,
                SendTimeout = (int)WriteTimeout.TotalMilliseconds,
            };
            // A connect that hangs is ended from outside: no runtime's blocking connect takes a time.
            using var timeout = new Timer(_ => socket.Dispose(), null, ConnectTimeout, Timeout.InfiniteTimeSpan);
            try
            {
                socket.Connect(server.ToIPEndPoint());
                Stream stream = new NetworkStream(socket, ownsSocket: false);
                if (host != null)
                {
                    var tls = new SslStream(stream, leaveInnerStreamOpen: false, validate);
                    tls.AuthenticateAsClient(host);
                    stream = tls;
                }

                var local = (System.Net.IPEndPoint)socket.LocalEndPoint;
                return new StreamPipe(socket, stream, TransportAddress.From(local.Address, local.Port), server);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        /// <inheritdoc/>
        public TransportAddress Local { get; }

        /// <inheritdoc/>
        public bool IsClosed => _isClosed;

        /// <summary>Waits for a message, without a limit: a TLS stream survives no interrupted read.</summary>
        public bool TryReceive(byte[] buffer, TimeSpan timeout, out int length, out TransportAddress from)
        {
            from = _server;
            while (!TryCut(buffer, out length))
            {
                if (_isClosed || length < 0 || length > MaxMessage || !TryRead())
                {
                    Close();
                    return false;
                }
            }

            return true;
        }

        /// <inheritdoc/>
        public bool TrySend(in TransportAddress to, ArraySegment<byte> datagram)
        {
            if (_isClosed || datagram.Count > MaxMessage) return false;
            lock (_waiting)
            {
                if (_waiting.Count == MaxWaiting) return false;
                byte[] slot = _free.Count > 0 ? _free.Dequeue() : new byte[MaxMessage];
                datagram.AsSpan().CopyTo(slot);
                _waiting.Enqueue((slot, datagram.Count));
                Monitor.Pulse(_waiting);
                return true;
            }
        }

        /// <inheritdoc/>
        public void Close()
        {
            lock (_waiting)
            {
                if (_isClosed) return;
                _isClosed = true;
                Monitor.Pulse(_waiting);
            }
        }

        /// <summary>Frees the connection.</summary>
        public void Dispose()
        {
            Close();
            _writer.Join();
        }

        private bool TryCut(byte[] buffer, out int length)
        {
            ReadOnlySpan<byte> rest = _in.AsSpan(_begin, _end - _begin);
            if (!ChannelMessage.TryCut(rest, out length) || length > buffer.Length) return false;
            rest.Slice(0, length).CopyTo(buffer);
            _begin += length;
            return true;
        }

        private bool TryRead()
        {
            _in.AsSpan(_begin, _end - _begin).CopyTo(_in);
            _end -= _begin;
            _begin = 0;
            try
            {
                int read = _stream.Read(_in, _end, _in.Length - _end);
                _end += read;
                return read > 0;
            }
            catch (Exception error) when (IsBroken(error))
            {
                return false;
            }
        }

        // What waits when it is closed is written all the same: it is the server's to be told that we go.
        private void DriveWrites()
        {
            try
            {
                while (TryTake(out byte[] slot, out int length))
                {
                    _stream.Write(slot, 0, length);
                    lock (_waiting) _free.Enqueue(slot);
                }
            }
            catch (Exception error) when (IsBroken(error))
            {
                Close();
            }

            Hang();
        }

        private void Hang()
        {
            try
            {
                _socket.Shutdown(SocketShutdown.Both); // wakes the reader on every system
            }
            catch (Exception error) when (IsBroken(error))
            {
                // The other side hung up first.
            }

            _socket.Dispose();
        }

        private bool TryTake(out byte[] slot, out int length)
        {
            lock (_waiting)
            {
                while (_waiting.Count == 0 && !_isClosed) Monitor.Wait(_waiting);
                (slot, length) = _waiting.Count > 0 ? _waiting.Dequeue() : (Array.Empty<byte>(), 0);
                return length > 0;
            }
        }

        private static bool IsBroken(Exception error) =>
            error is IOException || error is SocketException || error is ObjectDisposedException ||
            error is InvalidOperationException;
    }
}
