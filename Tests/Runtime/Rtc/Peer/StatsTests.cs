#nullable enable
using System;
using System.Text.RegularExpressions;
using Earshot.Rtc;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What the statistics say of a call of which every packet is known.</summary>
    public sealed class StatsTests
    {
        private const int Sent = 200;
        private const int Lost = 20;
        private const int PayloadLength = 100;

        private static readonly Codec Vp8 = new Codec(
            new PayloadType(96), "VP8", 90000, feedback: new[] { "nack", "nack pli", "transport-cc" });

        private PeerPair _pair = null!;
        private Transceiver _camera = null!;
        private int _lostDatagrams;

        [SetUp]
        public void Call()
        {
            _pair = new PeerPair(configure: config =>
            {
                config.VideoCodecs = new[] { Vp8, Codec.Rtx(new PayloadType(97), Vp8) };
                config.NtpOrigin = NtpTime.From(new DateTime(2026, 1, 1));
            });
            _lostDatagrams = 0;
            _camera = _pair.Left.Peer.AddTransceiver(MediaKind.Video, Direction.SendOnly, "camera");
            _pair.Connect();
            for (int i = 0; i < Sent; i++)
            {
                bool isLost = i % 10 == 5;
                _pair.Passes = transmit => !isLost || !Loses(transmit);
                _pair.Left.Peer.TrySend(
                    _pair.Now, _camera.Mid, new RtpTime((uint)(i * 1800)), true, new byte[PayloadLength]);
                _pair.Drive(TimeSpan.FromMilliseconds(10));
                _pair.Passes = _ => true;
                _pair.Drive(TimeSpan.FromMilliseconds(10));
            }

            _pair.Right.Peer.TryRequestKeyFrame(_pair.Now, _camera.Mid);
            _pair.Drive(TimeSpan.FromSeconds(3));
        }

        [TearDown]
        public void HangUp() => _pair.Dispose();

        [Test]
        public void Inbound_CountsWhatCameAndWhatWasMended()
        {
            var stats = new InboundRtpStats[2];
            Assert.That(_pair.Right.Peer.GetInboundRtpStats(stats), Is.EqualTo(1));
            InboundRtpStats video = stats[0];
            Assert.That(video.Mid, Is.EqualTo(_camera.Mid));
            Assert.That(video.Ssrc, Is.EqualTo(_camera.SendSsrc));
            Assert.That(video.PacketsReceived, Is.EqualTo(Sent));
            Assert.That(video.PacketsLost, Is.EqualTo(Lost), "by the network");
            Assert.That(video.RetransmittedPacketsReceived, Is.EqualTo(Lost));
            Assert.That(video.BytesReceived, Is.EqualTo(Sent * PayloadLength));
            Assert.That(video.RetransmittedBytesReceived, Is.EqualTo(Lost * PayloadLength));
            Assert.That(video.HeaderBytesReceived, Is.InRange((Sent - Lost) * 12, (Sent - Lost) * 40));
            Assert.That(video.NackCount, Is.InRange(Lost, 2 * Lost));
            Assert.That(video.PliCount, Is.EqualTo(1));
            Assert.That(video.FirCount, Is.Zero);
            Assert.That(video.Jitter, Is.InRange(0, 0.005));
            Assert.That(_pair.Now - video.LastPacketReceivedTimestamp, Is.LessThan(TimeSpan.FromSeconds(3.1)));
        }

        [Test]
        public void Outbound_CountsWhatWasSentAndSentAgain()
        {
            var stats = new OutboundRtpStats[2];
            Assert.That(_pair.Left.Peer.GetOutboundRtpStats(stats), Is.EqualTo(1));
            OutboundRtpStats video = stats[0];
            Assert.That(video.Ssrc, Is.EqualTo(_camera.SendSsrc));
            Assert.That(video.RtxSsrc, Is.EqualTo(_camera.SendEncodings[0].RtxSsrc));
            Assert.That(video.Active);
            Assert.That(video.PacketsSent - video.RetransmittedPacketsSent, Is.EqualTo(Sent));
            Assert.That(video.RetransmittedPacketsSent, Is.InRange(Lost, 2 * Lost));
            Assert.That(video.BytesSent, Is.EqualTo(video.PacketsSent * PayloadLength));
            Assert.That(video.NackCount, Is.InRange(Lost, 2 * Lost));
            Assert.That(video.PliCount, Is.EqualTo(1));
            Assert.That(video.TargetBitrate, Is.GreaterThan(0));
        }

        [Test]
        public void RemoteInbound_IsWhatTheReceiverReports()
        {
            var stats = new RemoteInboundRtpStats[2];
            Assert.That(_pair.Left.Peer.GetRemoteInboundRtpStats(stats), Is.EqualTo(1));
            Assert.That(stats[0].Ssrc, Is.EqualTo(_camera.SendSsrc));
            Assert.That(stats[0].PacketsLost, Is.EqualTo(Lost));
            Assert.That(stats[0].RoundTripTime, Is.EqualTo(0.04).Within(0.001), "whatever the time of day");
            Assert.That(stats[0].RoundTripTimeMeasurements, Is.GreaterThan(0));
            double mean = stats[0].TotalRoundTripTime / stats[0].RoundTripTimeMeasurements;
            Assert.That(mean, Is.EqualTo(0.04).Within(0.001));
        }

        [Test]
        public void RemoteOutbound_IsWhatTheSenderReports()
        {
            var stats = new RemoteOutboundRtpStats[2];
            Assert.That(_pair.Right.Peer.GetRemoteOutboundRtpStats(stats), Is.EqualTo(1));
            Assert.That(stats[0].PacketsSent, Is.EqualTo(Sent));
            Assert.That(stats[0].BytesSent, Is.EqualTo(Sent * PayloadLength));
            Assert.That(stats[0].ReportsSent, Is.GreaterThan(2));
            Assert.That(stats[0].RemoteTimestamp.Value, Is.GreaterThan(NtpTime.From(new DateTime(2026, 1, 1)).Value));
        }

        [Test]
        public void TransportAndPair_TellThePath()
        {
            TransportStats left = _pair.Left.Peer.GetTransportStats();
            TransportStats right = _pair.Right.Peer.GetTransportStats();
            long arrived = left.PacketsSent - _lostDatagrams;
            Assert.That(right.PacketsReceived, Is.InRange(arrived - 10, arrived), "some may be on their way");
            Assert.That(left.BytesSent, Is.GreaterThan(right.BytesReceived));
            Assert.That(left.PacketsReceived, Is.InRange(right.PacketsSent - 10, right.PacketsSent));
            Assert.That(left.IceState, Is.EqualTo(IceState.Connected));
            Assert.That(left.IceRole, Is.EqualTo(IceRole.Controlling));
            Assert.That(left.DtlsRole, Is.Not.EqualTo(right.DtlsRole));
            Assert.That(left.SrtpCipher, Is.Not.EqualTo(SrtpProfile.None));
            Assert.That(left.SrtpCipher, Is.EqualTo(right.SrtpCipher));
            Assert.That(_pair.Left.Peer.TryGetCandidatePairStats(out CandidatePairStats path));
            Assert.That(path.LocalAddress, Is.EqualTo(_pair.Left.Address));
            Assert.That(path.RemoteAddress, Is.EqualTo(_pair.Right.Address));
            Assert.That(path.CurrentRoundTripTime, Is.EqualTo(0.04).Within(0.001));
            Assert.That(path.AvailableOutgoingBitrate, Is.EqualTo(_pair.Left.Peer.TargetBitrate));
        }

        [Test]
        public void Codecs_AreThoseInUse_AndStreamsNameThem([Values] bool ofSender)
        {
            Peer peer = ofSender ? _pair.Left.Peer : _pair.Right.Peer;
            var codecs = new CodecStats[2];
            Assert.That(peer.GetCodecStats(codecs), Is.EqualTo(1), "retransmissions have no codec of their own");
            Assert.That(codecs[0].PayloadType, Is.EqualTo(Vp8.PayloadType));
            Assert.That(codecs[0].MimeType, Is.EqualTo("video/VP8"));
            Assert.That(codecs[0].ClockRate, Is.EqualTo(90000));
            Assert.That(codecs[0].Channels, Is.Zero);
            Assert.That(codecs[0].SdpFmtpLine, Is.Empty);
            var inbound = new InboundRtpStats[1];
            var outbound = new OutboundRtpStats[1];
            peer.GetInboundRtpStats(inbound);
            peer.GetOutboundRtpStats(outbound);
            Assert.That(ofSender ? outbound[0].CodecId : inbound[0].CodecId, Is.EqualTo(Vp8.PayloadType));
        }

        [Test]
        public void CodecOfSeveralSections_IsToldOnce()
        {
            _pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            _pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "music");
            _pair.Negotiate();
            var codecs = new CodecStats[3];
            Assert.That(_pair.Left.Peer.GetCodecStats(codecs), Is.EqualTo(2));
            Assert.That(codecs[1].MimeType, Is.EqualTo("audio/opus"));
            Assert.That(codecs[1].Channels, Is.EqualTo(2));
            Assert.That(codecs[1].SdpFmtpLine, Is.EqualTo("minptime=10;useinbandfec=1"));
        }

        [Test]
        public void Candidates_AreOursAndTheirs_AndThePairNamesThem()
        {
            Peer left = _pair.Left.Peer;
            var candidates = new IceCandidateStats[2];
            Assert.That(left.GetLocalCandidateStats(candidates), Is.EqualTo(1));
            IceCandidateStats local = candidates[0];
            Assert.That(left.GetRemoteCandidateStats(candidates), Is.EqualTo(1));
            IceCandidateStats remote = candidates[0];
            left.TryGetCandidatePairStats(out CandidatePairStats path);
            Assert.That(local.Address, Is.EqualTo(path.LocalAddress));
            Assert.That(remote.Address, Is.EqualTo(path.RemoteAddress));
            Assert.That(local.CandidateType, Is.EqualTo(CandidateKind.Host));
            Assert.That(remote.CandidateType, Is.EqualTo(CandidateKind.Host), "though its check may have come first");
            Assert.That(local.UsernameFragment, Is.EqualTo(left.LocalUfrag));
            Assert.That(remote.UsernameFragment, Is.EqualTo(_pair.Right.Peer.LocalUfrag));
            Assert.That(remote.Priority, Is.EqualTo(Candidate.PriorityOf(CandidateKind.Host, ushort.MaxValue)));
            Assert.That(remote.Foundation, Is.Not.Empty);
            Assert.That(local.RelayProtocol, Is.Null);
        }

        [Test]
        public void CandidateThatOnlyChecksHaveShown_IsPeerReflexive([Values] bool weAreLite)
        {
            using var pair = new PeerPair(leftIsLite: weAreLite);
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            string offer = pair.Left.Peer.CreateOffer(pair.Now);
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), error);
            string answer = pair.Right.Peer.CreateAnswer(pair.Now);
            answer = Regex.Replace(answer, "a=candidate:.*\r\n", "");
            Assert.That(pair.Left.Peer.TrySetAnswer(pair.Now, answer, out error), error);
            Assert.That(pair.DriveUntil(() => pair.IsConnected), $"{pair}");
            var candidates = new IceCandidateStats[2];
            Assert.That(pair.Left.Peer.GetRemoteCandidateStats(candidates), Is.EqualTo(1));
            Assert.That(candidates[0].CandidateType, Is.EqualTo(CandidateKind.PeerReflexive));
            Assert.That(candidates[0].Address, Is.EqualTo(pair.Right.Address));
        }

        [Test]
        public void Certificates_AreEachOthers()
        {
            CertificateStats ours = _pair.Left.Peer.GetLocalCertificateStats();
            Assert.That(_pair.Right.Peer.TryGetRemoteCertificateStats(out CertificateStats asTheySeeIt));
            Assert.That(ours.FingerprintAlgorithm, Is.EqualTo("sha-256"));
            Assert.That(ours.Fingerprint, Has.Length.EqualTo(32 * 3 - 1));
            Assert.That(asTheySeeIt.Fingerprint, Is.EqualTo(ours.Fingerprint));
            using var strangers = new PeerPair();
            Assert.That(strangers.Left.Peer.TryGetRemoteCertificateStats(out _), Is.False, "nothing is proven yet");
        }

        [Test]
        public void DataChannels_AreCounted_AndSoIsWhatTheyCarry()
        {
            Peer left = _pair.Left.Peer;
            DataChannel chat = left.CreateDataChannel(_pair.Now, "chat", new DataChannelInit { Protocol = "words" });
            var stats = new DataChannelStats[2];
            Assert.That(left.GetDataChannelStats(stats), Is.EqualTo(1));
            Assert.That(stats[0].State, Is.EqualTo(DataChannelState.Connecting));
            Assert.That(stats[0].DataChannelIdentifier, Is.Null);
            Assert.That(left.GetPeerConnectionStats().DataChannelsOpened, Is.Zero);
            _pair.Negotiate();
            Assert.That(_pair.DriveUntil(() => _pair.Right.Opened.Count == 1));
            left.TrySend(_pair.Now, chat, new byte[100]);
            left.TrySend(_pair.Now, chat, new byte[11], isText: true);
            Assert.That(_pair.DriveUntil(() => _pair.Right.Messages.Count == 2));
            Assert.That(left.GetDataChannelStats(stats), Is.EqualTo(1));
            Assert.That(stats[0].Label, Is.EqualTo("chat"));
            Assert.That(stats[0].Protocol, Is.EqualTo("words"));
            Assert.That(stats[0].DataChannelIdentifier, Is.EqualTo(chat.Id));
            Assert.That(stats[0].State, Is.EqualTo(DataChannelState.Open));
            Assert.That(stats[0].MessagesSent, Is.EqualTo(2));
            Assert.That(stats[0].BytesSent, Is.EqualTo(111));
            Assert.That(_pair.Right.Peer.GetDataChannelStats(stats), Is.EqualTo(1));
            Assert.That(stats[0].MessagesReceived, Is.EqualTo(2));
            Assert.That(stats[0].BytesReceived, Is.EqualTo(111));
            left.Close(_pair.Now, chat);
            Assert.That(_pair.DriveUntil(() => _pair.Right.Closed.Count == 1 && _pair.Left.Closed.Count == 1));
            Assert.That(left.GetDataChannelStats(stats), Is.Zero);
            Assert.That(left.GetPeerConnectionStats().DataChannelsOpened, Is.EqualTo(1));
            Assert.That(left.GetPeerConnectionStats().DataChannelsClosed, Is.EqualTo(1));
            Assert.That(_pair.Right.Peer.GetPeerConnectionStats().DataChannelsClosed, Is.EqualTo(1));
        }

        [Test]
        public void ChannelThatNeverOpened_IsNoneThatClosed()
        {
            Peer left = _pair.Left.Peer;
            left.Close(_pair.Now, left.CreateDataChannel(_pair.Now, "never"));
            Assert.That(left.GetPeerConnectionStats().DataChannelsClosed, Is.Zero);
        }

        [Test]
        public void SpanThatIsTooShort_IsFilledAndTheRestCounted()
        {
            Assert.That(_pair.Right.Peer.GetInboundRtpStats(default), Is.EqualTo(1));
            Assert.That(_pair.Left.Peer.GetOutboundRtpStats(default), Is.EqualTo(1));
            Assert.That(_pair.Left.Peer.GetCodecStats(default), Is.EqualTo(1));
            Assert.That(_pair.Left.Peer.GetLocalCandidateStats(default), Is.EqualTo(1));
            Assert.That(_pair.Left.Peer.GetRemoteCandidateStats(default), Is.EqualTo(1));
            _pair.Left.Peer.CreateDataChannel(_pair.Now, "one");
            Assert.That(_pair.Left.Peer.GetDataChannelStats(default), Is.EqualTo(1));
        }

        [Test]
        public void TenThousandLooks_AllocateNothing()
        {
            var inbound = new InboundRtpStats[1];
            var outbound = new OutboundRtpStats[1];
            var remoteInbound = new RemoteInboundRtpStats[1];
            var remoteOutbound = new RemoteOutboundRtpStats[1];
            var codecs = new CodecStats[1];
            var candidates = new IceCandidateStats[1];
            var channels = new DataChannelStats[2];
            _pair.Left.Peer.CreateDataChannel(_pair.Now, "one");
            _pair.Left.Peer.CreateDataChannel(_pair.Now, "two", new DataChannelInit { Negotiated = new StreamId(2) });
            long before = 0;
            for (int i = 0; i < 10_100; i++)
            {
                if (i == 100) before = GC.GetAllocatedBytesForCurrentThread();
                _pair.Right.Peer.GetInboundRtpStats(inbound);
                _pair.Left.Peer.GetOutboundRtpStats(outbound);
                _pair.Left.Peer.GetRemoteInboundRtpStats(remoteInbound);
                _pair.Right.Peer.GetRemoteOutboundRtpStats(remoteOutbound);
                _pair.Left.Peer.GetTransportStats();
                _pair.Left.Peer.TryGetCandidatePairStats(out _);
                _pair.Right.Peer.GetCodecStats(codecs);
                _pair.Left.Peer.GetLocalCandidateStats(candidates);
                _pair.Left.Peer.GetRemoteCandidateStats(candidates);
                _pair.Left.Peer.GetDataChannelStats(channels);
                _pair.Left.Peer.GetLocalCertificateStats();
                _pair.Left.Peer.TryGetRemoteCertificateStats(out _);
                _pair.Left.Peer.GetPeerConnectionStats();
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        }

        private bool Loses(Transmit transmit)
        {
            bool isMedia = transmit.Datagram.AsSpan()[0] >= 128 && !RtcpPacket.IsRtcp(transmit.Datagram);
            bool loses = isMedia && transmit.Local == _pair.Left.Address;
            if (loses) _lostDatagrams++;
            return loses;
        }
    }
}
