using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Earshot.Benchmarks.Receive;

/// <summary>A bare socket, which gets datagrams as long as the others'.</summary>
internal sealed class SocketReceiver(string name, ProcessStartInfo start) : Receiver(name, start)
{
    private const int RtpHeaderAndTag = 12 + 16;

    private readonly TaskCompletionSource<int> _port = new();
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _datagram = new byte[1500];

    public override void Connect() => _socket.Connect(IPAddress.Loopback, _port.Task.Result);

    public override void Send(int track, uint time, ReadOnlySpan<byte> payload) =>
        _socket.Send(_datagram, payload.Length + RtpHeaderAndTag, SocketFlags.None);

    public override void Dispose()
    {
        base.Dispose();
        _socket.Dispose();
    }

    protected override void OnTold(string field, string value) => _port.SetResult(int.Parse(value));
}
