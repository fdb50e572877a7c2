using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;
using Earshot.Sfu.Stats;

namespace Earshot.Sfu.Loop;

/// <summary>The one thread that owns the sockets, every session and every peer. It sleeps until a datagram, a posted
/// command or a deadline; it hands a datagram to its session, then settles every session that it touched.</summary>
internal sealed class SfuLoop
{
    /// <summary>So many datagrams are taken before commands and deadlines get their turn.</summary>
    private const int Batch = 64;
    private const int LongestDatagram = 2048;

    /// <summary>Room for so many waiting sessions is there before the first packet, so that none has to wait for
    /// more.</summary>
    private const int InitialCapacity = 4096;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private readonly UdpPort _port;
    private readonly Action<Exception> _onBug;
    private readonly Action<TimeSpan>? _onForwarded;
    private readonly MonotonicClock _clock = new();
    private readonly Demultiplexer _demultiplexer = new();
    private readonly ConcurrentQueue<Action<Instant>> _commands = new();
    private readonly PriorityQueue<Session, long> _deadlines = new(InitialCapacity);
    private readonly Queue<Session> _touched = new(InitialCapacity);
    private readonly byte[] _datagram = new byte[LongestDatagram];
    private readonly byte[] _scratch = new byte[LongestDatagram];
    private readonly Thread _thread;
    private readonly Instant[] _forwardedAt = new Instant[Batch];
    private int _forwardedCount;
    private Session? _inHand;
    private int _isAwake;
    private volatile bool _isStopping;

