#nullable enable
#if EARSHOT_SIPSORCERY
using System.Net;
using Earshot.Engines.SipSorcery;
using Earshot.Realtime;
using SIPSorcery.Net;

namespace Earshot.Tests
{
    public sealed class SipSorceryPeerTests : RtcPeerSuite
    {
        protected override IRtcPeer CreateEngine() =>
            new SipSorceryPeer(new RTCConfiguration { X_BindAddress = IPAddress.Loopback });
    }
}
#endif
