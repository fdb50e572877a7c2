#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Three layers on one section, and what each packet says of itself.</summary>
    public sealed class SimulcastSendingTests
    {
        private static readonly Codec Vp8 = new Codec(
            new PayloadType(96), "VP8", 90000, feedback: new[] { "nack", "nack pli", "ccm fir" });

        private static readonly Rid[] Rids = { new Rid("q"), new Rid("h"), new Rid("f") };

        private PeerPair _pair = null!;
        private Transceiver _camera = null!;
        private int _sent;

        [SetUp]
        public void Connect()
        {
            _pair = new PeerPair(configure: config =>
                config.VideoCodecs = new[] { Vp8, Codec.Rtx(new PayloadType(97), Vp8) });
            _camera = _pair.Left.Peer.AddTransceiver(
                MediaKind.Video, Direction.SendOnly, "camera",
                encodings: Rids.Select(rid => new SendEncoding(rid)).ToArray());
            _pair.Connect();
        }

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [Test]
        public void Layers_AreToldApartByRid()
        {
            for (int i = 0; i < 90; i++) Send(Rids[i % 3]);
            _pair.Drive(TimeSpan.FromMilliseconds(100));
            Assert.That(_pair.Right.Packets.Count, Is.EqualTo(90));
            foreach (Rid rid in Rids)
            {
                ReceivedPacket[] layer = _pair.Right.Packets.Where(packet => packet.Rid == rid).ToArray();
                Assert.That(layer.Length, Is.EqualTo(30));
                Assert.That(layer.Select(packet => packet.Payload[0]).Distinct().Count(), Is.EqualTo(1));
                Assert.That(layer.Select(packet => packet.Ssrc).Distinct(), Is.EqualTo(new[] { EncodingOf(rid).Ssrc }));
                for (int i = 1; i < layer.Length; i++) Assert.That(layer[i].Seq - layer[i - 1].Seq, Is.EqualTo(1));
            }
        }

        [Test]
        public void LostPacket_IsMendedOnItsLayer()
        {
            for (int i = 0; i < 6; i++) Send(Rids[i % 3]);
            int count = 0;
            _pair.Passes = transmit => !IsOf(transmit, EncodingOf(Rids[1]).Ssrc) || ++count % 4 != 0;
            for (int i = 0; i < 63; i++) Send(Rids[i % 3]);
            _pair.Drive(TimeSpan.FromSeconds(1));
            Assert.That(count, Is.GreaterThan(20));
            foreach (Rid rid in Rids)
                Assert.That(_pair.Right.Packets.Count(packet => packet.Rid == rid), Is.EqualTo(23), rid.Value);
        }

        [Test]
        public void PausedLayer_SendsNothingUntilItsOwnerWants()
        {
            SendEncoding full = EncodingOf(Rids[2]);
            Assert.That(Send(Rids[2]));
            full.IsActive = false;
            Assert.That(Send(Rids[2]), Is.False);
            Assert.That(Send(Rids[1]));
            full.IsActive = true;
            Assert.That(Send(Rids[2]));
            _pair.Drive(TimeSpan.FromMilliseconds(100));
            ReceivedPacket[] layer = _pair.Right.Packets.Where(packet => packet.Rid == Rids[2]).ToArray();
            Assert.That(layer[1].Seq - layer[0].Seq, Is.EqualTo(1), "a pause is no loss");
        }

        [Test]
        public void KeyFrameRequest_NamesItsLayer()
        {
            foreach (Rid rid in Rids) Send(rid);
            _pair.Drive(TimeSpan.FromMilliseconds(100));
            Assert.That(_pair.Right.Peer.TryRequestKeyFrame(_pair.Now, _camera.Mid, Rids[1]));
            _pair.Drive(TimeSpan.FromMilliseconds(100));
            PeerEvent request = _pair.Left.Events.Single(
                happened => happened.Kind == PeerEventKind.KeyFrameRequested);
            Assert.That(request.Mid, Is.EqualTo(_camera.Mid));
            Assert.That(request.Rid, Is.EqualTo(Rids[1]));
            Assert.That(request.Ssrc, Is.EqualTo(EncodingOf(Rids[1]).Ssrc));
        }

        [Test]
        public void MidAndRid_AreLeftOutOnceTheReceiverKnowsTheStream()
        {
            var names = new List<bool>();
            HeaderExtensionIds ids = _camera.Extensions;
            _pair.Passes = transmit =>
            {
                if (!IsOf(transmit, EncodingOf(Rids[0]).Ssrc)) return true;
                RtpHeader.TryParse(transmit.Datagram, out RtpHeader header);
                bool hasMid = header.TryGetExtension(transmit.Datagram, ids.Mid, out _);
                bool hasRid = header.TryGetExtension(transmit.Datagram, ids.RtpStreamId, out _);
                Assert.That(hasMid, Is.EqualTo(hasRid));
                names.Add(hasMid);
                return true;
            };
            Send(Rids[0]);
            _pair.Drive(TimeSpan.FromSeconds(3));
            Send(Rids[0]);
            Assert.That(names, Is.EqualTo(new[] { true, false }));
        }

        [Test]
        public void WhatAPacketSaysOfItself_Arrives()
        {
            var options = new SendOptions(
                new AudioLevel(true, 30),
                new VideoOrientation(270, isFlipped: true),
                new PlayoutDelay(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(400)));
            _pair.Left.Peer.TrySend(_pair.Now, _camera.Mid, Rids[0], default, false, new byte[10], options);
            _pair.Left.Peer.TrySend(_pair.Now, _camera.Mid, Rids[0], default, false, new byte[10]);
            _pair.Drive(TimeSpan.FromMilliseconds(100));
            SendOptions arrived = _pair.Right.Packets[0].Extensions;
            Assert.That(arrived.VideoOrientation, Is.EqualTo(options.VideoOrientation));
            Assert.That(arrived.PlayoutDelay, Is.EqualTo(options.PlayoutDelay));
            Assert.That(arrived.AudioLevel, Is.Null, "it is not agreed for pictures");
            Assert.That(_pair.Right.Packets[1].Extensions, Is.EqualTo(default(SendOptions)));
        }

        [Test]
        public void AudioLevel_IsForwardedUnderTheOtherPeersNumber()
        {
            using var onward = new PeerPair(2);
            Transceiver voice = onward.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            onward.Connect();
            Transceiver source = _pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            _pair.Negotiate();
            var options = new SendOptions(new AudioLevel(true, 30));
            _pair.Left.Peer.TrySend(_pair.Now, source.Mid, default, false, new byte[10], options);
            _pair.Drive(TimeSpan.FromMilliseconds(100));
            SendOptions heard = _pair.Right.Packets.Single().Extensions;
            onward.Left.Peer.TryForward(onward.Now, voice.Mid, new SeqNo(1), default, false, new byte[10], heard);
            onward.Drive(TimeSpan.FromMilliseconds(100));
            Assert.That(onward.Right.Packets.Single().Extensions.AudioLevel, Is.EqualTo(options.AudioLevel));
        }

        private bool Send(Rid rid)
        {
            byte[] payload = { (byte)rid.Value[0], 0, 0, (byte)_sent++ };
            bool sent = _pair.Left.Peer.TrySend(_pair.Now, _camera.Mid, rid, default, true, payload);
            _pair.Drive(TimeSpan.FromMilliseconds(10));
            return sent;
        }

        private SendEncoding EncodingOf(Rid rid) => _camera.SendEncodings.Single(encoding => encoding.Rid == rid);

        private static bool IsOf(Transmit transmit, Ssrc ssrc) =>
            RtpHeader.TryParse(transmit.Datagram, out RtpHeader header) && header.Ssrc == ssrc;
    }
}