    public SfuLoop(UdpPort port, SfuOptions options)
    {
        _port = port;
        _onBug = options.OnBug;
        _onForwarded = options.OnForwarded;
        _thread = new Thread(Drive) { Name = "Earshot SFU", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The bound addresses.</summary>
    public IReadOnlyList<TransportAddress> Addresses => _port.Addresses;

    /// <summary>Room for one packet, used within a call only. Loop's thread.</summary>
    public Span<byte> Scratch => _scratch;

    /// <summary>Datagrams that the system refused. Loop's thread.</summary>
    public long Refused => _port.Refused;

    /// <summary>What has been done so far. Loop's thread.</summary>
    public SfuCounters Counters { get; } = new();

    /// <summary>Runs a command on the loop's thread; after <see cref="Stop"/> it never runs. Any thread.</summary>
    public void Post(Action<Instant> command)
    {
        _commands.Enqueue(command);
        if (Interlocked.Exchange(ref _isAwake, 1) == 0) _port.Wake();
    }

    /// <summary>Runs a command on the loop's thread and hands back its result or exception. Any thread.</summary>
    public Task<T> RunAsync<T>(Func<Instant, T> command)
    {
        ObjectDisposedException.ThrowIf(_isStopping, this);
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(now =>
        {
            try
            {
                result.SetResult(command(now));
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        return result.Task;
    }

    /// <summary>Runs a last command and ends the thread. Any thread but the loop's.</summary>
    public void Stop(Action<Instant> last)
    {
        if (!_thread.IsAlive) return;
        Post(now =>
        {
            _isStopping = true;
            last(now);
        });
        _thread.Join();
        _port.Dispose();
    }

    /// <summary>A session has a peer now: datagrams find it.</summary>
    public void Add(Session session) => _demultiplexer.Add(session);

    /// <summary>A session's peer is gone, and has said what it had to say.</summary>
    public void Remove(Session session)
    {
        _demultiplexer.Remove(session);
        _port.Remove(session.OwnPort);
    }

    /// <summary>Where a session sends to. Loop's thread.</summary>
    public Destination To(TransportAddress local, TransportAddress remote) => _port.To(local, remote);

    /// <summary>Opens a port for one session alone, on every address.</summary>
    public IReadOnlyList<TransportAddress> OpenOwnPort() => _port.AddOwn();

    /// <summary>Something was done to a session: it is settled before the loop does anything else.</summary>
    public void Touch(Session session)
    {
        if (session.IsTouched) return;
        session.IsTouched = true;
        _touched.Enqueue(session);
    }

    /// <summary>Sends what a peer wants sent. The lite agent's only STUN is its answer to a check that it accepted,
    /// which makes that pair of addresses the session's.</summary>
    public void Send(Session session, in Transmit transmit)
    {
        if (IsStunSuccess(transmit.Datagram)) _demultiplexer.Learn(session, transmit.Local, transmit.Remote);
        _port.Send(session.DestinationOf(transmit.Local, transmit.Remote), transmit.Datagram);
        Counters.DatagramsSent++;
        Counters.BytesSent += transmit.Datagram.Count;
    }

    private static bool IsStunSuccess(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= 2 && datagram[0] == 0x01 && datagram[1] == 0x01;

    private void Drive()
    {
        while (!_isStopping)
        {
            try
            {
                _port.Wait(Patience());
                ReceiveBatch();
                RunCommands();
                RunDeadlines();
                _port.Flush();
            }
            catch (Exception e)
            {
                _onBug(e);
                _inHand?.End(_clock.Now);
            }
        }

        RunCommands();
        _port.Flush();
    }

    private TimeSpan Patience()
    {
        if (!_commands.IsEmpty) return TimeSpan.Zero;
        if (!_deadlines.TryPeek(out _, out long at)) return LongestSleep;
        TimeSpan left = new Instant(at) - _clock.Now;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestSleep ? left : LongestSleep;
    }

    private void ReceiveBatch()
    {
        for (int i = 0; i < Batch; i++)
        {
            if (!_port.TryReceive(_datagram, out int length, out var local, out var remote)) break;
            HandleDatagram(local, remote, _datagram.AsMemory(0, length));
        }

        FlushForwarded();
    }

    /// <summary>What was forwarded leaves now; that is the end of its way through us.</summary>
    private void FlushForwarded()
    {
        _port.Flush();
        if (_forwardedCount == 0) return;
        Instant now = _clock.Now;
        for (int i = 0; i < _forwardedCount; i++) _onForwarded?.Invoke(now - _forwardedAt[i]);
        _forwardedCount = 0;
    }

    private void HandleDatagram(TransportAddress local, TransportAddress remote, Memory<byte> datagram)
    {
        if (_port.IsWakeUp(datagram.Span, remote)) return;
        Counters.DatagramsReceived++;
        Counters.BytesReceived += datagram.Length;
        if (!_demultiplexer.TryFind(datagram.Span, local, remote, out Session session, out DropReason dropped))
        {
            Counters.CountDropped(dropped);
            return;
        }

        _inHand = session;
        Instant now = _clock.Now;
        long forwarded = Counters.Forwarded;
        session.HandleDatagram(now, local, remote, datagram);
        Settle();
        if (Counters.Forwarded != forwarded) _forwardedAt[_forwardedCount++] = now;
    }

    private void RunCommands()
    {
        Volatile.Write(ref _isAwake, 0);
        while (_commands.TryDequeue(out Action<Instant>? command))
        {
            _inHand = null;
            command(_clock.Now);
            Settle();
        }
    }

    private void RunDeadlines()
    {
        // Only as many as there are now: a deadline that comes back at once must not keep datagrams waiting.
        for (int left = _deadlines.Count; left > 0; left--)
        {
            if (!_deadlines.TryPeek(out Session? session, out long at) || at > _clock.Now.Microseconds) return;
            _deadlines.Dequeue();
            if (session.WakesAt != at) continue;
            session.WakesAt = Session.Never;
            _inHand = session;
            session.HandleTimeout(_clock.Now);
            Settle();
        }
    }

    private void Settle()
    {
        while (_touched.TryDequeue(out Session? session))
        {
            _inHand = session;
            session.IsTouched = false;
            session.Settle(_clock.Now);
            long at = session.NextDeadline.IsPending ? session.NextDeadline.At.Microseconds : Session.Never;
            if (at >= session.WakesAt) continue;
            session.WakesAt = at;
            _deadlines.Enqueue(session, at);
        }

        _inHand = null;
    }
}
