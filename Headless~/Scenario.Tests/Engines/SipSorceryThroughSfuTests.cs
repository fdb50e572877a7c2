#if EARSHOT_SIPSORCERY
using System.Net;
using Earshot.Engines.SipSorcery;
using Earshot.Realtime;
using SIPSorcery.Net;

namespace Earshot.Tests;

public sealed class SipSorceryThroughSfuTests : EngineThroughSfuSuite
{
    protected override IRtcPeer CreateEngine() =>
        new SipSorceryPeer(new RTCConfiguration { X_BindAddress = IPAddress.Loopback });
}
#endif
