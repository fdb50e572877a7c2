using System;
using System.Net;
using System.Net.Sockets;

namespace Earshot.Relay;

/// <summary>A socket of the relay that stands for one address of a peer: what is sent to it goes to that address, and
/// what comes from that address comes from it.</summary>
internal sealed class Front : IDisposable
{
    private const int KernelBufferSize = 1 << 20;

    private readonly SocketAddress _source = new(AddressFamily.InterNetwork);

    public Front(Side side, SocketAddress real)
    {
        Side = side;
        Real = real;
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = KernelBufferSize,
            SendBufferSize = KernelBufferSize,
        };
        Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Local = (IPEndPoint)Socket.LocalEndPoint!;
    }

    /// <summary>Whose address it stands for.</summary>
    public Side Side { get; }

    /// <summary>The address it stands for.</summary>
    public SocketAddress Real { get; }

    /// <summary>Where the other peer finds it.</summary>
    public IPEndPoint Local { get; }

    public Socket Socket { get; }

    /// <summary>Takes a datagram that waits. <paramref name="source"/> is valid until the next call. False when the
    /// system told of a trouble instead.</summary>
    public bool TryReceive(byte[] buffer, out int length, out SocketAddress source)
    {
        source = _source;
        length = 0;
        try
        {
            length = Socket.ReceiveFrom(buffer, SocketFlags.None, _source);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Sends in this front's name; whether it arrives is between the system and the peer.</summary>
    public void Send(ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        try
        {
            Socket.SendTo(datagram, SocketFlags.None, to);
        }
        catch (SocketException)
        {
            // The peer has closed its socket, which its other side will notice by itself.
        }
    }

    public void Dispose() => Socket.Dispose();
}
