#nullable enable
using System;
using System.Net;
using System.Threading;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Data channels between two drivers on loopback, used from a thread that owns neither.</summary>
    public sealed class PeerDriverChannelTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

        [Test]
        public void MessagesEchoedByTheSink_CostNoGarbage()
        {
            using var echo = new Side(echoes: true);
            using var us = new Side(echoes: false);
            DataChannel channel = us.Driver.Run((peer, now) => peer.CreateDataChannel(now, "echo"));
            string offer = us.Driver.Run((peer, now) => peer.CreateOffer(now));
            string answer = echo.Driver.Run((peer, now) =>
            {
                Assert.That(peer.TrySetOffer(now, offer, out string error), error);
                return peer.CreateAnswer(now);
            });
            us.Driver.Run((peer, now) => peer.TrySetAnswer(now, answer, out _));
            Assert.That(SpinWait.SpinUntil(() => channel.State == DataChannelState.Open, Patience), Is.True);

            var message = new byte[1000];
            for (int i = 0; i < 1000 && !(us.Driver.HasSettled && echo.Driver.HasSettled); i++)
                Trips(us, channel, message, 100);
            Assert.That(us.Driver.HasSettled && echo.Driver.HasSettled, Is.True);
            Trips(us, channel, message, 500);
            us.Measure();
            echo.Measure();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Trips(us, channel, message, 2000);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero, "on the caller's thread");

            // Less than a byte a message: consent and reports come in between.
            Assert.That(us.Allocated, Is.LessThan(2000), "on our pump's");
            Assert.That(echo.Allocated, Is.LessThan(2000), "on the other pump's");
        }

        private static void Trips(Side us, DataChannel channel, byte[] message, int count)
        {
            for (int i = 0; i < count; i++)
                if (!us.Driver.TrySend(channel, message) || !us.Came.Wait(Patience)) Assert.Fail($"trip {i}");
        }

        private sealed class Side : IPeerSink, IDisposable
        {
            private readonly bool _echoes;
            private volatile bool _measures;
            private Thread? _pump;
            private long _first;
            private long _last;

            public Side(bool echoes)
            {
                _echoes = echoes;
                var options = new PeerDriverOptions(
                    new BouncyCastleDtls(new SystemRandom()), new ManagedSrtpCrypto())
                {
                    Addresses = new[] { IPAddress.Loopback },
                };
                Driver = new PeerDriver(options, this);
            }

            public PeerDriver Driver { get; }

            public SemaphoreSlim Came { get; } = new SemaphoreSlim(0);

            /// <summary>Bytes its pump has allocated between the first and the last message measured.</summary>
            public long Allocated => _last - _first;

            public void Measure() => _measures = true;

            public void OnEvent(Instant now, in PeerEvent happened)
            {
                if (happened.Kind != PeerEventKind.DataChannelMessage) return;
                if (_echoes) Driver.TrySend(happened.Channel!, happened.Payload.Span, happened.IsText);
                if (_measures) Note(Thread.CurrentThread);

                if (!_echoes) Came.Release();
            }

            // Now and then it is the driver's other thread that tells.
            private void Note(Thread thread)
            {
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                if (_pump == null) _first = allocated;
                _pump ??= thread;
                if (thread == _pump) _last = allocated;
            }

            public void Dispose()
            {
                Driver.Dispose();
                Came.Dispose();
            }
        }
    }
}
