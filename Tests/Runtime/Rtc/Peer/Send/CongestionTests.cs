#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>A camera on a link whose rate its peer has to find, from the receiving peer's feedback.</summary>
    public sealed class CongestionTests
    {
        private static readonly Codec Vp8 = new Codec(
            new PayloadType(96), "VP8", 90000, feedback: new[] { "transport-cc", "nack", "nack pli" });

        private static readonly Rid Quarter = new Rid("q");
        private static readonly Rid Half = new Rid("h");
        private static readonly Rid Full = new Rid("f");

        private PeerPair _pair = null!;
        private Transceiver _voice = null!;
        private Transceiver _camera = null!;
        private int _frame;

        private SendEncoding Only => _camera.SendEncodings[0];

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [Test]
        public void Target_ClimbsToTheLinkAndFollowsItDown([Values(1, 2)] int seed)
        {
            Connect(seed, new SendEncoding { MaxBitrate = 5_000_000 });
            _pair.Capacity = 3_000_000;
            Film(5);
            Assert.That(_pair.Left.Peer.TargetBitrate, Is.InRange(2_200_000, 3_500_000));
            Assert.That(Only.TargetBitrate, Is.InRange(2_000_000, 3_000_000));
            Assert.That(_pair.Left.Events.Count(IsNewTarget), Is.InRange(3, 30));

            _pair.Capacity = 400_000;
            Film(5);
            Assert.That(_pair.Left.Peer.TargetBitrate, Is.InRange(200_000, 450_000));
            Assert.That(_pair.Right.BusyUntil - _pair.Now, Is.LessThan(TimeSpan.FromMilliseconds(300)));

            _pair.Capacity = 3_000_000;
            Film(8);
            Assert.That(_pair.Left.Peer.TargetBitrate, Is.InRange(2_200_000, 3_500_000));
        }

        [Test]
        public void Probes_GoNoFurtherThanTheEncodersCould()
        {
            Connect(1, new SendEncoding { MaxBitrate = 800_000 });
            Film(10);
            Assert.That(Only.TargetBitrate, Is.EqualTo(800_000).Within(80_000));
            Assert.That(_pair.Left.Peer.TargetBitrate, Is.LessThan(1_500_000));
        }

        [Test]
        public void KeyFrame_IsSpreadAndNoVoiceWaitsForIt()
        {
            Connect(1, new SendEncoding());
            var video = new List<Instant>();
            var voice = new List<Instant>();
            _pair.Passes = transmit =>
            {
                bool isRtp = RtpHeader.TryParse(transmit.Datagram, out RtpHeader header);
                if (isRtp && header.Ssrc == _camera.SendSsrc) video.Add(_pair.Now);
                if (isRtp && header.Ssrc == _voice.SendSsrc) voice.Add(_pair.Now);
                return true;
            };
            Instant start = _pair.Now;
            for (int i = 0; i < 30; i++)
                Assert.That(_pair.Left.Peer.TrySend(start, _camera.Mid, default, i == 29, new byte[1000]));
            for (int i = 0; i < 10; i++)
            {
                Instant now = _pair.Now;
                _pair.Left.Peer.TrySend(now, _voice.Mid, new RtpTime((uint)i * 960), false, new byte[126]);
                _pair.Drive(TimeSpan.FromMilliseconds(20));
                Assert.That(voice[i], Is.EqualTo(now));
            }

            // 30 kB at 2.5 times 300 kbit/s would take 320 ms.
            _pair.Drive(TimeSpan.FromSeconds(1));
            Assert.That(video.Count, Is.EqualTo(30));
            Assert.That((video[29] - start).TotalMilliseconds, Is.InRange(150, 350));
        }

        [Test]
        public void UpperLayers_PauseWhereTheLinkIsSlow()
        {
            Connect(1,
                new SendEncoding(Quarter) { MaxBitrate = 150_000, ScaleResolutionDownBy = 4 },
                new SendEncoding(Half) { MaxBitrate = 500_000, ScaleResolutionDownBy = 2 },
                new SendEncoding(Full) { MaxBitrate = 2_000_000 });
            Film(5);
            Assert.That(Targets(), Is.EqualTo(new[] { 150_000L, 500_000L, 2_000_000L }).Within(20).Percent);

            _pair.Capacity = 700_000;
            Film(6);
            Assert.That(Targets()[0], Is.EqualTo(150_000));
            Assert.That(Targets()[1], Is.InRange(166_000, 500_000));
            Assert.That(Targets()[2], Is.Zero);
            Assert.That(Send(Full, 100), Is.False);

            _pair.Capacity = 200_000;
            Film(6);
            Assert.That(Targets()[0], Is.InRange(80_000, 150_000));
            Assert.That(Targets().Skip(1), Is.EqualTo(new[] { 0L, 0L }));

            _pair.Capacity = 5_000_000;
            Film(8);
            Assert.That(Targets()[2], Is.GreaterThan(1_000_000));
        }

        [Test]
        public void LayerThatItsOwnerPauses_LeavesItsShareToOthers()
        {
            Connect(1,
                new SendEncoding(Half) { MaxBitrate = 500_000, ScaleResolutionDownBy = 2 },
                new SendEncoding(Full) { MaxBitrate = 2_000_000 });
            _pair.Capacity = 600_000;
            Film(5);
            Assert.That(Targets()[1], Is.Zero);

            _camera.SendEncodings[0].IsActive = false;
            Film(3);
            Assert.That(Send(Half, 100), Is.False);
            Assert.That(Targets()[1], Is.GreaterThan(350_000));
        }

        [Test]
        public void LossyLink_JamsNothing([Values(1, 2, 3)] int seed, [Values(0.02, 0.1)] double loss)
        {
            Connect(seed, new SendEncoding { MaxBitrate = 2_000_000 });
            _pair.Loss = loss;
            Film(20);
            Assert.That(_pair.Left.Peer.Dropped(DropReason.Overflow), Is.Zero);
            Assert.That(Only.TargetBitrate, Is.GreaterThan(1_500_000));
        }

        [Test]
        public void VoiceAlone_IsNotHeldBackAndNotProbed()
        {
            _pair = new PeerPair();
            _voice = _pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            _pair.Connect();
            int count = 0;
            _pair.Passes = transmit =>
            {
                if (transmit.Datagram.Count > 100) count++;
                return true;
            };
            for (int i = 0; i < 500; i++)
            {
                _pair.Left.Peer.TrySend(_pair.Now, _voice.Mid, new RtpTime((uint)i * 960), false, new byte[100]);
                _pair.Drive(TimeSpan.FromMilliseconds(20));
            }

            _pair.Drive(TimeSpan.FromMilliseconds(100));
            Assert.That(count, Is.EqualTo(500).Within(15), "voice, a few reports, and nothing else");
            Assert.That(_pair.Right.Packets.Count, Is.EqualTo(500));
        }

        private static bool IsNewTarget(PeerEvent happened) => happened.Kind == PeerEventKind.TargetBitrateChanged;

        private void Connect(int seed, params SendEncoding[] encodings)
        {
            _pair = new PeerPair(seed, configure: config => config.VideoCodecs = new[]
            {
                Vp8, Codec.Rtx(new PayloadType(97), Vp8),
            });
            _voice = _pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            _camera = _pair.Left.Peer.AddTransceiver(
                MediaKind.Video, Direction.SendOnly, "camera", encodings: encodings);
            _pair.Connect();
        }

        private long[] Targets() => _camera.SendEncodings.Select(encoding => encoding.TargetBitrate ?? -1).ToArray();

        // 30 frames a second, each layer of as many bytes as it may have, and a voice beside.
        private void Film(int seconds)
        {
            for (int i = 0; i < seconds * 30; i++, _frame++)
            {
                foreach (SendEncoding encoding in _camera.SendEncodings)
                    Send(encoding.Rid, (int)((encoding.TargetBitrate ?? 300_000) / 8 / 30));
                _pair.Left.Peer.TrySend(_pair.Now, _voice.Mid, new RtpTime((uint)_frame * 1600), false, new byte[120]);
                _pair.Drive(TimeSpan.FromMilliseconds(1000 / 30.0));
            }
        }

        private bool Send(Rid rid, int bytes)
        {
            bool sent = false;
            for (; bytes > 0; bytes -= 1100)
            {
                sent = _pair.Left.Peer.TrySend(
                    _pair.Now, _camera.Mid, rid, new RtpTime((uint)_frame * 3000), bytes <= 1100,
                    new byte[Math.Min(bytes, 1100)]);
            }

            return sent;
        }
    }
}
