#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Turn
{
    /// <summary>An address that data is relayed to and from: its permission, and its channel once it is worth
    /// one (https://www.rfc-editor.org/rfc/rfc8656#section-9).</summary>
    internal sealed class TurnPeer
    {
        public TurnPeer(TransportAddress address) => Address = address;

        public TransportAddress Address { get; }

        /// <summary>The CreatePermission or ChannelBind under way.</summary>
        public TurnTransaction Transaction { get; } = new TurnTransaction();

        /// <summary>Its number; 0 while it is to have none.</summary>
        public int Channel { get; set; }

        /// <summary>True once the server has bound the channel.</summary>
        public bool IsBound { get; set; }

        /// <summary>When permission, and channel if any, must be renewed.</summary>
        public Instant RenewAt { get; set; }

        /// <summary>True when the server relays nothing to it (403).</summary>
        public bool IsForbidden { get; set; }
    }
}
