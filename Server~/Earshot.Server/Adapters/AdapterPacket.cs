using System;
using Google.Protobuf;

namespace Earshot.Server.Adapters;

/// <summary>The one message inside an adapter's WebSocket, as Cloudflare documents it:
/// <c>Packet { uint32 sequenceNumber = 1; uint32 timestamp = 2; bytes payload = 5; }</c></summary>
internal static class AdapterPacket
{
    /// <summary>The biggest message an endpoint may send.</summary>
    public const int MaxLength = 32 * 1024;

    private const int SequenceNumber = 1;
    private const int Timestamp = 2;
    private const int Payload = 5;

    /// <summary>Finds the payload, the only field that counts on the way in; false when the message is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out byte[] payload)
    {
        payload = [];
        try
        {
            using var input = new CodedInputStream(message.ToArray());
            while (input.ReadTag() is var tag and not 0)
            {
                if (tag == WireFormat.MakeTag(Payload, WireFormat.WireType.LengthDelimited))
                    payload = input.ReadBytes().ToByteArray();
                else input.SkipLastField();
            }

            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    /// <summary>Writes a message.</summary>
    public static byte[] Write(uint sequenceNumber, uint timestamp, ReadOnlySpan<byte> payload)
    {
        ByteString bytes = ByteString.CopyFrom(payload);
        int length = 3 * CodedOutputStream.ComputeTagSize(Payload)
            + CodedOutputStream.ComputeUInt32Size(sequenceNumber)
            + CodedOutputStream.ComputeUInt32Size(timestamp)
            + CodedOutputStream.ComputeBytesSize(bytes);
        byte[] message = new byte[length];
        using var output = new CodedOutputStream(message);
        output.WriteTag(SequenceNumber, WireFormat.WireType.Varint);
        output.WriteUInt32(sequenceNumber);
        output.WriteTag(Timestamp, WireFormat.WireType.Varint);
        output.WriteUInt32(timestamp);
        output.WriteTag(Payload, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(bytes);
        output.Flush();
        return message;
    }
}
