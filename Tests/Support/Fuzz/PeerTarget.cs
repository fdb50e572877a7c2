#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Earshot.Rtc;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>A whole peer in a call with somebody who holds the keys and means harm. The input is a script: a step's
    /// kind, how many bytes follow, the bytes.</summary>
    public sealed class PeerTarget : IFuzzTarget
    {
        private const int SrtpTag = 10;
        private const int MaxSteps = 64;

        private enum Step : byte
        {
            Datagram,
            Rtp,
            Rtcp,
            ApplicationData,
            Wait,
            Send,
            Count,
        }

        public string Name => "peer";

        public IEnumerable<byte[]> Seeds
        {
            get
            {
                foreach (byte[] report in CompoundPackets.All) yield return Write((Step.Rtcp, report));
                foreach (byte[] packet in new RtpTarget().Seeds)
                    yield return Write((Step.Rtp, packet), (Step.Wait, new byte[] { 120 }));
                yield return Write(
                    (Step.Rtp, Hex.Bytes("90600001000000010000000a10a0bede000110301001000102")),
                    (Step.Rtp, Hex.Bytes("90600005000000010000000a10a0bede000110311001000102")),
                    (Step.Wait, new byte[] { 30 }),
                    (Step.Rtp, Hex.Bytes("80610001000000010000000b000210aabb")),
                    (Step.Wait, new byte[] { 255 }));
                yield return Write((Step.Send, new byte[] { 0, 1, 2, 3 }), (Step.Send, new byte[] { 1, 4, 5 }));
                foreach (byte[] message in new StunTarget().Seeds) yield return Write((Step.Datagram, message));
            }
        }

        public void Run(byte[] input)
        {
            using var call = new PlainCall();
            ReadOnlySpan<byte> rest = input;
            uint index = 0;
            for (int i = 0; i < MaxSteps && rest.Length >= 2; i++)
            {
                int length = Math.Min(rest[1], rest.Length - 2);
                Do(call, (Step)(rest[0] % (byte)Step.Count), rest.Slice(2, length), index++);
                rest = rest.Slice(2 + length);
            }

            call.Wait(TimeSpan.FromSeconds(2));
            FuzzTargets.Require(call.Right.CloseReason != CloseReason.Bug, "no input is a bug of ours");
        }

        private static void Do(PlainCall call, Step step, ReadOnlySpan<byte> bytes, uint index)
        {
            switch (step)
            {
                case Step.Datagram:
                    call.Inject(bytes.ToArray());
                    break;
                case Step.Rtp:
                    call.Inject(WithTail(bytes, SrtpTag));
                    break;
                case Step.Rtcp:
                    byte[] report = WithTail(bytes, sizeof(uint) + SrtpTag);
                    BinaryPrimitives.WriteUInt32BigEndian(report.AsSpan(bytes.Length), 0x80000000 | index);
                    call.Inject(report);
                    break;
                case Step.ApplicationData:
                    var record = new byte[DtlsRecordHeader.Size + bytes.Length];
                    new DtlsRecordHeader(
                        DtlsContentType.ApplicationData, 0xFEFD, 1, index, (ushort)bytes.Length).WriteTo(record);
                    bytes.CopyTo(record.AsSpan(DtlsRecordHeader.Size));
                    call.Inject(record);
                    break;
                case Step.Wait:
                    call.Wait(TimeSpan.FromMilliseconds(bytes.IsEmpty ? 1 : 4 * bytes[0]));
                    break;
                default:
                    Send(call, bytes);
                    break;
            }
        }

        private static void Send(PlainCall call, ReadOnlySpan<byte> bytes)
        {
            if (bytes.IsEmpty) return;
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

        private static byte[] Write(params (Step Step, byte[] Bytes)[] steps)
        {
            var script = new List<byte>();
            foreach ((Step step, byte[] bytes) in steps)
            {
                script.Add((byte)step);
                script.Add((byte)bytes.Length);
                script.AddRange(bytes);
            }

            return script.ToArray();
        }
    }
}
