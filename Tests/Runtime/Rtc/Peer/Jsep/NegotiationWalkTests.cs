#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Two peers that add, turn and stop sections by the throw of a die, offer from either side, meet each
    /// other's offers and take their own back. Whenever both rest they see the same sections.</summary>
    public sealed class NegotiationWalkTests
    {
        private static readonly Codec Vp8 = new Codec(new PayloadType(96), "VP8", 90000);

        private PeerPair _pair = null!;
        private Random _die = null!;
        private int _tracks;

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [Test]
        public void WhereverTheDieLeads_BothSeeTheSame([Range(1, 20)] int seed)
        {
            _die = new Random(seed);
            _pair = new PeerPair(seed, rightIsLite: seed % 3 == 0, configure: config => config.VideoCodecs = new[]
            {
                Vp8, Codec.Rtx(new PayloadType(97), Vp8),
            });
            bool hasChannels = seed % 2 == 0;
            if (hasChannels) _pair.Left.Peer.CreateDataChannel(_pair.Now, "chat");
            for (int round = 0; round < 60; round++)
            {
                for (int i = _die.Next(4); i > 0; i--) Change(_die.Next(2) == 0 ? _pair.Left : _pair.Right);
                Exchange();
            }

            _pair.Negotiate();
            _pair.Negotiate(_pair.Right, _pair.Left);
            AssertSame();
            string offer = _pair.Right.Peer.CreateOffer(_pair.Now);
            Assert.That(offer.Contains("m=application 9 UDP/DTLS/SCTP"), Is.EqualTo(hasChannels));
            _pair.Right.Peer.Rollback();
            Assert.That(_pair.DriveUntil(() => _pair.IsConnected) || Living(_pair.Left.Peer).Count == 0, $"{_pair}");
        }

        private void Change(Endpoint side)
        {
            Peer peer = side.Peer;
            List<Transceiver> living = Living(peer);
            if (living.Count < 3 || _die.Next(3) == 0)
            {
                MediaKind kind = _die.Next(2) == 0 ? MediaKind.Audio : MediaKind.Video;
                peer.AddTransceiver(kind, AnyDirection(), $"track-{_tracks++}");
                return;
            }

            Transceiver one = living[_die.Next(living.Count)];
            if (_die.Next(2) == 0) peer.Stop(one);
            else peer.SetDirection(one, AnyDirection());
        }

        private void Exchange()
        {
            bool leftOffers = _die.Next(2) == 0;
            Peer offerer = leftOffers ? _pair.Left.Peer : _pair.Right.Peer;
            Peer answerer = leftOffers ? _pair.Right.Peer : _pair.Left.Peer;
            string offer = offerer.CreateOffer(_pair.Now);
            int fate = _die.Next(6);
            if (fate == 0) answerer.CreateOffer(_pair.Now); // their offers meet; the answerer is polite
            if (fate == 1)
            {
                if (_die.Next(2) == 0) Take(answerer, offer);
                answerer.Rollback();
                offerer.Rollback();
                return;
            }

            Take(answerer, offer);
            if (fate == 2) Change(leftOffers ? _pair.Right : _pair.Left);
            string answer = answerer.CreateAnswer(_pair.Now);
            if (fate == 3) Change(leftOffers ? _pair.Left : _pair.Right);
            Assert.That(offerer.TrySetAnswer(_pair.Now, answer, out string error), $"{error}\n{offer}\n{answer}");
        }

        private void Take(Peer answerer, string offer) =>
            Assert.That(answerer.TrySetOffer(_pair.Now, offer, out string error), $"{error}\n{offer}");

        private void AssertSame()
        {
            List<Transceiver> left = Living(_pair.Left.Peer);
            Assert.That(Living(_pair.Right.Peer).Count, Is.EqualTo(left.Count));
            foreach (Transceiver ours in left)
            {
                Transceiver theirs = _pair.Right.Peer.Find(ours.Mid)!;
                Assert.That(theirs.Kind, Is.EqualTo(ours.Kind));
                Assert.That(theirs.CurrentDirection, Is.EqualTo(Reversed(ours.CurrentDirection)));
                Assert.That(theirs.Codec!.PayloadType, Is.EqualTo(ours.Codec!.PayloadType));
                Assert.That(theirs.Rtx, Is.EqualTo(ours.Rtx));
                Assert.That(theirs.Rtx.HasValue, Is.EqualTo(ours.Kind == MediaKind.Video));
                Assert.That(theirs.Extensions.Mid, Is.EqualTo(ours.Extensions.Mid).And.Positive);
            }
        }

        private Direction AnyDirection() => (Direction)_die.Next(4);

        private static List<Transceiver> Living(Peer peer)
        {
            var living = new List<Transceiver>();
            foreach (Transceiver transceiver in peer.Transceivers)
                if (!transceiver.IsStopped) living.Add(transceiver);
            return living;
        }

        private static Direction Reversed(Direction direction) =>
            direction == Direction.SendOnly ? Direction.RecvOnly
            : direction == Direction.RecvOnly ? Direction.SendOnly
            : direction;
    }
}
