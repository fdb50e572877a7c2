#nullable enable
using System;
using System.Linq;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>libwebrtc abandons its transport when the tagged media section stops: close_notify, then the same ufrag
    /// and certificate from another port, with a new handshake. Right, an SFU or a full agent, the server or the client
    /// of the handshake, has to follow.</summary>
    [TestFixture(true, false)]
    [TestFixture(false, false)]
    [TestFixture(false, true)]
    public sealed class TransportRebuildTests
    {
        private readonly bool _rightIsLite;
        private readonly bool _rightIsClient;
        private static readonly byte[] Hello = { 1, 2, 3 };

        private readonly string[] _answers = new string[2];
        private PeerPair _pair = null!;

        public TransportRebuildTests(bool rightIsLite, bool rightIsClient)
        {
            _rightIsLite = rightIsLite;
            _rightIsClient = rightIsClient;
        }

        [SetUp]
        public void Connect() => Connect(seed: 1);

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [Test]
        public void Media_GoesOnBothWays([Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            SpeakOverARollOver();
            StopFirstSection();
            Rebuild();
            Assert.That(_pair.DriveUntil(() => _pair.Left.Peer.State == PeerState.Connected), _pair.ToString());
            _pair.Drive(TimeSpan.FromMilliseconds(50)); // a client has the new keys half a round trip later
            _pair.Right.Packets.Clear();

            // Left is new and counts roll-overs from 0; right's user counts on and must not notice.
            Assert.That(Forward(_pair.Left, new SeqNo(start)));
            Assert.That(Forward(_pair.Right, new SeqNo(0x1_0005)));
            _pair.Drive(TimeSpan.FromMilliseconds(100));
            Assert.That(_pair.Right.Peer.State, Is.EqualTo(PeerState.Connected));
            Assert.That(_pair.Right.Packets.Single().Payload, Is.EqualTo(Hello));
            Assert.That(_pair.Right.Packets.Single().Seq, Is.EqualTo(SeqNo.Extend((ushort)start, new SeqNo(0x1_0002))));
            Assert.That(_pair.Left.Packets.Single().Payload, Is.EqualTo(Hello));
            Assert.That(_pair.Left.Packets.Single().Seq, Is.EqualTo(new SeqNo(5)));
        }

        [Test]
        public void Rebuilding_SurvivesALossyLink([Values(1, 2, 3)] int seed)
        {
            _pair.Dispose();
            Connect(seed);
            StopFirstSection();
            Rebuild();
            _pair.Loss = 0.2;
            bool isConnected = _pair.DriveUntil(
                () => _pair.Left.Peer.State == PeerState.Connected, TimeSpan.FromSeconds(9));
            Assert.That(isConnected, _pair.ToString());
            _pair.Loss = 0;
            Assert.That(_pair.DriveUntil(() => Forward(_pair.Left, new SeqNo(1))));
            _pair.Drive(TimeSpan.FromMilliseconds(100));
            Assert.That(_pair.Right.Packets.Count, Is.EqualTo(1));
        }

        [Test]
        public void GoodbyeWithoutASuccessor_IsFinalAfterTenSeconds()
        {
            StopFirstSection();
            _pair.RebuildLeft();
            _pair.Drive(TimeSpan.FromSeconds(9));
            Assert.That(_pair.Right.Peer.State, Is.EqualTo(PeerState.Connected));
            _pair.Drive(TimeSpan.FromSeconds(2));
            Assert.That(_pair.Right.Peer.CloseReason, Is.EqualTo(CloseReason.RemoteClose));
        }

        [Test]
        public void GoodbyeLongAfterTheTagHasMoved_IsFinalAtOnce()
        {
            StopFirstSection();
            _pair.Drive(TimeSpan.FromSeconds(11));
            GoodbyeUnderTheSameTag_IsFinalAtOnce();
        }

        [Test]
        public void GoodbyeUnderTheSameTag_IsFinalAtOnce()
        {
            _pair.RebuildLeft();
            _pair.Drive(TimeSpan.FromMilliseconds(50));
            Assert.That(_pair.Right.Peer.CloseReason, Is.EqualTo(CloseReason.RemoteClose));
        }

        [Test]
        public void GoodbyeBeforeTheAnswerThatExplainsIt_IsNoEnd()
        {
            Peer left = _pair.Left.Peer, right = _pair.Right.Peer;
            right.Stop(right.Transceivers[0]);
            Assert.That(left.TrySetOffer(_pair.Now, right.CreateOffer(_pair.Now), out string error), error);
            string answer = left.CreateAnswer(_pair.Now);
            _pair.RebuildLeft();
            _pair.Drive(TimeSpan.FromSeconds(5));
            Assert.That(right.TrySetAnswer(_pair.Now, answer, out error), error);
            Assert.That(right.State, Is.EqualTo(PeerState.Connected));
        }

        private void Connect(int seed)
        {
            _pair = new PeerPair(seed, rightIsLite: _rightIsLite);
            _answers[0] = OfferTwoSections();
            Assert.That(_pair.DriveUntil(() => _pair.IsConnected), _pair.ToString());
        }

        private string OfferTwoSections()
        {
            for (int i = 0; i < 2; i++)
                _pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, $"voice {i}");
            return Negotiate();
        }

        private void StopFirstSection()
        {
            _pair.Left.Peer.Stop(_pair.Left.Peer.Transceivers[0]);
            _answers[1] = Negotiate();
        }

        private string Negotiate()
        {
            string offer = _pair.Left.Peer.CreateOffer(_pair.Now);
            offer = offer.Replace("a=setup:actpass", _rightIsClient ? "a=setup:passive" : "a=setup:active");
            Assert.That(_pair.Right.Peer.TrySetOffer(_pair.Now, offer, out string error), error);
            foreach (Transceiver section in _pair.Right.Peer.Transceivers)
                _pair.Right.Peer.SetDirection(section, Direction.SendRecv);
            string answer = _pair.Right.Peer.CreateAnswer(_pair.Now);
            Assert.That(_pair.Left.Peer.TrySetAnswer(_pair.Now, answer, out error), error);
            return answer;
        }

        /// <summary>The new left comes to stand where the old one stood, without a word to right.</summary>
        private void Rebuild()
        {
            _pair.RebuildLeft();
            Peer left = _pair.Left.Peer;
            for (int i = 0; i < 2; i++) left.AddTransceiver(MediaKind.Audio, Direction.SendRecv, $"voice {i}");
            for (int i = 0; i < 2; i++)
            {
                if (i == 1) left.Stop(left.Transceivers[0]);
                left.CreateOffer(_pair.Now);
                Assert.That(left.TrySetAnswer(_pair.Now, _answers[i], out string error), error);
            }
        }

        private void SpeakOverARollOver()
        {
            foreach (Endpoint speaker in new[] { _pair.Left, _pair.Right })
            {
                foreach (long seq in new long[] { 0x7FFF, 0xFFFE, 0x1_0002 })
                {
                    Assert.That(Forward(speaker, new SeqNo(seq)));
                    _pair.Drive(TimeSpan.FromMilliseconds(50));
                }
            }

            Assert.That(_pair.Right.Packets.Last().Seq, Is.EqualTo(new SeqNo(0x1_0002)));
            Assert.That(_pair.Left.Packets.Last().Seq, Is.EqualTo(new SeqNo(0x1_0002)));
        }

        private bool Forward(Endpoint speaker, SeqNo seq) => speaker.Peer.TryForward(
            _pair.Now, speaker.Peer.Transceivers[1].Mid, seq, new RtpTime(960), false, Hello);
    }
}
