#nullable enable
using System;
using System.Globalization;

namespace Earshot.Rtc.Sdp
{
    /// <summary>The format parameters without which two codecs of one name do not understand each other. All others
    /// are wishes that each side may have of its own.</summary>
    internal static class CodecFormat
    {
        public static bool IsSame(Codec a, Codec b) => a.Name.ToUpperInvariant() switch
        {
            "H264" => Same(a, b, "packetization-mode", "0") && H264Profile(a) == H264Profile(b),
            "H265" => Same(a, b, "profile-id", "1") && Same(a, b, "tier-flag", "0"),
            "VP9" => Same(a, b, "profile-id", "0"),
            "AV1" => Same(a, b, "profile", "0"),
            "RTX" => Same(a, b, "apt", ""),
            "RED" => a.AssociatedPayloadType == b.AssociatedPayloadType,
            _ => true,
        };

        private static bool Same(Codec a, Codec b, string parameter, string missing) =>
            (a.Parameter(parameter) ?? missing) == (b.Parameter(parameter) ?? missing);

        // profile-level-id is profile_idc, constraint flags and level as three bytes of hex (RFC 6184 section 8.1). The
        // level is a limit and not a format; several flags say the same profile (table 5). Without the parameter Chrome
        // means constrained baseline.
        private static string H264Profile(Codec codec)
        {
            string id = codec.Parameter("profile-level-id") ?? "42e01f";
            bool isHex = int.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int bits);
            if (!isHex || id.Length != 6) return id;
            int profile = bits >> 16, flags = bits >> 8 & 0xFF;
            bool isConstrained = profile switch
            {
                0x42 => (flags & 0x40) != 0,
                0x4D => (flags & 0x80) != 0,
                0x58 => (flags & 0xC0) == 0xC0,
                _ => false,
            };
            if (isConstrained) return "constrained baseline";
            if (profile == 0x42 || profile == 0x58 && (flags & 0x80) != 0) return "baseline";
            return profile == 0x64 && (flags & 0x0C) == 0x0C ? "constrained high" : Convert.ToString(profile, 16);
        }
    }
}
