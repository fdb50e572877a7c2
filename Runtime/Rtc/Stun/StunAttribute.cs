#nullable enable
namespace Earshot.Rtc.Stun
{
    /// <summary>The attribute types this stack understands (RFC 8489 section 18.3, RFC 8445 section 20.2, RFC 8656
    /// section 18). Types below 0x8000 must be understood by whoever reads a request that carries them.</summary>
    public enum StunAttribute : ushort
    {
        /// <summary>An address in clear, from servers older than RFC 5389.</summary>
        MappedAddress = 0x0001,

        /// <summary>ICE: recipient's ufrag, a colon, sender's ufrag.</summary>
        Username = 0x0006,

        /// <summary>HMAC-SHA1 over all before it.</summary>
        MessageIntegrity = 0x0008,

        /// <summary>Why a request was refused.</summary>
        ErrorCode = 0x0009,

        /// <summary>Which attributes a request was refused for.</summary>
        UnknownAttributes = 0x000A,

        /// <summary>TURN: the channel to bind.</summary>
        ChannelNumber = 0x000C,

        /// <summary>TURN: how long an allocation lives, in seconds.</summary>
        Lifetime = 0x000D,

        /// <summary>TURN: the peer a message is about, masked.</summary>
        XorPeerAddress = 0x0012,

        /// <summary>TURN: what a Send or Data indication carries.</summary>
        Data = 0x0013,

        /// <summary>The domain in which a long-term username is known.</summary>
        Realm = 0x0014,

        /// <summary>What the server wants to see in the next request, against replays.</summary>
        Nonce = 0x0015,

        /// <summary>TURN: the allocated address, masked.</summary>
        XorRelayedAddress = 0x0016,

        /// <summary>TURN: the protocol between server and peers; 17 for UDP in its first byte.</summary>
        RequestedTransport = 0x0019,

        /// <summary>Where the request came from, masked so that no middlebox rewrites it.</summary>
        XorMappedAddress = 0x0020,

        /// <summary>ICE: the priority of a peer-reflexive candidate learned from this check.</summary>
        Priority = 0x0024,

        /// <summary>ICE: the controlling agent nominates this pair.</summary>
        UseCandidate = 0x0025,

        /// <summary>The name of the software that wrote the message.</summary>
        Software = 0x8022,

        /// <summary>Another server to turn to, in clear.</summary>
        AlternateServer = 0x8023,

        /// <summary>CRC-32 over all before it.</summary>
        Fingerprint = 0x8028,

        /// <summary>ICE: the sender is controlled; its tie-breaker.</summary>
        IceControlled = 0x8029,

        /// <summary>ICE: the sender is controlling; its tie-breaker.</summary>
        IceControlling = 0x802A,
    }
}
