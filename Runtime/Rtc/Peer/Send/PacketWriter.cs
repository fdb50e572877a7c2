#nullable enable
// A retransmission carries the original sequence number before the original payload.
// https://www.rfc-editor.org/rfc/rfc4588#section-4
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |              RTP header: ssrc, number and payload type of RTX |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |           OSN                 |  original payload ...         |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Writes outgoing packets in the clear, with the header extensions that were agreed on their
    /// section.</summary>
    internal static class PacketWriter
    {
        /// <summary>The most bytes before a payload: fixed header, all extensions in the longer form, OSN.</summary>
        public const int MaxHeader = 80;

        /// <summary>The longest mid or rid that is written, in bytes.</summary>
        public const int MaxToken = 16;

        private const int OsnLength = 2;
        private const byte PaddingBit = 0x20;
        private const int MaxValue = 3;

        /// <summary>Writes a packet of the stream itself and returns its length.</summary>
        public static int WriteMedia(
            Span<byte> slot, OutgoingStream stream, in StoredPacket packet, ReadOnlySpan<byte> payload)
        {
            Transceiver transceiver = stream.Transceiver;
            var header = new RtpHeader(
                stream.PayloadType, packet.Marker, packet.Seq.Wire, packet.Time, stream.Stream.Ssrc);
            int rid = transceiver.Extensions.RtpStreamId;
            int length = WriteHeader(slot, header, stream, rid, packet.Options, packet.Moment);
            payload.CopyTo(slot.Slice(length));
            return length + payload.Length;
        }

        /// <summary>Writes a packet's retransmission and returns its length.</summary>
        public static int WriteRtx(
            Span<byte> slot,
            OutgoingStream stream,
            in StoredPacket packet,
            in StoredPacket.HeaderMoment moment,
            ReadOnlySpan<byte> payload)
        {
            int length = WriteRtxHeader(slot, stream, packet, moment);
            BinaryPrimitives.WriteUInt16BigEndian(slot.Slice(length), packet.Seq.Wire);
            payload.CopyTo(slot.Slice(length + OsnLength));
            return length + OsnLength + payload.Length;
        }

        /// <summary>Writes padding, which only the retransmission stream may carry, and returns its length.</summary>
        public static int WritePadding(
            Span<byte> slot, OutgoingStream stream, RtpTime time, in StoredPacket.HeaderMoment moment, byte padding)
        {
            var packet = new StoredPacket { Time = time };
            int length = WriteRtxHeader(slot, stream, packet, moment);
            slot[0] |= PaddingBit;
            slot.Slice(length, padding).Clear();
            slot[length + padding - 1] = padding;
            return length + padding;
        }

        private static int WriteRtxHeader(
            Span<byte> slot, OutgoingStream stream, in StoredPacket packet, in StoredPacket.HeaderMoment moment)
        {
            SendStream rtx = stream.Rtx;
            var header = new RtpHeader(
                stream.Transceiver.Rtx!.Value, packet.Marker, rtx.NextSeq.Wire, packet.Time, rtx.Ssrc);
            int rid = stream.Transceiver.Extensions.RepairedRtpStreamId;
            return WriteHeader(slot, header, stream, rid, packet.Options, moment);
        }

        private static int WriteHeader(
            Span<byte> slot,
            in RtpHeader header,
            OutgoingStream stream,
            int ridId,
            in SendOptions options,
            in StoredPacket.HeaderMoment moment)
        {
            HeaderExtensionIds ids = stream.Transceiver.Extensions;
            var writer = new HeaderExtensionWriter(slot, header.WriteTo(slot), ids.NeedTwoByteForm);
            Span<byte> value = slot.Slice(slot.Length - MaxValue); // where no packet reaches, the tag comes last
            if (moment.Identifies)
            {
                if (stream.MidToken.Length > 0) writer.TryWrite(ids.Mid, stream.MidToken);
                if (stream.RidToken.Length > 0) writer.TryWrite(ridId, stream.RidToken);
            }

            if (ids.TransportCc != 0)
            {
                BinaryPrimitives.WriteUInt16BigEndian(value, moment.TransportSeq);
                writer.TryWrite(ids.TransportCc, value.Slice(0, 2));
            }

            if (ids.AbsSendTime != 0)
                writer.TryWrite(ids.AbsSendTime, value.Slice(0, moment.SendTime.WriteTo(value)));
            WriteOptions(ref writer, ids, options, value);
            return writer.Finish();
        }

        private static void WriteOptions(
            ref HeaderExtensionWriter writer, HeaderExtensionIds ids, in SendOptions options, Span<byte> value)
        {
            if (ids.AudioLevel != 0 && options.AudioLevel is { } level)
                writer.TryWrite(ids.AudioLevel, value.Slice(0, level.WriteTo(value)));
            if (ids.VideoOrientation != 0 && options.VideoOrientation is { } orientation)
                writer.TryWrite(ids.VideoOrientation, value.Slice(0, orientation.WriteTo(value)));
            if (ids.PlayoutDelay != 0 && options.PlayoutDelay is { } delay)
                writer.TryWrite(ids.PlayoutDelay, value.Slice(0, delay.WriteTo(value)));
        }
    }
}
