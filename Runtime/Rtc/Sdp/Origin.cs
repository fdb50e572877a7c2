#nullable enable
using System.Globalization;

namespace Earshot.Rtc.Sdp
{
    /// <summary>The <c>o=</c> line: who wrote the description, and which revision of it this is (RFC 8866 section
    /// 5.2).</summary>
    public readonly struct Origin
    {
        /// <summary>"-" in WebRTC.</summary>
        public readonly string UserName;

        /// <summary>Decimal digits, the same for the life of a peer (RFC 8829 section 5.2.1).</summary>
        public readonly string SessionId;

        /// <summary>Grows by one with every description that differs from the one before.</summary>
        public readonly ulong SessionVersion;

        /// <summary>Network type, address type and address: "IN IP4 127.0.0.1" in Chrome, "IN IP4 0.0.0.0" in
        /// Cloudflare's. No one connects to it.</summary>
        public readonly string Address;

        public Origin(
            string sessionId, ulong sessionVersion, string address = "IN IP4 0.0.0.0", string userName = "-")
        {
            UserName = userName;
            SessionId = sessionId;
            SessionVersion = sessionVersion;
            Address = address;
        }

        /// <summary>Reads what follows "o="; false unless there are the six fields and the version is a
        /// number.</summary>
        public static bool TryParse(string value, out Origin origin)
        {
            origin = default;
            string[] fields = value.Split(' ', 4);
            if (fields.Length < 4 || fields[3].Split(' ').Length != 3) return false;
            if (!ulong.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong version))
                return false;
            origin = new Origin(fields[1], version, fields[3], fields[0]);
            return true;
        }

        /// <summary>What follows "o=".</summary>
        public override string ToString() => $"{UserName} {SessionId} {SessionVersion} {Address}";
    }
}
