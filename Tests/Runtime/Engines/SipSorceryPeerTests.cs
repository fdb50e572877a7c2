#nullable enable
#if EARSHOT_SIPSORCERY
using System.Collections.Generic;
using System.Net;
using Earshot.Engines.SipSorcery;
using Earshot.Realtime;
using SIPSorcery.Net;

namespace Earshot.Tests
{
    public sealed class SipSorceryPeerTests : RtcPeerSuite
    {
        protected override IReadOnlyDictionary<string, string> Gaps { get; } = new Dictionary<string, string>
        {
            [nameof(ChannelClosedHere_ReachesTheOtherSide)] = "SIPSorcery closes a channel on its own side alone.",
            [nameof(ChannelClosedThere_IsTold)] = "SIPSorcery does not know the reset of a stream (RFC 6525).",
            [nameof(SimulcastLayers_AreOfferedByTheirRids)] = "SIPSorcery sends no simulcast: the first layer goes.",
        };

        protected override IRtcPeer CreateEngine() =>
            new SipSorceryPeer(new RTCConfiguration { X_BindAddress = IPAddress.Loopback });
    }
}
#endif
