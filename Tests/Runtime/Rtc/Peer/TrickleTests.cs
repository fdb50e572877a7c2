#nullable enable
using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Candidates that no description carries.</summary>
    public sealed class TrickleTests
    {
        [Test]
        public void AddressesAddedLater_AreToldOneByOne()
        {
            using var pair = new PeerPair();
            pair.Left.Peer.AddTransceiver(Earshot.Rtc.Sdp.MediaKind.Audio, Earshot.Rtc.Sdp.Direction.SendRecv, "voice");
            pair.Negotiate();
            foreach (Endpoint side in new[] { pair.Left, pair.Right })
            {
                side.Peer.Ice.AddLocalAddress(pair.Now, IcePair.Address("192.0.2.77", 4000));
                side.TakeEvents(pair.Now);
                PeerEvent told = side.Events.Single(one => one.Kind == PeerEventKind.LocalCandidate);
                Assert.That(told.Candidate, Does.StartWith("candidate:").And.Contain(" 192.0.2.77 4000 typ host"));
                Assert.That(told.Candidate, Does.EndWith(" ufrag " + side.Peer.LocalUfrag));
            }
        }
    }
}
