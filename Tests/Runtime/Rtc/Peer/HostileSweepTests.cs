#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Whatever comes through the public door, the peer neither throws nor stops serving the other
    /// side.</summary>
    public sealed class HostileSweepTests
    {
        [Test]
        public void EveryTruncationAndFlippedByte_OfEveryDatagramOfACall_IsSurvived()
        {
            List<byte[]> call = RecordCall();
            using var pair = new PeerPair(seed: 7);
            Transceiver voice = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            pair.Connect();
            foreach (byte[] datagram in call)
            {
                for (int length = 0; length < datagram.Length; length += length < 64 ? 1 : 37)
                    pair.Inject(pair.Right, datagram.AsSpan(0, length).ToArray());
                for (int at = 0; at < datagram.Length; at += at < 64 ? 1 : 37)
                {
                    byte[] flipped = (byte[])datagram.Clone();
                    flipped[at] ^= (byte)(1 << at % 8);
                    pair.Inject(pair.Right, flipped);
                }
            }

            AssertAlive(pair, voice);
        }

        [Test]
        public void Noise_IsCountedAndSurvived()
        {
            using var pair = new PeerPair(seed: 8);
            Transceiver voice = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            pair.Connect();
            var noise = new Random(8);
            for (int i = 0; i < 20000; i++)
            {
                byte[] datagram = new byte[noise.Next(0, 200)];
                noise.NextBytes(datagram);
                pair.Inject(pair.Right, datagram);
            }

            Assert.That(pair.Right.Peer.Dropped(DropReason.NotDemuxed), Is.GreaterThan(1000));
            AssertAlive(pair, voice);
        }

        [Test]
        public void ReplayedPacket_IsDroppedAndCounted()
        {
            using var pair = new PeerPair();
            Transceiver voice = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            pair.Connect();
            byte[]? wire = null;
            pair.Passes = transmit =>
            {
                ReadOnlySpan<byte> datagram = transmit.Datagram;
                if (datagram[0] >= 128) wire ??= datagram.ToArray();
                return true;
            };
            pair.Left.Peer.TrySend(pair.Now, voice.Mid, default, false, new byte[20]);
            pair.Drive(TimeSpan.FromMilliseconds(50));
            Assert.That(pair.Right.Packets.Count, Is.EqualTo(1));
            pair.Inject(pair.Right, wire!);
            Assert.That(pair.Right.Packets.Count, Is.EqualTo(1));
            Assert.That(pair.Right.Peer.Dropped(DropReason.Replayed), Is.EqualTo(1));
        }

        private static List<byte[]> RecordCall()
        {
            var call = new List<byte[]>();
            using var pair = new PeerPair(seed: 7);
            pair.Passes = transmit =>
            {
                if (call.Count < 60) call.Add(transmit.Datagram.AsSpan().ToArray());
                return true;
            };
            Transceiver voice = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            pair.Connect();
            for (int i = 0; i < 5; i++) pair.Left.Peer.TrySend(pair.Now, voice.Mid, default, false, new byte[40]);
            pair.Drive(TimeSpan.FromSeconds(3));
            return call;
        }

        private static void AssertAlive(PeerPair pair, Transceiver voice)
        {
            Assert.That(pair.Right.Peer.State, Is.EqualTo(PeerState.Connected), pair.Right.Peer.CloseDetail);
            pair.Right.Packets.Clear();
            Assert.That(pair.Left.Peer.TrySend(pair.Now, voice.Mid, default, false, new byte[20]));
            pair.Drive(TimeSpan.FromMilliseconds(100));
            Assert.That(pair.Right.Packets.Count, Is.EqualTo(1));
        }
    }
}
