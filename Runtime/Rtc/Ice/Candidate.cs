#nullable enable
using System;
using System.Globalization;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>An address at which an agent may be reached over UDP, and its SDP line
    /// (https://www.rfc-editor.org/rfc/rfc8839#section-5.1).
    /// <code>
    /// a=candidate:1 1 udp 2130706431 192.0.2.1 7881 typ host
    ///             | |  |       |         |      |        |
    /// foundation -+ |  |   priority   address  port    kind   [raddr ADDRESS rport PORT] [extensions]
    ///    component -+  +- transport
    /// </code>
    /// Of the extensions <c>ufrag</c> is read, the rest passed over. TCP candidates and names are refused; a name that
    /// mDNS may resolve is found by <see cref="TryFindName"/>.</summary>
    public sealed class Candidate
    {
        /// <summary>The component of RTP; with rtcp-mux there is no other.</summary>
        public const int RtpComponent = 1;

        /// <summary>The component of RTCP where it is not multiplexed.</summary>
        public const int RtcpComponent = 2;

        private const int FieldsAtLeast = 8;

        /// <summary>The names of <see cref="CandidateKind"/> on the wire, in its order.</summary>
        private static readonly string[] KindNames = { "host", "srflx", "prflx", "relay" };

        /// <summary>Type preferences, in the order of <see cref="CandidateKind"/> (RFC 8445 section 5.1.2.2).</summary>
        private static readonly uint[] KindPreferences = { 126, 100, 110, 0 };

        /// <summary>Equal for candidates likely to share a fate: same kind, same base, same server.</summary>
        public string Foundation { get; }

        /// <summary>1 for RTP, 2 for RTCP where it is not multiplexed (Cloudflare lists both).</summary>
        public int Component { get; }

        /// <summary>Greater is better.</summary>
        public uint Priority { get; }

        /// <summary>Where to send to reach it.</summary>
        public TransportAddress Address { get; }

        /// <summary>How it was found.</summary>
        public CandidateKind Kind { get; }

        /// <summary>The base of a reflexive, the mapped address of a relayed candidate; unspecified for a host one, and
        /// where the other side hides it.</summary>
        public TransportAddress Related { get; }

        /// <summary>The ufrag of the generation it belongs to; empty when the line does not say.</summary>
        public string Ufrag { get; private set; } = "";

        /// <summary>How we speak to the server of a relayed candidate of ours; null for all others.</summary>
        public TurnTransport? RelayProtocol { get; private set; }

        public Candidate(
            string foundation, int component, uint priority, TransportAddress address, CandidateKind kind,
            TransportAddress related = default)
        {
            Foundation = foundation;
            Component = component;
            Priority = priority;
            Address = address;
            Kind = kind;
            Related = related;
        }

        /// <summary>A local host candidate. Among several interfaces the better has the greater
        /// <paramref name="localPreference"/>, 0 to 65535.</summary>
        public static Candidate Host(TransportAddress address, int localPreference = ushort.MaxValue)
        {
            if (localPreference < 0 || localPreference > ushort.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(localPreference), localPreference, "It is 0 to 65535.");
            string foundation = FoundationOf(CandidateKind.Host, address, default);
            uint priority = PriorityOf(CandidateKind.Host, (uint)localPreference);
            return new Candidate(foundation, RtpComponent, priority, address, CandidateKind.Host);
        }

        /// <summary>The same address as the candidate of another component.</summary>
        public Candidate For(int component) => new Candidate(Foundation, component, Priority, Address, Kind, Related);

        /// <summary>How a STUN server sees a host candidate.</summary>
        public static Candidate ServerReflexive(TransportAddress mapped, Candidate host, TransportAddress server)
        {
            uint priority = PriorityOf(CandidateKind.ServerReflexive, host.LocalPreference);
            string foundation = FoundationOf(CandidateKind.ServerReflexive, host.Address, server);
            return new Candidate(
                foundation, RtpComponent, priority, mapped, CandidateKind.ServerReflexive, host.Address);
        }

        /// <summary>An address on a TURN server. One reached over UDP is preferred to one over a stream.</summary>
        public static Candidate Relayed(TransportAddress relayed, TransportAddress mapped, TurnServer server)
        {
            uint preference = 2 - (uint)server.Transport;
            string foundation = FoundationOf(CandidateKind.Relayed, relayed, server.Address);
            uint priority = PriorityOf(CandidateKind.Relayed, preference);
            return new Candidate(foundation, RtpComponent, priority, relayed, CandidateKind.Relayed, mapped)
            {
                RelayProtocol = server.Transport,
            };
        }

        /// <summary>An address of the other side that a check came from and nobody signalled.</summary>
        internal static Candidate PeerReflexive(TransportAddress address, uint priority) =>
            new Candidate("prflx", RtpComponent, priority, address, CandidateKind.PeerReflexive);

        /// <summary>The priority of a kind for component 1 (RFC 8445 section 5.1.2.1).</summary>
        public static uint PriorityOf(CandidateKind kind, uint localPreference) =>
            KindPreferences[(int)kind] << 24 | localPreference << 8 | (256 - RtpComponent);

        /// <summary>What the other side would give a peer-reflexive candidate found behind this one: our checks carry
        /// it as PRIORITY (RFC 8445 section 7.1.1).</summary>
        internal uint PeerReflexivePriority => PriorityOf(CandidateKind.PeerReflexive, LocalPreference);

        private uint LocalPreference => Priority >> 8 & 0xFFFF;

        /// <summary>Reads what stands after <c>a=candidate:</c>. False, with a sentence, when it is broken or of a kind
        /// not supported here; the session then goes on without it.</summary>
        public static bool TryParse(string attributeValue, out Candidate? candidate, out string error)
        {
            candidate = null;
            string[] fields = attributeValue.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < FieldsAtLeast || fields[6] != "typ")
                return Refuse(attributeValue, "it does not have the form of RFC 8839 section 5.1", out error);
            if (!TryParseNumber(fields[1], 256, out uint component) || component == 0)
                return Refuse(attributeValue, "its component is not 1 to 256", out error);
            if (!string.Equals(fields[2], "udp", StringComparison.OrdinalIgnoreCase))
                return Refuse(attributeValue, $"transport {fields[2]} is not supported, only UDP is", out error);
            if (!TryParseNumber(fields[3], uint.MaxValue, out uint priority))
                return Refuse(attributeValue, "its priority is no 32-bit number", out error);
            if (!TryParseNumber(fields[5], ushort.MaxValue, out uint port) || port == 0)
                return Refuse(attributeValue, "its port is not 1 to 65535", out error);
            if (!TransportAddress.TryParse(fields[4], (int)port, out TransportAddress address))
                return Refuse(attributeValue, $"{fields[4]} is no IP address, and names are not resolved", out error);
            if (address.IsUnspecified) return Refuse(attributeValue, "nothing can be sent to its address", out error);
            int kind = Array.IndexOf(KindNames, fields[7]);
            if (kind < 0) return Refuse(attributeValue, $"its type {fields[7]} is unknown", out error);

            candidate = new Candidate(
                fields[0], (int)component, priority, address, (CandidateKind)kind, FindRelated(fields))
            {
                Ufrag = FindExtension(fields, "ufrag"),
            };
            error = "";
            return true;
        }

        /// <summary>Finds the mDNS name that browsers put in the place of an address until they may show it: a UUID and
        /// <c>.local</c> (https://datatracker.ietf.org/doc/html/draft-ietf-mmusic-mdns-ice-candidates).</summary>
        public static bool TryFindName(string attributeValue, out string name)
        {
            string[] fields = attributeValue.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
            name = fields.Length >= FieldsAtLeast ? fields[4] : "";
            int dot = name.IndexOf('.');
            return dot > 0 && dot <= 63 &&
                string.Equals(name.Substring(dot), ".local", StringComparison.OrdinalIgnoreCase);
        }

        /// <summary>The same line with that address in the place of its name.</summary>
        public static string WithAddress(string attributeValue, string name, string address)
        {
            int at = attributeValue.IndexOf(name, StringComparison.Ordinal);
            return at < 0 ? attributeValue
                : attributeValue.Substring(0, at) + address + attributeValue.Substring(at + name.Length);
        }

        /// <summary>What stands after <c>a=candidate:</c>.</summary>
        public override string ToString()
        {
            string line = $"{Foundation} {Number(Component)} udp {Number(Priority)} " +
                $"{Address.ToIPAddress()} {Number(Address.Port)} typ {KindNames[(int)Kind]}";
            if (Kind == CandidateKind.Host) return line;
            string related = Related.IsUnspecified ? "0.0.0.0" : Related.ToIPAddress().ToString();
            return $"{line} raddr {related} rport {Number(Related.Port)}";
        }

        /// <summary>Equal for those of one kind from one address by one server (RFC 8445 section 5.1.1.3).</summary>
        private static string FoundationOf(CandidateKind kind, TransportAddress source, TransportAddress server)
        {
            Span<byte> bytes = stackalloc byte[33];
            bytes[0] = (byte)kind;
            int length = 1 + source.WriteAddressTo(bytes.Slice(1));
            if (!server.IsUnspecified) length += server.WriteAddressTo(bytes.Slice(length));
            return Number(Crc32.Of(bytes.Slice(0, length)));
        }

        /// <summary>Browsers hide it as 0.0.0.0 or as a name; it is then unspecified, which harms nothing.</summary>
        private static TransportAddress FindRelated(string[] fields)
        {
            bool isGiven = fields.Length >= FieldsAtLeast + 4 && fields[8] == "raddr" && fields[10] == "rport";
            return isGiven && TryParseNumber(fields[11], ushort.MaxValue, out uint port) &&
                TransportAddress.TryParse(fields[9], (int)port, out TransportAddress related) ? related : default;
        }

        private static string FindExtension(string[] fields, string name)
        {
            for (int i = FieldsAtLeast; i + 1 < fields.Length; i += 2)
            {
                if (fields[i] == name) return fields[i + 1];
            }

            return "";
        }

        private static bool Refuse(string attributeValue, string why, out string error)
        {
            error = $"Candidate \"{attributeValue}\" is not used: {why}.";
            return false;
        }

        private static bool TryParseNumber(string text, uint max, out uint number) =>
            uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= max;

        private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
