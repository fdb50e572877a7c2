#nullable enable
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>An allocation, and the transport of its own that leads to its server.</summary>
    internal sealed class Relay
    {
        public Relay(TransportAddress pipe, TurnClient client)
        {
            Pipe = pipe;
            Client = client;
        }

        /// <summary>The local address of the transport to the server.</summary>
        public TransportAddress Pipe { get; }

        public TurnClient Client { get; }

        /// <summary>Its candidate; null until it is allocated.</summary>
        public Candidate? Candidate { get; set; }

        /// <summary>True when it is to be given back as soon as nothing uses it.</summary>
        public bool IsRetired { get; set; }
    }
}
