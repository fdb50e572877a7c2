#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>A whole peer in a call with somebody who holds the keys and means harm. The input is a
    /// <see cref="FuzzScript"/>.</summary>
    public sealed class PeerTarget : IFuzzTarget
    {
        private const int SrtpTag = 10;
        // The kinds of steps.
        private const int Datagram = 0;
        private const int Rtp = 1;
        private const int Rtcp = 2;
        private const int Data = 3;
        private const int Wait = 4;
        private const int Send = 5;
        private const int Kinds = 6;

        public string Name => "peer";

        public IEnumerable<byte[]> Seeds
        {
            get
            {
                foreach (byte[] report in CompoundPackets.All) yield return FuzzScript.Write((Rtcp, report));
                foreach (byte[] packet in new RtpTarget().Seeds)
                    yield return FuzzScript.Write((Rtp, packet), (Wait, new byte[] { 120 }));
                yield return FuzzScript.Write(
                    (Rtp, Hex.Bytes("90600001000000010000000a10a0bede000110301001000102")),
                    (Rtp, Hex.Bytes("90600005000000010000000a10a0bede000110311001000102")),
                    (Wait, new byte[] { 30 }),
                    (Rtp, Hex.Bytes("80610001000000010000000b000210aabb")),
                    (Wait, new byte[] { 255 }));
                yield return FuzzScript.Write((Send, new byte[] { 0, 1, 2, 3 }), (Send, new byte[] { 1, 4, 5 }));
                foreach (byte[] chunks in SctpTarget.RecordTraffic())
                    yield return FuzzScript.Write((Data, chunks), (Wait, new byte[] { 10 }));
                foreach (byte[] message in new StunTarget().Seeds) yield return FuzzScript.Write((Datagram, message));
            }
        }

        public void Run(byte[] input)
        {
            using var call = new PlainCall();
            FuzzScript.Play(input, Kinds, (kind, at, bytes) => Do(call, kind, (uint)at, bytes));
            call.Wait(TimeSpan.FromSeconds(2));
            FuzzTargets.Require(call.Right.CloseReason != CloseReason.Bug, "no input is a bug of ours");
        }

        private static void Do(PlainCall call, int kind, uint index, ReadOnlySpan<byte> bytes)
        {
            switch (kind)
            {
                case Datagram:
                    call.Inject(bytes.ToArray());
                    break;
                case Rtp:
                    call.Inject(WithTail(bytes, SrtpTag));
                    break;
                case Rtcp:
                    byte[] report = WithTail(bytes, sizeof(uint) + SrtpTag);
                    BinaryPrimitives.WriteUInt32BigEndian(report.AsSpan(bytes.Length), 0x80000000 | index);
                    call.Inject(report);
                    break;
                case Data:
                    call.InjectData(bytes);
                    break;
                case Wait:
                    call.Wait(TimeSpan.FromMilliseconds(bytes.IsEmpty ? 1 : 4 * bytes[0]));
                    break;
                default:
                    Say(call, bytes);
                    break;
            }
        }

        private static void Say(PlainCall call, ReadOnlySpan<byte> bytes)
        {
            if (bytes.IsEmpty) return;
            if (bytes[0] >> 6 == 1) call.Right.TrySend(call.Now, call.Channel, bytes);
            if (bytes[0] >> 6 == 2) call.Right.Close(call.Now, call.Channel);
            Transceiver section = call.Right.Transceivers[bytes[0] % 2];
            call.Right.TrySend(call.Now, section.Mid, new RtpTime((uint)call.Now.Microseconds), false, bytes);
            call.Drain();
        }

        private static byte[] WithTail(ReadOnlySpan<byte> bytes, int tail)
        {
            var longer = new byte[bytes.Length + tail];
            bytes.CopyTo(longer);
            return longer;
        }
    }
}
