#nullable enable
using System;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Rooms.Api;

namespace Earshot.Rooms
{
    /// <summary>Which room to join, where, and as whom.</summary>
    public sealed class RoomOptions
    {
        /// <summary>The voice server, such as http://127.0.0.1:7880.</summary>
        public Uri Server { get; }

        /// <summary>The room's name.</summary>
        public string Room { get; }

        /// <summary>The id to ask a development server for; <c>default</c> to be given one.</summary>
        public PlayerId PlayerId { get; set; }

        /// <summary>The name to ask a development server for.</summary>
        public string PlayerName { get; set; } = "";

        /// <summary>Where tokens come from; null to ask the server itself, which works in development only.</summary>
        public ITokenSource? Tokens { get; set; }

        /// <summary>False only to listen.</summary>
        public bool Publish { get; set; } = true;

        /// <summary>True to chat too: one more section on the connection, and a data channel a player.</summary>
        public bool Chat { get; set; }

        /// <summary>Makes a media engine for each session with the SFU.</summary>
        public Func<Task<IRtcPeer>> Engine { get; set; } = RtcPeer.CreateAsync;

        public RoomOptions(Uri server, string room)
        {
            if (!server.IsAbsoluteUri || (server.Scheme != "http" && server.Scheme != "https"))
                throw new ArgumentException($"The server URL starts with http:// or https://, not \"{server}\".");
            if (string.IsNullOrWhiteSpace(room)) throw new ArgumentException("Give the room a name.");
            Server = server;
            Room = room;
        }

        /// <summary>The SFU's API behind player tokens.</summary>
        public Uri PartyTracks => At(Server.Scheme, "partytracks");

        /// <summary>The room's WebSocket.</summary>
        public Uri Presence => At(Server.Scheme == "https" ? "wss" : "ws", "rooms/" + Uri.EscapeDataString(Room));

        /// <summary>Where a development server gives tokens.</summary>
        public Uri DevelopmentTokens => At(Server.Scheme, "tokens");

        private Uri At(string scheme, string path) =>
            new Uri($"{scheme}://{Server.Authority}{Server.AbsolutePath.TrimEnd('/')}/{path}");
    }
}
