#nullable enable
using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Security;
using Earshot.Rtc;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Ice;
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

        /// <summary>The addresses to open a socket at, for good; null to follow those that
        /// <see cref="FindAddresses"/> finds.</summary>
        public IReadOnlyList<IPAddress>? Addresses { get; set; }

        /// <summary>Lists the machine's addresses; asked when the default routes have changed, and now and
        /// then.</summary>
        public Func<IReadOnlyList<IPAddress>> FindAddresses { get; set; } = LocalAddresses.List;

        /// <summary>Lists the addresses that the default routes leave from; asked every second.</summary>
        public Func<List<IPAddress>> FindDefaultRoutes { get; set; } = LocalAddresses.ListDefaultRoutes;

        /// <summary>STUN and TURN servers to ask for more candidates; none by default. What they give comes when it
        /// comes: an offer need not wait for it.</summary>
        public IReadOnlyList<IceServer> IceServers { get; set; } = Array.Empty<IceServer>();

        /// <summary>Which candidates may be used.</summary>
        public IceTransportPolicy IceTransportPolicy { get; set; }

        /// <summary>Judges the certificate of a TURN server over TLS; the system does when null.</summary>
        public RemoteCertificateValidationCallback? ValidateServerCertificate { get; set; }

        /// <summary>The DSCP to mark datagrams with, 0 to 63, where the system lets us (RFC 8837: 46 for
        /// voice).</summary>
        public int Dscp { get; set; }

        /// <summary>True to play ICE-lite, as an SFU does.</summary>
        public bool IceLite { get; set; }

        /// <summary>The codecs to offer for audio, best first; the peer's own choice when null.</summary>
        public IReadOnlyList<Codec>? AudioCodecs { get; set; }

        /// <summary>The codecs to offer for video, best first; null refuses video.</summary>
        public IReadOnlyList<Codec>? VideoCodecs { get; set; }

        public PeerDriverOptions(IDtlsProvider dtls, ISrtpCrypto crypto)
        {
            Dtls = dtls;
            Crypto = crypto;
        }

        internal PeerConfig ToConfig(IReadOnlyList<TransportAddress> locals, Action wake)
        {
            var config = new PeerConfig(Dtls, Crypto, Random, locals)
            {
                IceLite = IceLite,
                IceTransportPolicy = IceTransportPolicy,
                Wake = wake,
                NtpOrigin = MonotonicClock.NtpOrigin,
            };
            if (AudioCodecs != null) config.AudioCodecs = AudioCodecs;
            if (VideoCodecs != null) config.VideoCodecs = VideoCodecs;
            return config;
        }
    }
}
