#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Turn
{
    /// <summary>A TURN server as one transport reaches it, and the long-term credentials for it.</summary>
    public sealed class TurnServer
    {
        /// <summary>Where it listens.</summary>
        public TransportAddress Address { get; }

        /// <summary>How it is talked to.</summary>
        public TurnTransport Transport { get; }

        /// <summary>The username, at most 508 bytes of UTF-8.</summary>
        public string Username { get; }

        /// <summary>The password.</summary>
        public string Password { get; }

        public TurnServer(TransportAddress address, TurnTransport transport, string username, string password)
        {
            if (username.Length == 0 || password.Length == 0)
                throw new ArgumentException("A TURN server needs a username and a credential.", nameof(username));
            Address = address;
            Transport = transport;
            Username = username;
            Password = password;
        }

        /// <summary>The same, elsewhere.</summary>
        public TurnServer At(TransportAddress address) => new TurnServer(address, Transport, Username, Password);

        public override string ToString() => $"{Transport} {Address}";
    }
}
