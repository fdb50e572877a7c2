#nullable enable
using System;
using System.Text;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Two peers meet and speak.</summary>
    public sealed class ConnectionTests
    {
        private static readonly byte[] Hello = Encoding.ASCII.GetBytes("hello");

        [TestCase(false, false)]
        [TestCase(false, true)]
        [TestCase(true, false)]
        public void Packet_ArrivesWithItsMidTimeAndPayload(bool leftIsLite, bool rightIsLite)
        {
            using var pair = new PeerPair(leftIsLite: leftIsLite, rightIsLite: rightIsLite);
            Transceiver voice = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            pair.Connect();

            Assert.That(pair.Left.Peer.TrySend(pair.Now, voice.Mid, new RtpTime(960), true, Hello));
            pair.Drive(TimeSpan.FromMilliseconds(50));

            Assert.That(pair.Right.Packets.Count, Is.EqualTo(1));
            ReceivedPacket packet = pair.Right.Packets[0];
            Assert.That(packet.Mid, Is.EqualTo(voice.Mid));
            Assert.That(packet.Ssrc, Is.EqualTo(voice.SendSsrc));
            Assert.That(packet.Time, Is.EqualTo(new RtpTime(960)));
            Assert.That(packet.Marker);
            Assert.That(packet.Payload, Is.EqualTo(Hello));
        }

        [Test]
        public void Media_IsRefusedBeforeThereAreKeys()
        {
            using var pair = new PeerPair();
            Transceiver voice = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            pair.Negotiate();
            Assert.That(pair.Left.Peer.TrySend(pair.Now, voice.Mid, default, false, Hello), Is.False);
        }

        [Test]
        public void ClientWithoutCandidates_IsLearnedFromItsChecks()
        {
            using var pair = new PeerPair(rightIsLite: true);
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            string offer = WithoutCandidates(pair.Left.Peer.CreateOffer(pair.Now));
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), error);
            string answer = pair.Right.Peer.CreateAnswer(pair.Now);
            Assert.That(pair.Left.Peer.TrySetAnswer(pair.Now, answer, out error), error);
            Assert.That(pair.DriveUntil(() => pair.Left.Peer.State == PeerState.Connected), pair.Left.Peer.CloseDetail);
        }

        [Test]
        public void Connecting_TakesThreeRoundTripsAtMost()
        {
            using var pair = new PeerPair(rightIsLite: true) { Delay = TimeSpan.FromMilliseconds(50) };
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            Instant start = pair.Now;
            pair.Connect();
            Assert.That((pair.Now - start).TotalMilliseconds, Is.LessThanOrEqualTo(300));
        }

        [Test]
        public void LossyLink_StillConnects([Values(1, 2, 3, 4, 5)] int seed)
        {
            using var pair = new PeerPair(seed, rightIsLite: true) { Loss = 0.2 };
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            pair.Negotiate();
            Assert.That(pair.DriveUntil(() => pair.IsConnected, TimeSpan.FromSeconds(20)), pair.ToString());
        }

        [Test]
        public void ForeignCertificate_ClosesWithItsName()
        {
            using var pair = new PeerPair();
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            string offer = pair.Left.Peer.CreateOffer(pair.Now);
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), error);
            string answer = WithOtherFingerprint(pair.Right.Peer.CreateAnswer(pair.Now));
            Assert.That(pair.Left.Peer.TrySetAnswer(pair.Now, answer, out error), error);
            pair.DriveUntil(() => pair.Left.Peer.State == PeerState.Closed);
            Assert.That(pair.Left.Peer.CloseReason, Is.EqualTo(CloseReason.FingerprintMismatch));
        }

        [TestCase("1503", DropReason.Malformed)] // cut off
        [TestCase("15 FEFD 0001 000000000063 0002 0100", DropReason.BadAuthentication)] // forged alert
        [TestCase("15 FEFD 0000 000000000063 0002 0228", DropReason.BadAuthentication)] // clear alert
        [TestCase("18 FEFD 0001 000000000063 0002 0100", DropReason.DtlsUnexpected)] // heartbeat
        public void HostileDtls_IsCountedAndDisturbsNothing(string record, DropReason reason)
        {
            using var pair = new PeerPair();
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            pair.Connect();
            long before = pair.Right.Peer.Dropped(reason);
            for (int i = 0; i < 10; i++) pair.Inject(pair.Right, Hex.Bytes(record));
            Assert.That(pair.Right.Peer.Dropped(reason) - before, Is.EqualTo(10));
            Assert.That(pair.IsConnected, pair.ToString());
        }

        [Test]
        public void SilentNetwork_EndsAsConsentExpired()
        {
            using var pair = new PeerPair();
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            pair.Connect();
            pair.Loss = 1;
            pair.DriveUntil(() => pair.Left.Peer.State == PeerState.Closed, TimeSpan.FromSeconds(60));
            Assert.That(pair.Left.Peer.CloseReason, Is.EqualTo(CloseReason.ConsentExpired));
        }

        [Test]
        public void Close_ReachesTheOtherSideAsByeAndClosed()
        {
            using var pair = new PeerPair();
            Transceiver voice = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            pair.Connect();
            pair.Left.Peer.TrySend(pair.Now, voice.Mid, default, false, Hello);
            pair.Drive(TimeSpan.FromMilliseconds(50));
            pair.Left.Peer.Close(pair.Now);
            pair.DriveUntil(() => pair.Right.Peer.State == PeerState.Closed);
            Assert.That(pair.Right.Peer.CloseReason, Is.EqualTo(CloseReason.RemoteClose));
            Assert.That(pair.Right.Events.Exists(e => e.Kind == PeerEventKind.Bye && e.Ssrc == voice.SendSsrc));
            Assert.That(pair.Left.Peer.CloseReason, Is.EqualTo(CloseReason.LocalClose));
        }

        [Test]
        public void KeyFrameRequest_ReachesTheSender()
        {
            using var pair = new PeerPair();
            Transceiver voice = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            pair.Connect();
            pair.Left.Peer.TrySend(pair.Now, voice.Mid, default, false, Hello);
            pair.Drive(TimeSpan.FromMilliseconds(50));
            Assert.That(pair.Right.Peer.TryRequestKeyFrame(pair.Now, voice.Mid));
            pair.Drive(TimeSpan.FromMilliseconds(50));
            Assert.That(pair.Left.Events.Exists(e => e.Kind == PeerEventKind.KeyFrameRequested && e.Mid == voice.Mid));
        }

        private static string WithoutCandidates(string sdp) =>
            string.Join("\r\n", Array.FindAll(sdp.Split(new[] { "\r\n" }, StringSplitOptions.None), line =>
                !line.StartsWith("a=candidate") && !line.StartsWith("a=end-of-candidates")));

        private static string WithOtherFingerprint(string sdp)
        {
            int at = sdp.IndexOf("a=fingerprint:sha-256 ", StringComparison.Ordinal) + "a=fingerprint:sha-256 ".Length;
            return sdp.Substring(0, at) + (sdp[at] == '0' ? '1' : '0') + sdp.Substring(at + 1);
        }
    }
}
