#nullable enable
using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Earshot.Rtc;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>Sockets and threads around one <see cref="Peer"/>. Whoever holds the gate owns the peer: a pump thread
    /// a socket takes it for each datagram, the deadline thread for each deadline, and other threads' commands take it
    /// on their own thread. A command that brings a deadline nearer wakes the deadline thread.
    /// While the connection rests on one path, that path's socket is connected to the remote
    /// (<see cref="SettledPath"/>).</summary>
    public sealed class PeerDriver : IDisposable
    {
        private const int DatagramSize = 4096;
        private const int StackSize = 256 * 1024;

        // Only for a pump whose wait nothing else can end, to see that it is to end.
        private static readonly TimeSpan PumpWait = TimeSpan.FromMilliseconds(500);

        private static readonly TimeSpan AddressInterval = TimeSpan.FromSeconds(1);

        private readonly object _gate = new object();
        private readonly IPeerSink _sink;
        private readonly Peer _peer;
        private readonly List<Thread> _threads = new List<Thread>();
        private readonly HostSockets _sockets;
        private readonly ServerLinks _servers;
        private readonly bool _followsAddresses;
        private readonly Func<IReadOnlyList<IPAddress>> _findAddresses;
        private readonly Func<List<IPAddress>> _findRoutes;
        private byte[] _text = Array.Empty<byte>();
        private Deadline _armed;
        private bool _isTelling;
        private bool _ending;

        /// <summary>Opens the sockets and starts the threads. Throws when no address can be bound.</summary>
        public PeerDriver(PeerDriverOptions options, IPeerSink sink)
        {
            _sink = sink;
            _followsAddresses = options.Addresses == null;
            _findAddresses = options.FindAddresses;
            _findRoutes = options.FindDefaultRoutes;
            _sockets = new HostSockets(this, options);
            _servers = new ServerLinks(this, options.ValidateServerCertificate);
            if (_sockets.Locals.Count == 0)
            {
                throw new InvalidOperationException(
                    "No UDP socket could be opened at any of the given addresses; check PeerDriverOptions.Addresses.");
            }

            _peer = new Peer(options.ToConfig(_sockets.Locals, Wake));
            lock (_gate)
            {
                _sockets.Start();
                Start("Earshot deadlines", DriveDeadlines);
                _servers.Add(_peer, options.IceServers);
                if (_followsAddresses) Start("Earshot addresses", WatchAddresses);
            }
        }

        /// <summary>What tells this driver and its peer the time.</summary>
        public MonotonicClock Clock { get; } = new MonotonicClock();

        /// <summary>What one of the threads broke on: a bug of ours or the sink's. Null while all is well; otherwise
        /// the peer has been closed.</summary>
        public Exception? Fault { get; private set; }

        /// <summary>Raised when addresses of the machine have come or gone, on a thread of the driver's and under its
        /// gate: do not block.</summary>
        public event Action? AddressesChanged;

        /// <summary>True while a socket is connected to the remote: receiving allocates nothing then.</summary>
        public bool HasSettled
        {
            get
            {
                lock (_gate) return _sockets.HaveSettled;
            }
        }

        /// <summary>Sentences on STUN and TURN servers that gave nothing, for whoever looks for the reason.</summary>
        public IReadOnlyList<string> ServerFaults
        {
            get
            {
                lock (_gate) return _servers.Faults;
            }
        }

        /// <summary>Does something with the peer under the gate, then sends what came of it. Any thread. Events follow
        /// at once, on a thread of the driver's.</summary>
        public T Run<T>(Func<Peer, Instant, T> command)
        {
            lock (_gate)
            {
                if (_ending) throw new ObjectDisposedException(nameof(PeerDriver), "The driver has been disposed of.");
                Instant now = Clock.Now;
                T result = command(_peer, now);
                HandleDue(now);
                DrainTransmits(now);
                Monitor.PulseAll(_gate);
                return result;
            }
        }

        /// <summary>Sends the next packet of a section's stream; false when it may not send now. Any thread, and the
        /// sink; allocates nothing.</summary>
        public bool TrySend(
            Mid mid, RtpTime time, bool marker, ReadOnlySpan<byte> payload, in SendOptions options = default) =>
            TrySend(mid, default, time, marker, payload, options);

        /// <summary>Sends the next packet of a simulcast layer, which is also false while it is paused. Any thread,
        /// and the sink; allocates nothing.</summary>
        public bool TrySend(
            Mid mid, Rid rid, RtpTime time, bool marker, ReadOnlySpan<byte> payload, in SendOptions options = default)
        {
            lock (_gate)
            {
                if (_ending) return false;
                Instant now = Clock.Now;
                bool sent = _peer.TrySend(now, mid, rid, time, marker, payload, options);
                if (_isTelling) return sent;
                DrainTransmits(now);
                Rearm();
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
                if (_isTelling) return sent;
                DrainTransmits(now);
                Rearm();
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

        /// <summary>Asks other servers from now on, or the same with new credentials. Relays in use stay until an offer
        /// with an ICE restart has led away from them: make one next.</summary>
        public void ReplaceServers(IReadOnlyList<IceServer> servers) => Run((peer, now) =>
        {
            peer.Ice.RetireServers(now);
            _servers.Add(peer, servers);
            return true;
        });

        /// <summary>Takes up addresses that have come and gives up those that have gone. It comes by itself: within a
        /// second when a default route has changed, else within half a minute. Nothing happens where the addresses were
        /// given.</summary>
        public void RefreshAddresses()
        {
            if (!_followsAddresses) return;
            IReadOnlyList<IPAddress> present = _findAddresses();
            Post((peer, now) =>
            {
                if (_sockets.Refresh(peer, now, present)) AddressesChanged?.Invoke();
            });
        }

        /// <summary>Says goodbye to the other side, gives relays back, ends the threads and frees the sockets. Not from
        /// the sink.</summary>
        public void Dispose()
        {
            lock (_gate)
            {
                if (_ending) return;
                Instant now = Clock.Now;
                _peer.Close(now);
                DrainTransmits(now);
                _ending = true;
                _servers.Close();
                _sockets.Close();
                Monitor.PulseAll(_gate);
            }

            foreach (Thread thread in _threads) thread.Join();
            _servers.Join();
            lock (_gate) _peer.Dispose();
        }

        /// <summary>Does something with the peer under the gate, on a thread of the driver's. False when it is
        /// ending.</summary>
        internal bool Post(Action<Peer, Instant> command)
        {
            lock (_gate)
            {
                if (_ending) return false;
                Instant now = Clock.Now;
                Guard(now, () =>
                {
                    command(_peer, now);
                    Drain(now);
                });
                return true;
            }
        }

        /// <summary>Waits; false when the driver is ending.</summary>
        internal bool Wait(TimeSpan time)
        {
            lock (_gate)
            {
                for (Instant end = Clock.Now + time; !_ending && Clock.Now < end;)
                    Monitor.Wait(_gate, WholeMilliseconds(end - Clock.Now));
                return !_ending;
            }
        }

        /// <summary>Starts a thread that ends with the driver. Under the gate.</summary>
        internal void Start(string name, ThreadStart run)
        {
            var thread = new Thread(run, StackSize) { IsBackground = true, Name = name };
            _threads.Add(thread);
            thread.Start();
        }

        /// <summary>Gives the peer what comes by a transport until it is closed.</summary>
        internal void Pump(ITransport transport, SettledPath? path = null)
        {
            var buffer = new byte[DatagramSize];
            while (!transport.IsClosed)
            {
                bool came = transport.TryReceive(buffer, PumpWait, out int length, out TransportAddress remote);
                lock (_gate)
                {
                    if (_ending) return;
                    Instant now = Clock.Now;
                    try
                    {
                        if (came) _peer.HandleDatagram(now, transport.Local, remote, buffer.AsMemory(0, length));
                        path?.Tend(now, _peer, came);
                        Drain(now);
                    }
                    catch (SocketException)
                    {
                        // The port was lost while the socket changed its mind; the pump's owner deals with it.
                    }
                    catch (Exception error)
                    {
                        Break(now, error);
                    }

                    Rearm();
                }
            }
        }

        // Looked at, not told: Mono's NetworkChange breaks on Linux, on a thread where that ends the process, and
        // phones do not tell at all.
        private void WatchAddresses()
        {
            var watch = new AddressWatch(_findRoutes);
            while (Wait(AddressInterval))
                if (watch.IsListDue()) RefreshAddresses();
        }

        private void DriveDeadlines()
        {
            lock (_gate)
            {
                while (!_ending)
                {
                    Instant now = Clock.Now;
                    try
                    {
                        Drain(now);
                    }
                    catch (Exception error)
                    {
                        Break(now, error);
                    }

                    _armed = _peer.NextDeadline;
                    if (!_armed.IsPending) Monitor.Wait(_gate);
                    else Monitor.Wait(_gate, WholeMilliseconds(_armed.At - Clock.Now));
                }
            }
        }

        private static int WholeMilliseconds(TimeSpan time)
        {
            if (time <= TimeSpan.Zero) return 0;
            double whole = Math.Ceiling(time.TotalMilliseconds);
            return whole < int.MaxValue ? (int)whole : int.MaxValue;
        }

        private void Rearm()
        {
            Deadline next = _peer.NextDeadline;
            if (next.IsPending && (!_armed.IsPending || next.At < _armed.At)) Monitor.PulseAll(_gate);
        }

        // On a DTLS handshake's thread. The gate is free or held for microseconds, and no one who holds it waits for
        // that thread.
        private void Wake()
        {
            lock (_gate)
            {
                if (_ending) return;
                Instant now = Clock.Now;
                Guard(now, () => Drain(now));
            }
        }

        private void Guard(Instant now, Action work)
        {
            try
            {
                work();
            }
            catch (Exception error)
            {
                Break(now, error);
            }

            Rearm();
        }

        // An exception on a thread of ours would end the whole game.
        private void Break(Instant now, Exception error)
        {
            _isTelling = false;
            Fault ??= error;
            _peer.Close(now);
        }

        private void HandleDue(Instant now)
        {
            if (_peer.NextDeadline.IsDue(now)) _peer.HandleTimeout(now);
        }

        // What the sink sends while it is told leaves with what comes last.
        private void Drain(Instant now)
        {
            HandleDue(now);
            DrainTransmits(now);
            _isTelling = true;
            while (_peer.TryPollEvent(now, out PeerEvent happened)) _sink.OnEvent(now, happened);
            _isTelling = false;
            DrainTransmits(now);
            _servers.DropLost(_peer);
            while (_peer.Ice.TryPollName(out string line, out string name)) Resolve(line, name);
        }

        private void DrainTransmits(Instant now)
        {
            while (_peer.TryPollTransmit(now, out Transmit transmit))
            {
                ITransport? transport =
                    _servers.Find(transmit.Local, transmit.Remote) ?? _sockets.Find(transmit.Local);
                transport?.TrySend(transmit.Remote, transmit.Datagram);
            }
        }

        // On a thread nobody waits for: it may be at it for seconds.
        private void Resolve(string line, string name)
        {
            void Ask()
            {
                if (!MdnsResolver.TryResolve(name, out IPAddress? address)) return;
                string resolved = Candidate.WithAddress(line, name, address!.ToString());
                Post((peer, now) => peer.Ice.TryAddRemoteCandidate(now, resolved, out _));
            }

            new Thread(Ask, StackSize) { IsBackground = true, Name = $"Earshot {name}" }.Start();
        }
    }
}
