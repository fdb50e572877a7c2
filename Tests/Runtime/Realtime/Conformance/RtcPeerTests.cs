#nullable enable
using System.Net;
using Earshot.Io;
using Earshot.Realtime;

namespace Earshot.Tests
{
    public sealed class RtcPeerTests : RtcPeerSuite
    {
        protected override IRtcPeer CreateEngine()
        {
            PeerDriverOptions options = RtcPeer.NewOptions();
            options.Addresses = new[] { IPAddress.Loopback };
            return new RtcPeer(options);
        }
    }
}
