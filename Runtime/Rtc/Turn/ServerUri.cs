#nullable enable
using System;
using System.Globalization;

namespace Earshot.Rtc.Turn
{
    /// <summary>The address of a STUN or TURN server as ICE configurations carry it
    /// (https://www.rfc-editor.org/rfc/rfc7064, https://www.rfc-editor.org/rfc/rfc7065).
    /// <code>
    /// turn:turn.example.org:3478?transport=tcp
    /// |    |                |    +- udp or tcp; turn and turns only
    /// |    |                +- 3478, or 5349 for stuns and turns
    /// |    +- name, IPv4, or [IPv6]
    /// +- stun, stuns, turn or turns
    /// </code></summary>
    public sealed class ServerUri
    {
        private const int DefaultPort = 3478;
        private const int DefaultTlsPort = 5349;

        /// <summary>True for a TURN server.</summary>
        public bool IsTurn { get; }

        /// <summary>How it is talked to.</summary>
        public TurnTransport Transport { get; }

        /// <summary>Its name or address, without brackets.</summary>
        public string Host { get; }

        /// <summary>Its port, 1 to 65535.</summary>
        public int Port { get; }

        private ServerUri(bool isTurn, TurnTransport transport, string host, int port)
        {
            IsTurn = isTurn;
            Transport = transport;
            Host = host;
            Port = port;
        }

        /// <summary>Reads one. False, with a sentence, when it is not of that form.</summary>
        public static bool TryParse(string text, out ServerUri? uri, out string error)
        {
            uri = null;
            int colon = text.IndexOf(':');
            string scheme = colon < 0 ? "" : text.Substring(0, colon).ToLowerInvariant();
            bool isTurn = scheme == "turn" || scheme == "turns";
            bool isSecure = scheme == "stuns" || scheme == "turns";
            if (!isTurn && scheme != "stun" && scheme != "stuns")
                return Refuse(text, "it does not begin with stun:, stuns:, turn: or turns:", out error);

            string rest = text.Substring(colon + 1);
            if (rest.StartsWith("//", StringComparison.Ordinal))
                return Refuse(text, "no // belongs after the scheme", out error);
            if (rest.IndexOf('@') >= 0)
                return Refuse(text, "the username belongs beside the URI, not in it", out error);

            TurnTransport transport = isSecure ? TurnTransport.Tls : TurnTransport.Udp;
            int question = rest.IndexOf('?');
            if (question >= 0)
            {
                if (!isTurn) return Refuse(text, "a STUN server takes no ?", out error);
                string query = rest.Substring(question + 1).ToLowerInvariant();
                if (query != "transport=udp" && query != "transport=tcp")
                    return Refuse(text, "after the ? comes transport=udp or transport=tcp", out error);
                if (isSecure && query == "transport=udp")
                    return Refuse(text, "TURN over DTLS is not supported; use transport=tcp", out error);
                if (!isSecure && query == "transport=tcp") transport = TurnTransport.Tcp;
                rest = rest.Substring(0, question);
            }

            if (!TrySplit(rest, isSecure ? DefaultTlsPort : DefaultPort, out string host, out int port))
                return Refuse(text, "its host or port is missing or broken", out error);
            uri = new ServerUri(isTurn, transport, host, port);
            error = "";
            return true;
        }

        public override string ToString() => $"{(IsTurn ? "turn" : "stun")} {Transport} {Host} {Port}";

        private static bool TrySplit(string text, int defaultPort, out string host, out int port)
        {
            port = defaultPort;
            int bracket = text.StartsWith("[", StringComparison.Ordinal) ? text.IndexOf(']') : -1;
            int colon = text.IndexOf(':', bracket + 1);
            string address = colon < 0 ? text : text.Substring(0, colon);
            host = bracket < 0 ? address : address.Substring(1, bracket - 1);
            bool isWhole = bracket < 0 || bracket == address.Length - 1;
            if (!isWhole || host.Length == 0 || host.IndexOfAny(new[] { '/', '[', ']', ' ' }) >= 0) return false;
            return colon < 0 ||
                int.TryParse(text.Substring(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) &&
                port > 0 && port <= 65535;
        }

        private static bool Refuse(string text, string why, out string error)
        {
            error = $"The ICE server \"{text}\" cannot be used: {why}.";
            return false;
        }
    }
}
