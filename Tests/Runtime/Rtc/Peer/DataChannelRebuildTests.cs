#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>When the tagged section stops, libwebrtc leaves its transport and begins a new association on the next;
    /// the channels of the other side, right here, go on.</summary>
    public sealed class DataChannelRebuildTests
    {
        private static readonly DataChannelInit Agreed = new DataChannelInit { Negotiated = new StreamId(7) };

        private readonly List<string> _answers = new List<string>();
        private PeerPair _pair = null!;

        [Test]
        public void Channels_GoOn([Values(0, 0.2)] double loss)
        {
            _answers.Clear();
            using (_pair = new PeerPair(rightIsLite: true))
            {
                DataChannel right = _pair.Right.Peer.CreateDataChannel(_pair.Now, "right", Agreed);
                Make();
                Negotiate();
                Assert.That(_pair.DriveUntil(() => right.State == DataChannelState.Open), Is.True);
                _pair.Left.Peer.Stop(_pair.Left.Peer.Transceivers[0]);
                Negotiate();
                _pair.RebuildLeft();
                _pair.Loss = loss;
                DataChannel left = Make();
                Replay(0);
                _pair.Left.Peer.Stop(_pair.Left.Peer.Transceivers[0]);
                Replay(1);
                Assert.That(
                    _pair.DriveUntil(() => left.State == DataChannelState.Open, TimeSpan.FromSeconds(9)), Is.True,
                    $"{_pair} {left} {right}");
                Assert.That(_pair.Left.Peer.TrySend(_pair.Now, left, new byte[] { 1 }), Is.True);
                Assert.That(_pair.Right.Peer.TrySend(_pair.Now, right, new byte[20_000]), Is.True);
                bool crossed = _pair.DriveUntil(
                    () => _pair.Left.Messages.Count == 1 && _pair.Right.Messages.Count == 1, TimeSpan.FromSeconds(30));
                Assert.That(crossed, Is.True);
                Assert.That(right.State, Is.EqualTo(DataChannelState.Open));
                Assert.That(_pair.Right.Closed, Is.Empty);
                Assert.That(_pair.Right.Opened, Is.EqualTo(new List<DataChannel> { right }), "opened once");
            }
        }

        private DataChannel Make()
        {
            _pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            return _pair.Left.Peer.CreateDataChannel(_pair.Now, "left", Agreed);
        }

        private void Negotiate()
        {
            string offer = _pair.Left.Peer.CreateOffer(_pair.Now);
            Assert.That(_pair.Right.Peer.TrySetOffer(_pair.Now, offer, out string error), error);
            _answers.Add(_pair.Right.Peer.CreateAnswer(_pair.Now));
            Replay(_answers.Count - 1, offers: false);
        }

        private void Replay(int index, bool offers = true)
        {
            if (offers) _pair.Left.Peer.CreateOffer(_pair.Now);
            Assert.That(_pair.Left.Peer.TrySetAnswer(_pair.Now, _answers[index], out string error), error);
        }
    }
}
