using Earshot.Realtime;

namespace Earshot.Tests;

public sealed class RtcPeerThroughSfuTests : EngineThroughSfuSuite
{
    protected override IRtcPeer CreateEngine() => RtcPeer.CreateAsync().GetAwaiter().GetResult();
}
