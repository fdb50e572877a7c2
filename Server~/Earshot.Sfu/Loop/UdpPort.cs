using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Loop;

/// <summary>One UDP port: a blocking socket on each advertised address; and beside it the ports of sessions that want
/// their own. One thread waits, receives and sends; <see cref="Wake"/> may be called by any. Nothing here allocates a
/// datagram.</summary>
internal sealed class UdpPort : IDisposable
{
    private const int SocketBuffer = 4 << 20;
    private const int FreePortAttempts = 16;
    private static readonly byte[] WakeUp = [0xFF];

    private readonly SendBatch _batch = new();
    private readonly List<BoundSocket> _bound = [];
    private readonly List<Socket> _readable = [];
    private readonly SocketAddress _own;

    /// <summary>The bound addresses, in the order they were asked for.</summary>
    public IReadOnlyList<TransportAddress> Addresses { get; }

    private UdpPort(List<Socket> sockets)
    {
        _own = sockets[0].LocalEndPoint!.Serialize();
        Addresses = Add(sockets);
    }

    /// <summary>Binds every address to the same port. Throws <see cref="SocketException"/> when one is taken.</summary>
    public static UdpPort Open(IReadOnlyList<IPAddress> addresses, int port) => new(BindAny(addresses, port));

    /// <summary>Binds the same IP addresses to another port that is free; <see cref="Remove"/> closes it.</summary>
    public IReadOnlyList<TransportAddress> AddOwn() =>
        Add(BindAny(Addresses.Select(address => address.ToIPEndPoint().Address), 0));

    /// <summary>Closes what <see cref="AddOwn"/> opened.</summary>
    public void Remove(IReadOnlyList<TransportAddress> own)
    {
        if (own.Count > 0) _batch.Flush(); // its goodbye
        foreach (BoundSocket bound in _bound.Where(bound => own.Contains(bound.Address)).ToArray())
        {
            _bound.Remove(bound);
            _readable.Remove(bound.Socket);
            bound.Socket.Dispose();
        }
    }

    /// <summary>Sleeps until a datagram has come to one of the sockets, or the time is over.</summary>
    public void Wait(TimeSpan atMost)
    {
        _readable.Clear();
        foreach (BoundSocket bound in _bound) _readable.Add(bound.Socket);
        Socket.Select(_readable, null, null, (int)(atMost.Ticks / TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>Takes one datagram from the sockets that <see cref="Wait"/> found readable, without waiting.</summary>
    public bool TryReceive(byte[] buffer, out int length, out TransportAddress local, out TransportAddress remote)
    {
        while (_readable.Count > 0)
        {
            BoundSocket bound = Of(_readable[^1]);
            try
            {
                length = bound.Socket.ReceiveFrom(buffer, SocketFlags.None, bound.Sender);
                if (bound.Socket.Available == 0) _readable.RemoveAt(_readable.Count - 1);
                local = bound.Address;
                remote = AddressOf(bound.Sender);
                return true;
            }
            catch (SocketException)
            {
                // Longer than the buffer, or an ICMP error that the system reports here. Neither has a sender to blame.
                _readable.RemoveAt(_readable.Count - 1);
            }
        }

        length = 0;
        local = remote = default;
        return false;
    }

    /// <summary>Datagrams that the system refused (no room, no route).</summary>
    public long Refused => _batch.Refused;

    /// <summary>Where to send to, from one of <see cref="Addresses"/>.</summary>
    public Destination To(TransportAddress local, TransportAddress remote) => new(BoundTo(local), remote);

    /// <summary>Has a datagram sent by the next <see cref="Flush"/> at the latest.</summary>
    public void Send(Destination to, ReadOnlySpan<byte> datagram) => _batch.Add(to, datagram);

    /// <summary>Sends all that waits.</summary>
    public void Flush() => _batch.Flush();

    /// <summary>Ends a <see cref="Wait"/> by a datagram to ourselves. Should it be lost because the receive buffer is
    /// full, then the loop is awake anyway.</summary>
    public void Wake()
    {
        try
        {
            _bound[0].Socket.SendTo(WakeUp, SocketFlags.None, _own);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The loop looks at its commands at least once a second all the same.
        }
    }

    /// <summary>True for the datagram that <see cref="Wake"/> sends.</summary>
    public bool IsWakeUp(ReadOnlySpan<byte> datagram, TransportAddress remote) =>
        datagram.Length == 1 && datagram[0] == WakeUp[0] && remote == Addresses[0];

    public void Dispose()
    {
        foreach (BoundSocket bound in _bound) bound.Socket.Dispose();
    }

    private static List<Socket> BindAny(IEnumerable<IPAddress> addresses, int port)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return Bind(addresses, port);
            }
            catch (SocketException e) when (port == 0
                && e.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < FreePortAttempts)
            {
                // The port that was free on the first address was not on another: ask for the next one.
            }
        }
    }

    private static List<Socket> Bind(IEnumerable<IPAddress> addresses, int port)
    {
        var sockets = new List<Socket>();
        try
        {
            foreach (IPAddress address in addresses)
            {
                sockets.Add(Bind(address, port));
                port = ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
            }

            return sockets;
        }
        catch
        {
            sockets.ForEach(s => s.Dispose());
            throw;
        }
    }

    private static Socket Bind(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = SocketBuffer,
            SendBufferSize = SocketBuffer,
        };
        IgnoreUnreachable(socket);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Windows alone fails a receive because an earlier send met a closed port.</summary>
    private static void IgnoreUnreachable(Socket socket)
    {
        const int sioUdpConnectionReset = -1744830452;
        if (OperatingSystem.IsWindows()) socket.IOControl(sioUdpConnectionReset, [0], null);
    }

    private TransportAddress[] Add(List<Socket> sockets)
    {
        TransportAddress[] addresses = sockets.Select(s => AddressOf((IPEndPoint)s.LocalEndPoint!)).ToArray();
        for (int i = 0; i < addresses.Length; i++)
            _bound.Add(new BoundSocket(sockets[i], addresses[i], new SocketAddress(sockets[i].AddressFamily)));
        return addresses;
    }

    private BoundSocket Of(Socket socket)
    {
        foreach (BoundSocket bound in _bound)
        {
            if (bound.Socket == socket) return bound;
        }

        throw new InvalidOperationException("A socket was found readable that is not bound.");
    }

    private BoundSocket BoundTo(TransportAddress local)
    {
        foreach (BoundSocket bound in _bound)
        {
            if (bound.Address == local) return bound;
        }

        throw new InvalidOperationException($"A peer wants to send from {local}, which is not bound.");
    }

    private static TransportAddress AddressOf(IPEndPoint endPoint) =>
        TransportAddress.From(endPoint.Address, endPoint.Port);

    /// <summary>Reads sockaddr_in or sockaddr_in6: port at offset 2, address at 4 or 8, on every system.</summary>
    private static TransportAddress AddressOf(SocketAddress address)
    {
        ReadOnlySpan<byte> bytes = address.Buffer.Span;
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return address.Family == AddressFamily.InterNetwork
            ? new TransportAddress(bytes.Slice(4, 4), port)
            : new TransportAddress(bytes.Slice(8, 16), port);
    }
}
