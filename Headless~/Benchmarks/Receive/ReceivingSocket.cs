using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Earshot.Benchmarks.Receive;

/// <summary>The floor: a thread that takes datagrams from a connected socket and counts them.</summary>
internal static class ReceivingSocket
{
    /// <summary>Obeys stdin until it ends.</summary>
    public static void Run()
    {
        long packets = 0;
        // Never closed: the process ends first.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ReceivingPeer.Tell("answer", ((IPEndPoint)socket.LocalEndPoint!).Port.ToString());
        var pump = new Thread(() =>
        {
            var buffer = new byte[2048];
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            socket.ReceiveFrom(buffer, ref from);
            socket.Connect(from);
            for (; ; packets++) socket.Receive(buffer);
        })
        { IsBackground = true };
        pump.Start();
        while (Console.ReadLine() is not null)
            ReceivingPeer.Tell("mark", Mark.OfThisProcess(Volatile.Read(ref packets)).ToString());
    }
}
