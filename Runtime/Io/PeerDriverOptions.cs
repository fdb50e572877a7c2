#nullable enable
using System.Collections.Generic;
using System.Net;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>What a <see cref="PeerDriver"/> is made of.</summary>
    public sealed class PeerDriverOptions
    {
        /// <summary>Makes DTLS handshakes under the local certificate.</summary>
        public IDtlsProvider Dtls { get; }

        /// <summary>SRTP's primitives.</summary>
        public ISrtpCrypto Crypto { get; }

        /// <summary>Source of ufrags, passwords, transaction ids and ssrcs.</summary>
        public IRandom Random { get; set; } = new SystemRandom();

        /// <summary>The addresses to open a socket at; <see cref="LocalAddresses.List"/>'s when null.</summary>
        public IReadOnlyList<IPAddress>? Addresses { get; set; }

        /// <summary>True to play ICE-lite, as an SFU does.</summary>
        public bool IceLite { get; set; }

        /// <summary>The codecs to offer for audio, best first; the peer's own choice when null.</summary>
        public IReadOnlyList<Codec>? AudioCodecs { get; set; }

        public PeerDriverOptions(IDtlsProvider dtls, ISrtpCrypto crypto)
        {
            Dtls = dtls;
            Crypto = crypto;
        }
    }
}
