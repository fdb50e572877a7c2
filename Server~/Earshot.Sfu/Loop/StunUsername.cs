using System;
using System.Buffers.Binary;

namespace Earshot.Sfu.Loop;

/// <summary>Reads just enough of a STUN request to know whose it is; the peer it goes to checks everything else.
/// RFC 8489 sections 5 and 14.3, RFC 8445 section 7.2.2: USERNAME is "receiver's ufrag:sender's ufrag".</summary>
internal static class StunUsername
{
    private const int HeaderLength = 20;
    private const uint MagicCookie = 0x2112A442;
    private const ushort Username = 0x0006;

    /// <summary>The longest ufrag that ICE allows (RFC 8839 section 5.4).</summary>
    public const int MaxUfragLength = 256;

    /// <summary>Finds the ufrag before the colon.</summary>
    public static bool TryReadUfrag(ReadOnlySpan<byte> stun, out ReadOnlySpan<byte> ufrag)
    {
        ufrag = default;
        if (stun.Length < HeaderLength || BinaryPrimitives.ReadUInt32BigEndian(stun[4..]) != MagicCookie) return false;
        ReadOnlySpan<byte> attributes = stun[HeaderLength..];
        while (attributes.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(attributes[2..]);
            if (4 + length > attributes.Length) return false;
            if (BinaryPrimitives.ReadUInt16BigEndian(attributes) == Username)
            {
                ReadOnlySpan<byte> username = attributes.Slice(4, length);
                int colon = username.IndexOf((byte)':');
                if (colon is < 1 or > MaxUfragLength) return false;
                ufrag = username[..colon];
                return true;
            }

            attributes = attributes[Math.Min(4 + ((length + 3) & ~3), attributes.Length)..];
        }

        return false;
    }
}
