#nullable enable
using System.Net;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Realtime;

namespace Earshot.Tests
{
    public sealed class RtcPeerTests : RtcPeerSuite
    {
        private static readonly BouncyCastleDtls Dtls = new BouncyCastleDtls(new SystemRandom());

        protected override IRtcPeer CreateEngine() => new RtcPeer(
            new PeerDriverOptions(Dtls, new ManagedSrtpCrypto()) { Addresses = new[] { IPAddress.Loopback } });
    }
}
