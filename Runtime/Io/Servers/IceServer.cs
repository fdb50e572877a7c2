#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Turn;

namespace Earshot.Io
{
    /// <summary>STUN and TURN servers that share credentials: the W3C's RTCIceServer.</summary>
    public sealed class IceServer
    {
        /// <summary>Cloudflare names it too, but many networks let nothing but DNS through there, which costs seconds
        /// to find out.</summary>
        private const int DnsPort = 53;

        private readonly List<ServerUri> _uris = new List<ServerUri>();

        /// <summary>TURN's username; empty for STUN.</summary>
        public string Username { get; }

        /// <summary>TURN's password; empty for STUN.</summary>
        public string Credential { get; }

        /// <summary>Servers by their URIs, such as "turn:turn.example.org:3478?transport=tcp". Those on port 53 are
        /// passed over. Throws <see cref="ArgumentException"/> with a sentence when one is malformed or a TURN server
        /// comes without credentials.</summary>
        public IceServer(IEnumerable<string> urls, string? username = null, string? credential = null)
        {
            Username = username ?? "";
            Credential = credential ?? "";
            foreach (string url in urls)
            {
                if (!ServerUri.TryParse(url, out ServerUri? uri, out string error))
                    throw new ArgumentException(error, nameof(urls));
                if (uri!.IsTurn && (Username.Length == 0 || Credential.Length == 0))
                    throw new ArgumentException($"\"{url}\" needs a username and a credential.", nameof(username));
                if (uri.Port != DnsPort) _uris.Add(uri);
            }
        }

        /// <summary>Those that will be asked.</summary>
        public IReadOnlyList<ServerUri> Uris => _uris;
    }
}
