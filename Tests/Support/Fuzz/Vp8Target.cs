#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Wire;
using Earshot.Video.Rtp;
using Earshot.Video.Vp8;

namespace Earshot.Tests
{
    /// <summary>VP8's payloads, assembled to frames. The input is a <see cref="FuzzScript"/>: a step's first byte says
    /// how far its sequence number lies from the last, its second how far its time does; then the payload.</summary>
    public sealed class Vp8Target : IFuzzTarget
    {
        private const int Packet = 0;
        private const int LastPacket = 1;
        private const int Pause = 2;
        private const int Refusal = 3;
        private const int Kinds = 4;

        public string Name => "vp8";

        public IEnumerable<byte[]> Seeds => new[]
        {
            // A key frame in two packets the wrong way round, a frame that builds on it, padding, a gap.
            FuzzScript.Write(
                (LastPacket, Hex.Bytes("050090e0800107200000009d012a4001b400")),
                (Packet, Hex.Bytes("ff0090e080010720100000009d012a4001b400")),
                (LastPacket, Hex.Bytes("020190e08002082001000000")),
                (Packet, Hex.Bytes("0100")),
                (LastPacket, Hex.Bytes("050190e08004082001000000")),
                (Pause, Hex.Bytes("")),
                (LastPacket, Hex.Bytes("0101901001000000")),
                (Refusal, Hex.Bytes("")),
                (LastPacket, Hex.Bytes("010110000000009d012a4001b400"))),
        };

        public void Run(byte[] input)
        {
            var assembly = new FrameAssembly(capacityLog2: 4);
            var seq = new SeqNo(1000);
            var time = new RtpTime(0);
            var now = new Instant(0);
            FuzzScript.Play(input, Kinds, (kind, at, bytes) =>
            {
                if (kind == Pause) now += TimeSpan.FromMilliseconds(100);
                if (kind == Refusal) assembly.HandleRefused();
                if (kind <= LastPacket && bytes.Length >= 2)
                {
                    seq = new SeqNo(Math.Max(0, seq.Value + (sbyte)bytes[0]));
                    time += 1000 * bytes[1];
                    Read(bytes.Slice(2));
                    assembly.HandlePacket(seq, time, kind == LastPacket, bytes.Slice(2));
                }

                while (assembly.TryPollFrame(now, out AssembledFrame frame)) Check(assembly, frame);
            });
        }

        private static void Read(ReadOnlySpan<byte> payload)
        {
            if (!Vp8Descriptor.TryParse(payload, out Vp8Descriptor descriptor)) return;
            FuzzTargets.Require(descriptor.Length < payload.Length, "something stands behind the descriptor");
            _ = descriptor.BeginsKeyFrame(payload);
            byte[] copy = payload.ToArray();
            int picture = descriptor.HasPictureId ? descriptor.PictureIdOf(payload) : 0;
            descriptor.Renumber(copy, picture, descriptor.HasBaseLayer ? descriptor.BaseLayerOf(payload) : (byte)0);
            FuzzTargets.Require(payload.SequenceEqual(copy), "the same numbers change nothing");
        }

        private static void Check(FrameAssembly assembly, in AssembledFrame frame)
        {
            FuzzTargets.Require(!assembly.NeedsKeyFrame, "a frame comes only when it may be decoded");
            FuzzTargets.Require(frame.Bytes.Length > 0, "a frame has bytes");
            FuzzTargets.Require(frame.IsKeyFrame == ((frame.Bytes.Span[0] & 1) == 0), "a key frame is told as one");
            Vp8FrameHeader.TryParse(frame.Bytes.Span, out _);
        }
    }
}
