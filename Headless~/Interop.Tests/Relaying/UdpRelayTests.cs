using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Earshot.Relay;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Two sockets that know each other only by their fronts.</summary>
public sealed class UdpRelayTests
{
    private const int PatienceMilliseconds = 5000;

    [Test]
    public void EachSeesTheOtherAsItsFront()
    {
        using var relay = new UdpRelay(LinkProfile.Perfect, seed: 1);
        using Socket left = Open(), right = Open();
        IPEndPoint frontOfLeft = relay.FrontOf(Side.Left, At(left));
        IPEndPoint frontOfRight = relay.FrontOf(Side.Right, At(right));
        for (byte i = 0; i < 100; i++)
        {
            Assert.That(Pass(left, frontOfRight, right, i), Is.EqualTo(frontOfLeft));
            Assert.That(Pass(right, frontOfLeft, left, i), Is.EqualTo(frontOfRight));
        }

        Assert.That((relay.FromLeft.Entered, relay.FromRight.Entered), Is.EqualTo((100, 100)));
    }

    [Test]
    public void UnannouncedAddressGetsItsFrontByItsFirstDatagram()
    {
        using var relay = new UdpRelay(LinkProfile.Perfect, seed: 1);
        using Socket left = Open(), right = Open();
        IPEndPoint frontOfLeft = Pass(left, relay.FrontOf(Side.Right, At(right)), right, 1);
        Assert.That(frontOfLeft, Is.Not.EqualTo(At(left)));
        Assert.That(relay.FrontOf(Side.Left, At(left)), Is.EqualTo(frontOfLeft));
        Pass(right, frontOfLeft, left, 2);
    }

    [Test]
    public void NothingArrivesBeforeItsDelay()
    {
        var slow = new LinkProfile { Delay = TimeSpan.FromMilliseconds(30) };
        using var relay = new UdpRelay(slow, LinkProfile.Perfect, seed: 1);
        using Socket left = Open(), right = Open();
        var clock = Stopwatch.StartNew();
        Pass(left, relay.FrontOf(Side.Right, At(right)), right, 1);
        Assert.That(clock.Elapsed.TotalMilliseconds, Is.GreaterThanOrEqualTo(30));
    }

    [Test]
    public void DuplicateComesTwice_AndALostOneNever()
    {
        using var relay = new UdpRelay(new LinkProfile { Duplication = 1 }, LinkProfile.Perfect, seed: 1);
        using Socket left = Open(), right = Open();
        IPEndPoint frontOfRight = relay.FrontOf(Side.Right, At(right));
        Pass(left, frontOfRight, right, 1);
        relay.FromLeft.Profile = new LinkProfile { Loss = 1 };
        left.SendTo([2], frontOfRight);
        Assert.That(Receive(right).Payload, Is.EqualTo(1), "once more");
        Assert.That(right.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead), Is.False);
        Assert.That((relay.FromLeft.Lost, relay.FromLeft.Duplicated), Is.EqualTo((1, 1)));
    }

    [Test]
    public void DescriptionNamesFronts_AndLosesWhatCannotPass()
    {
        using var relay = new UdpRelay(LinkProfile.Perfect, seed: 1);
        const string before =
            "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n" +
            "a=candidate:1 1 udp 2130706431 127.0.0.1 5000 typ host generation 0\r\n" +
            "a=candidate:2 1 udp 2130706430 ::1 5001 typ host\r\n" +
            "a=candidate:3 1 tcp 1518280447 127.0.0.1 9 typ host tcptype active\r\n" +
            "a=candidate:4 1 udp 2113937151 4ad5c9f1.local 5002 typ host\r\n" +
            "a=end-of-candidates\r\n";
        int port = relay.FrontOf(Side.Left, new IPEndPoint(IPAddress.Loopback, 5000)).Port;
        Assert.That(relay.Rewrite(Side.Left, before), Is.EqualTo(
            "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n" +
            $"a=candidate:1 1 udp 2130706431 127.0.0.1 {port} typ host generation 0\r\n" +
            "a=end-of-candidates\r\n"));
        Assert.That(
            relay.Rewrite(Side.Left, "candidate:1 1 UDP 2130706431 127.0.0.1 5000 typ host"),
            Is.EqualTo($"candidate:1 1 UDP 2130706431 127.0.0.1 {port} typ host"));
        Assert.That(relay.Rewrite(Side.Left, "candidate:2 1 udp 1 ::1 5001 typ host"), Is.Empty);
    }

    private static Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = PatienceMilliseconds,
        };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static IPEndPoint At(Socket socket) => (IPEndPoint)socket.LocalEndPoint!;

    private static IPEndPoint Pass(Socket from, IPEndPoint front, Socket to, byte payload)
    {
        from.SendTo([payload], front);
        (byte came, IPEndPoint source) = Receive(to);
        Assert.That(came, Is.EqualTo(payload));
        return source;
    }

    private static (byte Payload, IPEndPoint From) Receive(Socket socket)
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        var payload = new byte[1];
        socket.ReceiveFrom(payload, ref from);
        return (payload[0], (IPEndPoint)from);
    }
}
