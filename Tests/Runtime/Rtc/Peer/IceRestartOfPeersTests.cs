#nullable enable
using System;
using System.Linq;
using Earshot.Rtc;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>New ufrag and password while a voice goes on.</summary>
    public sealed class IceRestartOfPeersTests
    {
        private uint _said;

        [Test]
        public void Restart_LosesNoPacket([Values] bool offererRestarts, [Values] bool rightIsLite)
        {
            using PeerPair pair = Connected(rightIsLite);
            Endpoint offerer = offererRestarts ? pair.Left : pair.Right;
            string[] before = { pair.Left.Peer.LocalUfrag, pair.Right.Peer.LocalUfrag };
            Talk(pair, 50);
            string offer = offerer.Peer.CreateOffer(pair.Now, iceRestart: true);
            Talk(pair, 50);
            Answer(pair, offerer, offer);
            Talk(pair, 300);

            Assert.That(pair.IsConnected, Is.True);
            Assert.That(pair.Left.Peer.Ice.State, Is.EqualTo(IceState.Connected));
            Assert.That(pair.Left.Peer.LocalUfrag != before[0], Is.EqualTo(offererRestarts || !rightIsLite));
            Assert.That(pair.Right.Peer.LocalUfrag != before[1], Is.EqualTo(!rightIsLite), "a lite one keeps its own");
            Assert.That(pair.Right.Packets.Count, Is.EqualTo(_said), "every one");
            Assert.That(pair.Right.Packets.Select(packet => packet.Seq.Value).Distinct().Count(), Is.EqualTo(_said));
        }

        [Test]
        public void RestartTakenBack_ChangesNothing()
        {
            using PeerPair pair = Connected(rightIsLite: false);
            string before = pair.Left.Peer.LocalUfrag;
            pair.Left.Peer.CreateOffer(pair.Now, iceRestart: true);
            Assert.That(pair.Left.Peer.LocalUfrag, Is.Not.EqualTo(before));
            Talk(pair, 50);
            pair.Left.Peer.Rollback();
            Assert.That(pair.Left.Peer.LocalUfrag, Is.EqualTo(before));
            Talk(pair, 50);
            Assert.That(pair.Right.Packets.Count, Is.EqualTo(_said));
        }

        [Test]
        public void WithoutAPath_PacketsAreLostAndNotKept()
        {
            using PeerPair pair = Connected(rightIsLite: true);
            Talk(pair, 50);
            pair.Left.Peer.Ice.RemoveLocalAddress(pair.Now, pair.Left.Address);
            Assert.That(pair.Left.Peer.State, Is.EqualTo(PeerState.Connected));
            Talk(pair, 50);
            pair.Left.Peer.Ice.AddLocalAddress(pair.Now, pair.Left.Address);
            pair.Drive(TimeSpan.FromMilliseconds(200));
            Assert.That(pair.Right.Packets.Count, Is.EqualTo(50), "nothing stale comes with the new path");
            Talk(pair, 50);
            Assert.That(pair.Right.Packets.Count, Is.EqualTo(100));
        }

        [Test]
        public void OfferWithoutRestart_KeepsCredentials()
        {
            using PeerPair pair = Connected(rightIsLite: false);
            string before = pair.Left.Peer.LocalUfrag;
            pair.Negotiate();
            Assert.That(pair.Left.Peer.LocalUfrag, Is.EqualTo(before));
        }

        private PeerPair Connected(bool rightIsLite)
        {
            var pair = new PeerPair(rightIsLite: rightIsLite);
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            pair.Connect();
            _said = 0;
            return pair;
        }

        private static void Answer(PeerPair pair, Endpoint offerer, string offer)
        {
            Endpoint answerer = offerer == pair.Left ? pair.Right : pair.Left;
            Assert.That(answerer.Peer.TrySetOffer(pair.Now, offer, out string error), Is.True, error);
            string answer = answerer.Peer.CreateAnswer(pair.Now);
            Assert.That(offerer.Peer.TrySetAnswer(pair.Now, answer, out error), Is.True, error);
        }

        private void Talk(PeerPair pair, int packets)
        {
            Mid mid = pair.Left.Peer.Transceivers[0].Mid;
            for (int i = 0; i < packets; i++)
            {
                if (pair.Left.Peer.TrySend(pair.Now, mid, new RtpTime(960 * _said), false, new byte[80])) _said++;
                pair.Drive(TimeSpan.FromMilliseconds(20));
            }

            pair.Drive(TimeSpan.FromMilliseconds(100));
        }
    }
}
