using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Earshot.Tests;

/// <summary>A path between one client and the SFU that loses what a test says, and counts what is sent again: RTP's
/// headers are in clear.</summary>
public sealed class LossyPath : IDisposable
{
    private readonly UdpClient _clientSide = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly UdpClient _serverSide = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly IPEndPoint _server;
    private volatile IPEndPoint? _client;
    private int _retransmissions;

    public LossyPath(IPEndPoint server)
    {
        _server = server;
        new Thread(PumpToServer) { IsBackground = true }.Start();
        new Thread(PumpToClient) { IsBackground = true }.Start();
    }

    /// <summary>Says whether to lose an RTP packet on its way to the SFU; told its sequence number.</summary>
    public Func<ushort, bool> LosesToServer { get; set; } = _ => false;

    /// <summary>Says whether to lose an RTP packet on its way to the client.</summary>
    public Func<ushort, bool> LosesToClient { get; set; } = _ => false;

    /// <summary>The payload type of retransmissions, which are counted and never lost.</summary>
    public int RtxPayloadType { get; set; } = -1;

    /// <summary>Retransmissions that came by, either way.</summary>
    public int Retransmissions => Volatile.Read(ref _retransmissions);

    /// <summary>The SFU's description with this path's address in the place of the SFU's.</summary>
    public string Rewrite(string sdp)
    {
        int port = ((IPEndPoint)_clientSide.Client.LocalEndPoint!).Port;
        return sdp.Replace($" 127.0.0.1 {_server.Port} typ host", $" 127.0.0.1 {port} typ host");
    }

    public void Dispose()
    {
        _clientSide.Dispose();
        _serverSide.Dispose();
    }

    private void PumpToServer() => Pump(_clientSide, (datagram, from) =>
    {
        _client = from;
        if (!IsLost(datagram, LosesToServer)) _serverSide.Send(datagram, _server);
    });

    private void PumpToClient() => Pump(_serverSide, (datagram, _) =>
    {
        if (!IsLost(datagram, LosesToClient) && _client is { } client) _clientSide.Send(datagram, client);
    });

    private bool IsLost(byte[] datagram, Func<ushort, bool> loses)
    {
        bool isRtp = datagram.Length > 12 && datagram[0] >> 6 == 2 && (datagram[1] & 0x7F) is < 64 or > 95;
        if (!isRtp) return false;
        if ((datagram[1] & 0x7F) != RtxPayloadType) return loses((ushort)(datagram[2] << 8 | datagram[3]));
        Interlocked.Increment(ref _retransmissions);
        return false;
    }

    private static void Pump(UdpClient socket, Action<byte[], IPEndPoint> handle)
    {
        try
        {
            while (true)
            {
                IPEndPoint from = new(IPAddress.Any, 0);
                handle(socket.Receive(ref from), from);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
