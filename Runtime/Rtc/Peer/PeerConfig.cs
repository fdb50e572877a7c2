#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>What a <see cref="Peer"/> is made of.</summary>
    public sealed class PeerConfig
    {
        private bool? _recyclesSections;
        private bool? _answersOneCodec;

        /// <summary>Makes DTLS handshakes under the local certificate.</summary>
        public IDtlsProvider Dtls { get; }

        /// <summary>SRTP's primitives.</summary>
        public ISrtpCrypto Crypto { get; }

        /// <summary>Source of ufrags, passwords, transaction ids and ssrcs.</summary>
        public IRandom Random { get; }

        /// <summary>The addresses of the sockets that send for this peer: its host candidates' bases.</summary>
        public IReadOnlyList<TransportAddress> LocalAddresses { get; }

        /// <summary>True to play ICE-lite, as an SFU does (RFC 8445 section 2.5); DTLS is then passive.</summary>
        public bool IceLite { get; set; }

        /// <summary>Which candidates may be used.</summary>
        public IceTransportPolicy IceTransportPolicy { get; set; }

        /// <summary>The codecs to offer for audio, best first, each with the feedback to ask for.</summary>
        public IReadOnlyList<Codec> AudioCodecs { get; set; } = new[]
        {
            new Codec(new PayloadType(111), "opus", 48000, 2, "minptime=10;useinbandfec=1", new[] { "transport-cc" }),
        };

        /// <summary>The codecs to offer for video, best first; empty refuses video sections. A codec is retransmitted
        /// when <see cref="Codec.Rtx"/> of it is in the list too.</summary>
        public IReadOnlyList<Codec> VideoCodecs { get; set; } = Array.Empty<Codec>();

        /// <summary>True to put new sections where closed ones stood in our offers, as Chrome does (RFC 8829 section
        /// 5.2.2). An SFU appends unless told otherwise: a new first section makes Chrome build a new
        /// transport.</summary>
        public bool RecyclesSections
        {
            get => _recyclesSections ?? !IceLite;
            set => _recyclesSections = value;
        }

        /// <summary>True to answer with one codec a section and its retransmissions, as an SFU does unless told
        /// otherwise: whoever pulls a track is then offered what it is sent with.</summary>
        public bool AnswersOneCodec
        {
            get => _answersOneCodec ?? IceLite;
            set => _answersOneCodec = value;
        }

        /// <summary>The time of day at the local clock's origin, which sender reports are written in: Chrome's
        /// statistics expect the other side to tell it. By default the clock's origin itself.</summary>
        public NtpTime NtpOrigin { get; set; }

        /// <summary>Where congestion control begins and between which rates it stays.</summary>
        public BandwidthLimits Bandwidth { get; set; } = BandwidthLimits.Default;

        /// <summary>False refuses the other side's data channels; those made here are offered all the same.</summary>
        public bool AcceptsDataChannels { get; set; } = true;

        /// <summary>True to list each candidate for RTCP as well, as Cloudflare's SFU does although RTCP is
        /// multiplexed: such lines are passed over.</summary>
        public bool ListsRtcpCandidates { get; set; }

        /// <summary>Called, from any thread, when a poll may yield something new although nothing was handled
        /// (DTLS cryptography runs on a thread of its own).</summary>
        public Action Wake { get; set; } = () => { };

        public PeerConfig(
            IDtlsProvider dtls, ISrtpCrypto crypto, IRandom random, IReadOnlyList<TransportAddress> localAddresses)
        {
            Dtls = dtls;
            Crypto = crypto;
            Random = random;
            LocalAddresses = localAddresses;
        }
    }
}
