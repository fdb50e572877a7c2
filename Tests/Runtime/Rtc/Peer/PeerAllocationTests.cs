#nullable enable
using System;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>A packet costs no garbage on its way through a peer, out and in.</summary>
    public sealed class PeerAllocationTests
    {
        [Test]
        public void TenThousandPackets_AllocateNothing()
        {
            using var pair = new PeerPair();
            Transceiver voice = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            pair.Connect();
            pair.Drive(TimeSpan.FromSeconds(3));
            byte[] payload = new byte[80];
            Carry(pair, voice, payload, 2000);

            long before = GC.GetAllocatedBytesForCurrentThread();
            int arrived = Carry(pair, voice, payload, 10000);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.That(arrived, Is.EqualTo(10000));
            Assert.That(allocated, Is.EqualTo(0));
        }

        [Test]
        public void TenThousandMessages_AllocateNothing([Values(100, 5000)] int length)
        {
            using var pair = new PeerPair();
            DataChannel channel = pair.Left.Peer.CreateDataChannel(pair.Now, "data");
            pair.Connect();
            pair.Drive(TimeSpan.FromSeconds(3));
            byte[] message = new byte[length];
            Carry(pair, channel, message, 2000);

            long before = GC.GetAllocatedBytesForCurrentThread();
            int arrived = Carry(pair, channel, message, 10000);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.That(arrived, Is.EqualTo(10000));
            Assert.That(allocated, Is.EqualTo(0));
        }

        private static int Carry(PeerPair pair, DataChannel channel, byte[] message, int count)
        {
            int arrived = 0;
            for (int i = 0; i < count; i++)
            {
                if (!pair.Left.Peer.TrySend(pair.Now, channel, message)) return arrived;
                bool busy = true;
                while (busy)
                    busy = Carry(pair, pair.Left, pair.Right, ref arrived) |
                        Carry(pair, pair.Right, pair.Left, ref arrived);
            }

            return arrived;
        }

        private static bool Carry(PeerPair pair, Endpoint from, Endpoint to, ref int arrived)
        {
            bool any = false;
            while (from.Peer.TryPollTransmit(pair.Now, out Transmit transmit))
            {
                any = true;
                to.Peer.HandleDatagram(pair.Now, to.Address, from.Address, transmit.Datagram);
                while (to.Peer.TryPollEvent(pair.Now, out PeerEvent happened))
                    if (happened.Kind == PeerEventKind.DataChannelMessage) arrived++;
            }

            return any;
        }

        // By hand instead of through the pair, whose virtual link copies every datagram.
        private static int Carry(PeerPair pair, Transceiver voice, byte[] payload, int count)
        {
            Peer sender = pair.Left.Peer;
            Peer receiver = pair.Right.Peer;
            int arrived = 0;
            for (int i = 0; i < count; i++)
            {
                if (!sender.TrySend(pair.Now, voice.Mid, new RtpTime((uint)i * 960), false, payload)) return arrived;
                while (sender.TryPollTransmit(pair.Now, out Transmit transmit))
                {
                    receiver.HandleDatagram(pair.Now, pair.Right.Address, pair.Left.Address, transmit.Datagram);
                    while (receiver.TryPollTransmit(pair.Now, out _))
                    {
                        // Nothing is due: the clock stands still.
                    }

                    while (receiver.TryPollEvent(pair.Now, out PeerEvent happened))
                        if (happened.Kind == PeerEventKind.Rtp) arrived++;
                }
            }

            return arrived;
        }
    }
}
