#nullable enable
using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>Sockets and threads around one <see cref="Peer"/>. Whoever holds the gate owns the peer: a pump thread
    /// a socket takes it for each datagram, and other threads' commands take it on their own thread, because a thread
    /// that waits on a connected socket cannot be woken by a datagram to oneself.
    /// Once the connection has settled on one path, its socket is connected to the remote and the other pumps
    /// end.</summary>
    public sealed class PeerDriver : IDisposable
    {
        private const int DatagramSize = 2048;
        private const int StackSize = 256 * 1024;
        private const byte FirstByteAfterStun = 4;

        // A pump looks up at least this often, for deadlines that a command has brought nearer and for its events.
        private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(10);
        private static readonly TimeSpan LongestWaitWhileConnecting = TimeSpan.FromMilliseconds(2);

        // ICE may still nominate a better pair than the one DTLS began on.
        private static readonly TimeSpan PathSettlesAfter = TimeSpan.FromMilliseconds(500);

        private readonly object _gate = new object();
        private readonly IPeerSink _sink;
        private readonly Peer _peer;
        private readonly List<UdpSocket> _sockets = new List<UdpSocket>();
        private readonly List<Thread> _pumps = new List<Thread>();
        private TransportAddress _pathLocal;
        private TransportAddress _pathRemote;
        private Instant _pathSince;
        private UdpSocket? _settled;
        private byte[] _text = Array.Empty<byte>();
        private bool _isTelling;
        private volatile bool _ending;

        /// <summary>Opens the sockets and starts the threads. Throws when no address can be bound.</summary>
        public PeerDriver(PeerDriverOptions options, IPeerSink sink)
        {
            _sink = sink;
            var locals = new List<TransportAddress>();
            foreach (IPAddress address in options.Addresses ?? LocalAddresses.List())
            {
                if (!TryOpen(address, out UdpSocket? socket)) continue;
                _sockets.Add(socket!);
                locals.Add(socket!.Local);
            }

            if (_sockets.Count == 0)
            {
                throw new InvalidOperationException(
                    "No UDP socket could be opened at any of the given addresses; check PeerDriverOptions.Addresses.");
            }

            var config = new PeerConfig(options.Dtls, options.Crypto, options.Random, locals)
            {
                IceLite = options.IceLite,
                Wake = Wake,
                NtpOrigin = MonotonicClock.NtpOrigin,
            };
            if (options.AudioCodecs != null) config.AudioCodecs = options.AudioCodecs;
            _peer = new Peer(config);
            foreach (UdpSocket socket in _sockets) StartPump(socket);
        }

        /// <summary>What tells this driver and its peer the time.</summary>
        public MonotonicClock Clock { get; } = new MonotonicClock();

        /// <summary>What one of the threads broke on: a bug of ours or the sink's. Null while all is well; otherwise
        /// the peer has been closed.</summary>
        public Exception? Fault { get; private set; }

        /// <summary>True once one socket is connected to the remote and the others have ended.</summary>
        public bool HasSettled => Volatile.Read(ref _settled) != null;

        /// <summary>Does something with the peer under the gate, then sends what came of it. Any thread. Events follow
        /// on a pump thread, within 10 ms.</summary>
        public T Run<T>(Func<Peer, Instant, T> command)
        {
            lock (_gate)
            {
                if (_ending) throw new ObjectDisposedException(nameof(PeerDriver), "The driver has been disposed of.");
                Instant now = Clock.Now;
                T result = command(_peer, now);
                HandleDue(now);
                DrainTransmits(now);
                return result;
            }
        }

        /// <summary>Sends the next packet of a section's stream; false when it may not send now. Any thread; allocates
        /// nothing.</summary>
        public bool TrySend(Mid mid, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            lock (_gate)
            {
                if (_ending) return false;
                Instant now = Clock.Now;
                bool sent = _peer.TrySend(now, mid, time, marker, payload);
                DrainTransmits(now);
                return sent;
            }
        }

        /// <summary>Queues a message on a data channel and sends what may go; false when the channel is not open, or so
        /// much waits that BufferedAmountLow should come first. Any thread, and the sink; allocates nothing.</summary>
        public bool TrySend(DataChannel channel, ReadOnlySpan<byte> payload, bool isText = false)
        {
            lock (_gate)
            {
                if (_ending) return false;
                Instant now = Clock.Now;
                bool sent = _peer.TrySend(now, channel, payload, isText);
                if (!_isTelling) DrainTransmits(now);
                return sent;
            }
        }

        /// <summary>The same for a string.</summary>
        public bool TrySend(DataChannel channel, string text)
        {
            lock (_gate)
            {
                int length = Encoding.UTF8.GetByteCount(text);
                if (_text.Length < length) _text = new byte[length];
                Encoding.UTF8.GetBytes(text, 0, text.Length, _text, 0);
                return TrySend(channel, _text.AsSpan(0, length), isText: true);
            }
        }

        /// <summary>Says goodbye to the other side, ends the threads and frees the sockets. Not from the
        /// sink.</summary>
        public void Dispose()
        {
            lock (_gate)
            {
                if (_ending) return;
                Instant now = Clock.Now;
                _peer.Close(now);
                DrainTransmits(now);
                _ending = true;
            }

            foreach (Thread pump in _pumps) pump.Join();
            lock (_gate) _peer.Dispose();
            foreach (UdpSocket socket in _sockets) socket.Dispose();
        }

        // An address can vanish between being listed and being bound, and IPv6 ones may still be tentative.
        private static bool TryOpen(IPAddress address, out UdpSocket? socket)
        {
            socket = null;
            try
            {
                socket = new UdpSocket(address);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        private void StartPump(UdpSocket socket)
        {
            var pump = new Thread(() => PumpDatagrams(socket), StackSize)
            {
                IsBackground = true,
                Name = $"Earshot {socket.Local}",
            };
            _pumps.Add(pump);
            pump.Start();
        }

        private void PumpDatagrams(UdpSocket socket)
        {
            var buffer = new byte[DatagramSize];
            TimeSpan wait = LongestWaitWhileConnecting;
            while (!_ending && !HasLost(socket))
            {
                bool came = socket.TryReceive(buffer, wait, out int length, out TransportAddress remote);
                lock (_gate)
                {
                    if (_ending) return;
                    Instant now = Clock.Now;
                    try
                    {
                        if (came) _peer.HandleDatagram(now, socket.Local, remote, buffer.AsMemory(0, length));
                        HandleDue(now);
                        DrainTransmits(now);
                        DrainEvents(now);
                        DrainTransmits(now);
                        if (_settled == null) TrySettle(now);
                    }
                    catch (Exception error)
                    {
                        Break(now, error);
                    }

                    wait = NextWait(now);
                }
            }
        }

        // An exception on a thread of ours would end the whole game.
        private void Break(Instant now, Exception error)
        {
            Fault ??= error;
            _peer.Close(now);
        }

        // On a DTLS handshake's thread. The gate is free or held for microseconds, and no one who holds it waits for
        // that thread.
        private void Wake()
        {
            lock (_gate)
            {
                if (_ending) return;
                Instant now = Clock.Now;
                try
                {
                    HandleDue(now);
                    DrainTransmits(now);
                    DrainEvents(now);
                }
                catch (Exception error)
                {
                    Break(now, error);
                }
            }
        }

        private void HandleDue(Instant now)
        {
            if (_peer.NextDeadline.IsDue(now)) _peer.HandleTimeout(now);
        }

        private void DrainTransmits(Instant now)
        {
            while (_peer.TryPollTransmit(now, out Transmit transmit))
            {
                if (_settled == null) WatchPath(now, transmit);
                Find(transmit.Local)?.TrySend(transmit.Remote, transmit.Datagram);
            }
        }

        private void DrainEvents(Instant now)
        {
            _isTelling = true;
            while (_peer.TryPollEvent(now, out PeerEvent happened)) _sink.OnEvent(now, happened);
            _isTelling = false;
        }

        private TimeSpan NextWait(Instant now)
        {
            TimeSpan longest = _settled == null ? LongestWaitWhileConnecting : LongestWait;
            Deadline next = _peer.NextDeadline;
            if (!next.IsPending) return longest;
            TimeSpan wait = next.At - now;
            if (wait >= longest) return longest;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }

        // DTLS and media go where ICE says; only STUN tries other paths (RFC 7983: its first byte is 0 to 3).
        private void WatchPath(Instant now, in Transmit transmit)
        {
            if (transmit.Datagram.Count == 0 || transmit.Datagram[0] < FirstByteAfterStun) return;
            if (transmit.Local == _pathLocal && transmit.Remote == _pathRemote) return;
            _pathLocal = transmit.Local;
            _pathRemote = transmit.Remote;
            _pathSince = now;
        }

        private void TrySettle(Instant now)
        {
            if (_peer.State != PeerState.Connected || now - _pathSince < PathSettlesAfter) return;
            UdpSocket? socket = Find(_pathLocal);
            if (socket == null) return;
            socket.Connect(_pathRemote);
            Volatile.Write(ref _settled, socket);
        }

        private bool HasLost(UdpSocket socket)
        {
            UdpSocket? settled = Volatile.Read(ref _settled);
            return settled != null && settled != socket;
        }

        private UdpSocket? Find(in TransportAddress local)
        {
            foreach (UdpSocket socket in _sockets)
            {
                if (socket.Local == local) return socket;
            }

            return null;
        }
    }
}
