#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>An SCTP association whose other side knows the tag and means harm. The input is a
    /// <see cref="FuzzScript"/>.</summary>
    public sealed class SctpTarget : IFuzzTarget
    {
        // The kinds of steps.
        private const int Packet = 0;
        private const int Wait = 1;
        private const int Send = 2;
        private const int Reset = 3;
        private const int Kinds = 4;

        public string Name => "sctp";

        // What a sound other side says of everything, and small packets of the kinds that it has no cause for.
        public IEnumerable<byte[]> Seeds
        {
            get
            {
                foreach (byte[] chunks in RecordTraffic()) yield return FuzzScript.Write((Packet, chunks));
                yield return FuzzScript.Write((Packet, Hex.Bytes("04000008000100040a0b0c0d")));
                yield return FuzzScript.Write((Packet, Hex.Bytes("06000008000c0004")));
                yield return FuzzScript.Write(
                    (Packet, Hex.Bytes("0700000800000001")), (Packet, Hex.Bytes("0e000004")));
                yield return FuzzScript.Write((Packet, Hex.Bytes("8200001000110008000000010000000200")));
                yield return FuzzScript.Write((Packet, Hex.Bytes("c000000c0000000100010000")));
                yield return FuzzScript.Write(
                    (Packet, Hex.Bytes("ff000008deadbeef")), (Packet, Hex.Bytes("3f000004")));
                yield return FuzzScript.Write((Send, new byte[] { 1, 2, 3 }), (Wait, new byte[] { 255 }));
            }
        }

        public void Run(byte[] input)
        {
            SctpPair pair = NewPair(out uint tag);
            FuzzScript.Play(input, Kinds, (kind, _, bytes) => Do(pair, tag, kind, bytes));
            pair.Drive(TimeSpan.FromSeconds(1));
        }

        // The same numbers on every run, so that what was recorded of one fits the next.
        private static SctpPair NewPair(out uint tag)
        {
            uint learned = 0;
            var pair = new SctpPair { Delay = TimeSpan.FromMilliseconds(1) };
            pair.Passes = (to, packet) =>
            {
                if (to == pair.Right) learned = TagOf(packet);
                return true;
            };
            pair.Connect();
            tag = learned;
            return pair;
        }

        /// <summary>The chunks of each packet that a sound other side sends in a short life.</summary>
        public static IEnumerable<byte[]> RecordTraffic()
        {
            var traffic = new List<byte[]>();
            SctpPair pair = NewPair(out _);
            pair.Passes = (to, packet) =>
            {
                byte[] chunks = packet.AsSpan(SctpPacket.HeaderSize).ToArray();
                if (to == pair.Right && chunks.Length < 256) traffic.Add(chunks);
                return true;
            };
            var unordered = new Reliability(isUnordered: true, maxRetransmits: 0);
            for (ushort i = 0; i < 3; i++)
            {
                Post(pair.Left, pair.Now, i, default, new byte[] { 1, 2, 3 });
                Post(pair.Left, pair.Now, i, unordered, new byte[100]);
                Post(pair.Right, pair.Now, i, default, new byte[3000]);
                pair.Drive(TimeSpan.FromMilliseconds(50));
            }

            pair.Left.Association.ResetStream(new StreamId(1));
            pair.Drive(TimeSpan.FromMilliseconds(500));
            pair.Left.Association.Shutdown(pair.Now);
            pair.Drive(TimeSpan.FromMilliseconds(500));
            return traffic;
        }

        private static void Do(SctpPair pair, uint tag, int kind, ReadOnlySpan<byte> bytes)
        {
            switch (kind)
            {
                case Packet:
                    pair.Right.Association.HandlePacket(pair.Now, WithHeader(tag, bytes));
                    pair.Drive(TimeSpan.FromMilliseconds(2));
                    break;
                case Wait:
                    pair.Drive(TimeSpan.FromMilliseconds(bytes.IsEmpty ? 1 : 4 * bytes[0]));
                    break;
                case Send when bytes.Length > 1:
                    var reliability = new Reliability(isUnordered: (bytes[0] & 1) != 0, maxRetransmits: bytes[0] >> 4);
                    Post(pair.Right, pair.Now, (ushort)(bytes[0] & 7), reliability, bytes.Slice(1));
                    break;
                case Reset when bytes.Length > 0:
                    pair.Right.Association.ResetStream(new StreamId((ushort)(bytes[0] & 7)));
                    break;
            }
        }

        private static void Post(
            SctpPair.Side side, Instant now, ushort stream, in Reliability reliability, ReadOnlySpan<byte> payload) =>
            side.Association.TrySend(now, new StreamId(stream), PayloadProtocol.Binary, reliability, payload);

        /// <summary>A packet of those chunks, its checksum zero, as RFC 9653 allows.</summary>
        public static byte[] WithHeader(uint tag, ReadOnlySpan<byte> chunks)
        {
            var packet = new byte[SctpPacket.HeaderSize + chunks.Length];
            BinaryPrimitives.WriteUInt16BigEndian(packet, AssociationConfig.DefaultPort);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), AssociationConfig.DefaultPort);
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), tag);
            chunks.CopyTo(packet.AsSpan(SctpPacket.HeaderSize));
            return packet;
        }

        /// <summary>A packet's verification tag.</summary>
        public static uint TagOf(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet.Slice(4));
    }
}
