using System;
using System.Buffers.Binary;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;

namespace Earshot.Sfu.Media;

/// <summary>Does a packet begin a picture that needs no earlier one? Only so much is read as each payload format tells
/// in its first bytes, which end-to-end encryption leaves clear.</summary>
public static class KeyFrame
{
    private const int H264Idr = 5, H264Sps = 7, H264StapA = 24, H264FuA = 28;
    private const int H265FirstIrap = 16, H265LastIrap = 21, H265Vps = 32, H265Sps = 33, H265Ap = 48, H265Fu = 49;

    /// <summary>True when it does; false also for a codec nobody knows here.</summary>
    public static bool Begins(Codec codec, ReadOnlySpan<byte> payload) => codec.Name.ToUpperInvariant() switch
    {
        "VP8" => BeginsVp8(payload),
        "VP9" => BeginsVp9(payload),
        "H264" => BeginsH264(payload),
        "H265" => BeginsH265(payload),
        "AV1" => payload.Length > 0 && (payload[0] & 0x08) != 0, // N: a new coded video sequence
        _ => false,
    };

    /// <summary>RFC 7741 section 4: the first partition's first packet; bit 0 of VP8's own header is 0.</summary>
    private static bool BeginsVp8(ReadOnlySpan<byte> payload) =>
        Vp8Descriptor.TryParse(payload, out Vp8Descriptor descriptor) && descriptor.BeginsKeyFrame(payload);

    /// <summary>RFC 9628 section 4.2: B begins a frame, P clear says that no earlier picture is needed, and the lowest
    /// spatial layer is the one to begin with.</summary>
    private static bool BeginsVp9(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 2 || (payload[0] & 0x48) != 0x08) return false;
        if ((payload[0] & 0x20) == 0) return true;
        int at = 1;
        if ((payload[0] & 0x80) != 0) at += (payload[1] & 0x80) != 0 ? 2 : 1;
        return at < payload.Length && (payload[at] & 0x0E) == 0;
    }

    /// <summary>RFC 6184 section 5: an IDR slice, or the parameter sets before it.</summary>
    private static bool BeginsH264(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 2) return false;
        int type = payload[0] & 0x1F;
        if (type == H264FuA) return (payload[1] & 0x80) != 0 && (payload[1] & 0x1F) == H264Idr;
        if (type != H264StapA) return IsStart(type);
        for (ReadOnlySpan<byte> rest = payload[1..]; TryNextUnit(ref rest, out ReadOnlySpan<byte> unit);)
        {
            if (IsStart(unit[0] & 0x1F)) return true;
        }

        return false;

        static bool IsStart(int type) => type is H264Idr or H264Sps;
    }

    /// <summary>RFC 7798 section 4.4: a picture that may be entered at, or the parameter sets before it.</summary>
    private static bool BeginsH265(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 3) return false;
        int type = payload[0] >> 1 & 0x3F;
        if (type == H265Fu) return (payload[2] & 0x80) != 0 && IsStart(payload[2] & 0x3F);
        if (type != H265Ap) return IsStart(type);
        for (ReadOnlySpan<byte> rest = payload[2..]; TryNextUnit(ref rest, out ReadOnlySpan<byte> unit);)
        {
            if (IsStart(unit[0] >> 1 & 0x3F)) return true;
        }

        return false;

        static bool IsStart(int type) => type is (>= H265FirstIrap and <= H265LastIrap) or H265Vps or H265Sps;
    }

    /// <summary>Takes one unit of an aggregation, which its length precedes.</summary>
    private static bool TryNextUnit(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> unit)
    {
        unit = default;
        if (rest.Length < 3) return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length == 0 || 2 + length > rest.Length) return false;
        unit = rest.Slice(2, length);
        rest = rest[(2 + length)..];
        return true;
    }
}
