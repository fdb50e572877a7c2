#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Wire;
using Earshot.Video.Rtp;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class FrameAssemblyTests
    {
        private readonly List<int> _seen = new List<int>();
        private FrameAssembly _assembly = null!;
        private VideoStream _stream = null!;
        private Instant _now;

        [SetUp]
        public void Begin()
        {
            _assembly = new FrameAssembly();
            _stream = new VideoStream(new SeqNo(65_530));
            _now = new Instant(0);
            _seen.Clear();
        }

        [Test]
        public void Frames_ComeWholeAndInOrder([Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            _stream = new VideoStream(new SeqNo(start));
            Assert.That(_assembly.NeedsKeyFrame, Is.True);
            for (int number = 0; number < 50; number++) Bring(_stream.Next(number == 0, packets: 1 + number % 4));
            Assert.That(_seen, Is.EqualTo(Numbers(0, 50)));
            Assert.That((_assembly.Freezes, _assembly.PacketsDropped), Is.EqualTo((0L, 0L)));
        }

        [Test]
        public void ReorderedPackets_AreWaitedFor()
        {
            var packets = new List<VideoPacket>();
            for (int number = 0; number < 60; number++) packets.AddRange(_stream.Next(number == 0, 3));
            var random = new Random(5);
            for (int i = 0; i + 6 < packets.Count; i++)
            {
                int other = i + random.Next(6);
                (packets[i], packets[other]) = (packets[other], packets[i]);
            }

            Bring(packets);
            Assert.That(_seen, Is.EqualTo(Numbers(0, 60)));
        }

        [Test]
        public void PacketsThatComeTwice_AreDropped()
        {
            Bring(_stream.Next(true, 3));
            List<VideoPacket> next = _stream.Next(false, 3);
            Bring(next);
            Bring(next);
            Bring(_stream.Next(false, 1));
            Assert.That(_seen, Is.EqualTo(Numbers(0, 3)));
            Assert.That(_assembly.PacketsDropped, Is.EqualTo(3));
        }

        [Test]
        public void MissingPacket_IsMendedInTime()
        {
            Bring(_stream.Next(true, 3));
            List<VideoPacket> hurt = _stream.Next(false, 3);
            Bring(hurt.GetRange(0, 1));
            Bring(hurt.GetRange(2, 1));
            for (int i = 0; i < 5; i++) Bring(_stream.Next(false, 2), afterMilliseconds: 33);
            Assert.That(_seen, Is.EqualTo(Numbers(0, 1)));
            Assert.That(_assembly.NeedsKeyFrame, Is.False);
            Bring(hurt.GetRange(1, 1));
            Assert.That(_seen, Is.EqualTo(Numbers(0, 7)), "all that waited comes at once");
            Assert.That(_assembly.NextDeadline.IsPending, Is.False);
        }

        [Test]
        public void MissingPacket_IsGivenUpAfterAWhile_AndAKeyFrameHelps()
        {
            Bring(_stream.Next(true, 3));
            Bring(_stream.Next(false, 3).GetRange(0, 2));
            Bring(_stream.Next(false, 2));
            Assert.That(_assembly.NextDeadline.At, Is.EqualTo(_now + FrameAssembly.DefaultPatience));
            _now = _assembly.NextDeadline.At;
            Poll();
            Assert.That(_assembly.NeedsKeyFrame, Is.True);
            Bring(_stream.Next(false, 2));
            Assert.That(_seen, Is.EqualTo(Numbers(0, 1)), "nothing builds on what is not there");
            Bring(_stream.Next(true, 4));
            Bring(_stream.Next(false, 2));
            Assert.That(_seen, Is.EqualTo(new[] { 0, 4, 5 }));
            Assert.That(_assembly.Freezes, Is.EqualTo(1));
        }

        [Test]
        public void WholeKeyFrame_EndsTheWaitAtOnce()
        {
            Bring(_stream.Next(true, 3));
            Bring(_stream.Next(false, 3).GetRange(0, 2));
            Bring(_stream.Next(true, 3));
            Assert.That(_seen, Is.EqualTo(new[] { 0, 2 }));
            Assert.That(_assembly.NeedsKeyFrame, Is.False);
        }

        [Test]
        public void WhoeverPollsTooSlowly_GetsTheNewestKeyFrame()
        {
            Bring(_stream.Next(true, 2));
            for (int number = 1; number < 20; number++) Put(_stream.Next(number == 7 || number == 15, 2));
            Poll();
            Assert.That(_seen, Is.EqualTo(new[] { 0, 15, 16, 17, 18, 19 }));
        }

        [Test]
        public void WhoeverIsASecondBehind_NeedsAKeyFrame()
        {
            Bring(_stream.Next(true, 2));
            for (int number = 1; number < 40; number++) Put(_stream.Next(false, 2));
            Poll();
            Assert.That(_seen, Is.EqualTo(new[] { 0 }));
            Assert.That(_assembly.NeedsKeyFrame, Is.True);
        }

        [Test]
        public void MoreThanFits_PushesOutTheOldest()
        {
            Bring(_stream.Next(true, 2));
            for (int number = 1; number < 400; number++) Put(_stream.Next(number == 390, 4));
            Poll();
            Assert.That(_seen, Is.EqualTo(new[] { 0, 390, 391, 392, 393, 394, 395, 396, 397, 398, 399 }));
            _stream.Skip(100_000);
            Bring(_stream.Next(true, 2));
            Assert.That(_seen[_seen.Count - 1], Is.EqualTo(400));
        }

        [Test]
        public void PacketsWithoutPayload_LieBetweenFrames()
        {
            Bring(_stream.Next(true, 2));
            Bring(_stream.Padding(3));
            Bring(_stream.Next(false, 2));
            Bring(_stream.Padding(1));
            Bring(_stream.Next(true, 2));
            Assert.That(_seen, Is.EqualTo(Numbers(0, 3)));
            Assert.That(_assembly.Freezes, Is.Zero);
        }

        [Test]
        public void LayerChange_GoesOnWithoutAFreeze()
        {
            Bring(_stream.Next(true, 2));
            Bring(_stream.Next(false, 2));
            Bring(_stream.Next(true, 5));
            Assert.That(_assembly.Freezes, Is.Zero);
            _assembly.Restart();
            Assert.That(_assembly.NeedsKeyFrame, Is.True);
            var other = new VideoStream(new SeqNo(7), firstNumber: 100);
            Bring(other.Next(false, 2));
            Bring(other.Next(true, 2));
            Assert.That(_seen, Is.EqualTo(new[] { 0, 1, 2, 101 }));
        }

        [Test]
        public void RefusedFrame_NeedsAKeyFrame()
        {
            Bring(_stream.Next(true, 2));
            _assembly.HandleRefused();
            Bring(_stream.Next(false, 2));
            Assert.That((_assembly.NeedsKeyFrame, _seen.Count), Is.EqualTo((true, 1)));
            Bring(_stream.Next(true, 2));
            Assert.That((_assembly.NeedsKeyFrame, _seen.Count), Is.EqualTo((false, 2)));
        }

        [Test]
        public void LossyReorderedStream_NeverShowsAFrameWithoutItsPast([Values(1, 2, 3, 4)] int seed)
        {
            var random = new Random(seed);
            bool asked = false;
            int keyFrames = 0;
            for (int number = 0; number < 2000; number++)
            {
                bool isKey = number == 0 || asked && random.Next(3) == 0;
                if (isKey) keyFrames++;
                foreach (VideoPacket packet in _stream.Next(isKey, 1 + random.Next(4)))
                {
                    if (random.Next(100) < 2) continue;
                    Bring(new List<VideoPacket> { packet }, afterMilliseconds: 8);
                }

                asked = _assembly.NeedsKeyFrame;
            }

            for (int i = 1; i < _seen.Count; i++)
            {
                Assert.That(_seen[i], Is.GreaterThan(_seen[i - 1]));
                Assert.That(_seen[i] == _seen[i - 1] + 1 || _stream.IsKey(_seen[i]), Is.True, $"frame {_seen[i]}");
            }

            Assert.That(_seen.Count, Is.GreaterThan(300), "it recovers, if only by key frames");
            Assert.That(keyFrames, Is.GreaterThan(20));
        }

        [Test]
        public void NothingIsAllocatedAPacket()
        {
            var frames = new List<List<VideoPacket>>();
            for (int number = 0; number < 1300; number++) frames.Add(_stream.Next(number % 100 == 0, 4));
            int at = 0;
            long allocated = Allocation.Of(1000, () =>
            {
                foreach (VideoPacket packet in frames[at++])
                    _assembly.HandlePacket(packet.Seq, packet.Time, packet.Marker, packet.Payload);
                while (_assembly.TryPollFrame(_now, out _))
                {
                }
            });
            Assert.That(allocated, Is.Zero);
            Assert.That(_assembly.Frames, Is.EqualTo(1100));
        }

        private void Bring(List<VideoPacket> packets, int afterMilliseconds = 0)
        {
            _now += TimeSpan.FromMilliseconds(afterMilliseconds);
            foreach (VideoPacket packet in packets)
            {
                _assembly.HandlePacket(packet.Seq, packet.Time, packet.Marker, packet.Payload);
                Poll();
            }
        }

        private void Put(List<VideoPacket> packets)
        {
            foreach (VideoPacket packet in packets)
                _assembly.HandlePacket(packet.Seq, packet.Time, packet.Marker, packet.Payload);
        }

        private void Poll()
        {
            while (_assembly.TryPollFrame(_now, out AssembledFrame frame))
            {
                int number = VideoStream.NumberOf(frame.Bytes.Span);
                Assert.That(_stream.Time(number) == frame.Time || number >= 100, Is.True);
                Assert.That(frame.IsKeyFrame, Is.EqualTo((frame.Bytes.Span[0] & 1) == 0));
                _seen.Add(number);
            }
        }

        private static int[] Numbers(int first, int count)
        {
            var numbers = new int[count];
            for (int i = 0; i < count; i++) numbers[i] = first + i;
            return numbers;
        }
    }
}
