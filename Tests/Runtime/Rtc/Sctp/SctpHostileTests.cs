#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Whatever comes under our verification tag: no throw, no growth, still alive.</summary>
    public sealed class SctpHostileTests
    {
        private const uint FirstTsn = 77;

        private static readonly StreamId Stream = new StreamId(1);

        private byte[] _tag = Array.Empty<byte>();

        [Test]
        public void EachPacket_CutAndFlipped_HarmsNobody()
        {
            List<byte[]> genuine = RecordPackets();
            Assert.That(genuine.Count, Is.GreaterThan(20));
            int tried = 0;
            foreach (byte[] packet in genuine)
            {
                SctpPair pair = Connected();
                byte[] mine = (byte[])packet.Clone();
                if (mine[12] != (byte)ChunkType.Init) _tag.CopyTo(mine, 4);
                for (int length = 0; length <= Math.Min(mine.Length, 120); length++)
                    tried += Hand(pair, mine.AsSpan(0, length).ToArray());
                for (int bit = 12 * 8; bit < Math.Min(mine.Length, 80) * 8; bit++)
                {
                    byte[] flipped = (byte[])mine.Clone();
                    flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                    tried += Hand(pair, flipped);
                }
            }

            Assert.That(tried, Is.GreaterThan(10_000));
        }

        [Test]
        public void RandomChunks_HarmNobody([Range(1, 5)] int seed)
        {
            var chance = new Random(seed);
            SctpPair pair = Connected();
            byte[] types = { 0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 63, 127, 130, 191, 192, 255 };
            for (int i = 0; i < 3000; i++)
            {
                var packet = new byte[12 + 4 * chance.Next(1, 100)];
                chance.NextBytes(packet);
                WriteHeader(packet);
                packet[12] = types[chance.Next(types.Length)];
                packet[14] = 0;
                packet[15] = (byte)chance.Next(4, Math.Min(256, packet.Length - 11));
                Hand(pair, packet);
            }

            Assert.That(GC.GetTotalMemory(true), Is.LessThan(300 << 20));
        }

        [Test]
        public void SingleByteFragments_HoldBoundedMemory()
        {
            SctpPair pair = Connected();
            long before = GC.GetAllocatedBytesForCurrentThread();
            var packet = new byte[12 + 20];
            for (uint i = 0; i < 200_000; i++)
            {
                WriteHeader(packet);
                packet[15] = 17;
                packet[13] = (byte)(i == 0 ? 2 : 0);
                WriteTsn(packet, FirstTsn + i);
                pair.Right.Association.HandlePacket(pair.Now, packet);
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(64 << 20));
        }

        [Test]
        public void FarTsns_AreNotKept()
        {
            SctpPair pair = Connected();
            var packet = new byte[12 + 20];
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (uint i = 0; i < 50_000; i++)
            {
                WriteHeader(packet);
                packet[15] = 17;
                packet[13] = 3;
                WriteTsn(packet, FirstTsn + 2 + i * 2);
                pair.Right.Association.HandlePacket(pair.Now, packet);
                pair.Right.Take();
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(64 << 20));
            Assert.That(pair.Right.Messages.Count, Is.LessThan(1000));
        }

        [Test]
        public void AForwardTsnFarAhead_TakesNoTime()
        {
            SctpPair pair = Connected();
            var packet = new byte[12 + 8];
            WriteHeader(packet);
            packet[12] = (byte)ChunkType.ForwardTsn;
            packet[15] = 8;
            WriteTsn(packet, FirstTsn + int.MaxValue / 2);
            pair.Right.Association.HandlePacket(pair.Now, packet);
            Assert.That(pair.Right.Is(AssociationState.Established), Is.True);
        }

        [TestCase(0x3F, 0, 0)]
        [TestCase(0x7F, 1, 0)]
        [TestCase(0xBF, 0, 1)]
        [TestCase(0xFF, 1, 1)]
        public void AnUnknownChunk_IsTreatedByItsHighBits(int type, int errors, int heartbeatAcks)
        {
            SctpPair pair = Connected();
            var packet = new byte[12 + 4 + 8];
            WriteHeader(packet);
            packet[12] = (byte)type;
            packet[15] = 4;
            packet[16] = (byte)ChunkType.Heartbeat;
            packet[19] = 8;
            var answers = new List<byte[]>();
            pair.Right.Association.HandlePacket(pair.Now, packet);
            var buffer = new byte[AssociationConfig.MaxPacket];
            while (pair.Right.Association.TryPollTransmit(pair.Now, buffer, out int length))
                answers.Add(buffer.AsSpan(0, length).ToArray());
            Assert.That(answers.FindAll(a => a[12] == (byte)ChunkType.Error).Count, Is.EqualTo(errors));
            Assert.That(answers.FindAll(a => a[12] == (byte)ChunkType.HeartbeatAck).Count, Is.EqualTo(heartbeatAcks));
        }

        [Test]
        public void AnotherTagOrPort_IsRefused()
        {
            SctpPair pair = Connected();
            var packet = new byte[12 + 4];
            WriteHeader(packet);
            packet[12] = (byte)ChunkType.CookieAck;
            packet[15] = 4;
            packet[4] ^= 1;
            Assert.That(
                pair.Right.Association.HandlePacket(pair.Now, packet), Is.EqualTo(DropReason.SctpUnexpected));
            packet[4] ^= 1;
            packet[1] ^= 1;
            Assert.That(
                pair.Right.Association.HandlePacket(pair.Now, packet), Is.EqualTo(DropReason.SctpUnexpected));
            packet[1] ^= 1;
            packet[8] = 1;
            Assert.That(pair.Right.Association.HandlePacket(pair.Now, packet), Is.EqualTo(DropReason.Malformed));
        }

        private SctpPair Connected()
        {
            var pair = new SctpPair(1, new AssociationConfig { FirstTsn = FirstTsn });
            pair.Passes = (to, packet) =>
            {
                if (to == pair.Right && packet[12] != (byte)ChunkType.Init) _tag = packet.AsSpan(4, 4).ToArray();
                return true;
            };
            pair.Connect();
            pair.Drive(TimeSpan.FromMilliseconds(100));
            return pair;
        }

        private static List<byte[]> RecordPackets()
        {
            var packets = new List<byte[]>();
            var pair = new SctpPair(1) { Loss = 0.1 };
            pair.Passes = (to, packet) =>
            {
                if (to == pair.Right) packets.Add(packet);
                return true;
            };
            pair.Connect();
            for (int i = 0; i < 10; i++)
            {
                SctpTransferTests.Send(pair, pair.Left, Stream, new byte[3000], new Reliability(false, i % 2));
                SctpTransferTests.Send(pair, pair.Right, Stream, new byte[3000]);
            }

            pair.Left.Association.ResetStream(Stream);
            pair.Right.Association.ResetStream(Stream);
            pair.Drive(TimeSpan.FromSeconds(40));
            pair.Left.Association.Shutdown(pair.Now);
            pair.Drive(TimeSpan.FromSeconds(1));
            return packets;
        }

        // With a right checksum, so that the chunks are read.
        private static int Hand(SctpPair pair, byte[] packet)
        {
            if (packet.Length >= 16) SctpPacket.WriteChecksum(packet);
            pair.Right.Association.HandlePacket(pair.Now, packet);
            var buffer = new byte[AssociationConfig.MaxPacket];
            for (int i = 0; i < 100 && pair.Right.Association.TryPollTransmit(pair.Now, buffer, out _); i++)
            {
                // Lost.
            }

            pair.Right.Take();
            pair.Right.Messages.Clear();
            return 1;
        }

        private void WriteHeader(byte[] packet)
        {
            packet[0] = packet[2] = 5000 >> 8;
            packet[1] = packet[3] = 5000 & 0xFF;
            _tag.CopyTo(packet, 4);
            Array.Clear(packet, 8, 4);
        }

        private static void WriteTsn(byte[] packet, uint tsn)
        {
            packet[16] = (byte)(tsn >> 24);
            packet[17] = (byte)(tsn >> 16);
            packet[18] = (byte)(tsn >> 8);
            packet[19] = (byte)tsn;
        }
    }
}
