#nullable enable
using System;
using System.Net;
using Earshot.Io;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class UdpSocketTests
    {
        private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(2);
        private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

        [TestCase("127.0.0.1")]
        [TestCase("::1")]
        public void Datagram_ArrivesWithItsSender(string address)
        {
            using UdpSocket here = Open(address);
            using UdpSocket there = Open(address);
            Assert.That(here.TrySend(there.Local, new byte[] { 1, 2, 3 }), Is.True);
            var buffer = new byte[100];
            Assert.That(there.TryReceive(buffer, Long, out int length, out TransportAddress from), Is.True);
            Assert.That(from, Is.EqualTo(here.Local));
            Assert.That(buffer.AsSpan(0, length).ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        }

        [Test]
        public void Silence_IsFalseBeforeAndAfterConnecting()
        {
            using UdpSocket here = Open();
            using UdpSocket there = Open();
            var buffer = new byte[100];
            Assert.That(here.TryReceive(buffer, Soon, out _, out _), Is.False);
            here.Connect(there.Local);
            Assert.That(here.TryReceive(buffer, Soon, out _, out _), Is.False);
            Assert.That(here.Unreachable, Is.EqualTo(0), "silence is no error");
        }

        [Test]
        public void ConnectedSocket_HearsOnlyItsRemote()
        {
            using UdpSocket here = Open();
            using UdpSocket there = Open();
            using UdpSocket stranger = Open();
            here.Connect(there.Local);
            stranger.TrySend(here.Local, new byte[] { 9 });
            there.TrySend(here.Local, new byte[] { 1 });
            var buffer = new byte[100];
            Assert.That(here.TryReceive(buffer, Long, out _, out TransportAddress from), Is.True);
            Assert.That(buffer[0], Is.EqualTo(1));
            Assert.That(from, Is.EqualTo(there.Local));
            Assert.That(here.TrySend(stranger.Local, new byte[] { 1 }), Is.False, "and speaks to no other");
        }

        [Test]
        public void DisconnectedSocket_HearsEveryoneAtTheSameAddress()
        {
            using UdpSocket here = Open();
            using UdpSocket there = Open();
            using UdpSocket stranger = Open();
            TransportAddress address = here.Local;
            var buffer = new byte[100];
            for (int i = 0; i < 3; i++)
            {
                here.Connect(there.Local);
                Assert.That(here.TrySend(stranger.Local, new byte[] { 1 }), Is.False);
                Assert.That(here.HasStrayed, Is.True);
                here.Disconnect();
                Assert.That(here.HasStrayed, Is.False);
                Assert.That(here.Local, Is.EqualTo(address));
                stranger.TrySend(address, new byte[] { 9 });
                Assert.That(here.TryReceive(buffer, Long, out _, out TransportAddress from), Is.True);
                Assert.That(from, Is.EqualTo(stranger.Local));
                Assert.That(here.TrySend(stranger.Local, new byte[] { 1 }), Is.True);
            }
        }

        [Test, Platform(Exclude = "Mono", Reason = "Its Poll sees no shutdown; a pump's own wait ends soon.")]
        public void Close_EndsAWait([Values] bool connected)
        {
            using UdpSocket here = Open();
            using UdpSocket there = Open();
            if (connected) here.Connect(there.Local);
            bool came = true;
            var clock = new MonotonicClock();
            Instant begin = clock.Now;
            var waiting = new System.Threading.Thread(() => came = here.TryReceive(new byte[100], Long, out _, out _));
            waiting.Start();
            here.Close();
            waiting.Join();
            Assert.That(came, Is.False);
            Assert.That(here.IsClosed, Is.True);
            Assert.That(clock.Now - begin, Is.LessThan(Long));
        }

        [Test]
        public void PortUnreachable_IsCountedAndForgotten()
        {
            using UdpSocket here = Open();
            UdpSocket gone = Open();
            TransportAddress nobody = gone.Local;
            gone.Dispose();
            here.Connect(nobody);
            var buffer = new byte[100];
            for (int i = 0; i < 3; i++)
            {
                here.TrySend(nobody, new byte[] { 1 });
                Assert.That(here.TryReceive(buffer, Soon, out _, out _), Is.False);
            }

            Assert.That(here.Unreachable, Is.GreaterThan(0));
        }

        [Test]
        public void ConnectedSockets_AllocateNothing()
        {
            using UdpSocket here = Open();
            using UdpSocket there = Open();
            here.Connect(there.Local);
            there.Connect(here.Local);
            var packet = new byte[100];
            var buffer = new byte[2048];
            Exchange(here, there, packet, buffer, 100);

            long before = GC.GetAllocatedBytesForCurrentThread();
            Exchange(here, there, packet, buffer, 10_000);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.EqualTo(0));
        }

        private static void Exchange(UdpSocket here, UdpSocket there, byte[] packet, byte[] buffer, int count)
        {
            for (int i = 0; i < count; i++)
            {
                here.TrySend(there.Local, packet);
                there.TryReceive(buffer, Long, out _, out _);
            }
        }

        private static UdpSocket Open(string address = "127.0.0.1") => new UdpSocket(IPAddress.Parse(address));
    }
}
