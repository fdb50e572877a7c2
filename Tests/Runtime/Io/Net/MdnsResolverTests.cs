#nullable enable
using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Earshot.Io;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>A name's owner on this machine's own multicast.</summary>
    public sealed class MdnsResolverTests
    {
        private static readonly IPEndPoint Group = new IPEndPoint(IPAddress.Parse("224.0.0.251"), 5353);

        private readonly string _name = $"{Guid.NewGuid()}.local";
        private volatile bool _ending;

        [Test]
        public void NameOnTheLink_IsResolved()
        {
            using Socket owner = Open();
            var thread = new Thread(() => Answer(owner));
            thread.Start();
            bool isResolved = MdnsResolver.TryResolve(_name, out IPAddress? address);
            _ending = true;
            thread.Join();
            Assert.That(isResolved, Is.True);
            Assert.That(address, Is.EqualTo(IPAddress.Parse("192.0.2.7")));
        }

        [Test]
        public void NameOfNobody_IsGivenUpSoon()
        {
            var clock = new MonotonicClock();
            Rtc.Wire.Instant begin = clock.Now;
            Assert.That(MdnsResolver.TryResolve(_name, out _), Is.False);
            Assert.That(clock.Now - begin, Is.LessThan(TimeSpan.FromSeconds(10)));
        }

        private static Socket Open()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Bind(new IPEndPoint(IPAddress.Any, Group.Port));
                socket.SetSocketOption(
                    SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(Group.Address));
                socket.SendTo(new byte[1], Group);
            }
            catch (SocketException error)
            {
                socket.Dispose();
                Assert.Ignore($"There is no multicast on this machine: {error.Message}");
            }

            return socket;
        }

        private void Answer(Socket owner)
        {
            var buffer = new byte[9000];
            byte[] question = MdnsMessage.Query(_name);
            while (!_ending)
            {
                if (!owner.Poll(50_000, SelectMode.SelectRead)) continue;
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                int length = owner.ReceiveFrom(buffer, ref from);
                if (!buffer.AsSpan(0, length).SequenceEqual(question)) continue;
                owner.SendTo(Response(), Group);
            }
        }

        private byte[] Response()
        {
            string label = _name.Split('.')[0];
            return Hex.Bytes(
                "0000 8400 0000 0001 0000 0000 24" + Hex.Text(Encoding.ASCII.GetBytes(label)) +
                "05" + Hex.Text(Encoding.ASCII.GetBytes("local")) + "00 0001 8001 00000078 0004 c0000207");
        }
    }
}
