#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Video between two peers over a link that loses, reorders and doubles datagrams, both ways.</summary>
    public sealed class BadNetworkTests
    {
        private static readonly Codec Vp8 = new Codec(
            new PayloadType(96), "VP8", 90000, feedback: new[] { "nack", "nack pli", "transport-cc" });

        [Test]
        public void Video_ComesWholeAndOnce(
            [Values(0.02, 0.1, 0.3)] double loss, [Values] bool hasRtx, [Values(1, 2)] int seed)
        {
            const int Count = 3000;
            Codec[] codecs = hasRtx ? new[] { Vp8, Codec.Rtx(new PayloadType(97), Vp8) } : new[] { Vp8 };
            using var pair = new PeerPair(seed, configure: config => config.VideoCodecs = codecs);
            Transceiver camera = pair.Left.Peer.AddTransceiver(MediaKind.Video, Direction.SendOnly, "camera");
            pair.Connect();
            pair.Delay = TimeSpan.FromMilliseconds(15);
            pair.Jitter = TimeSpan.FromMilliseconds(10);
            pair.Duplication = 0.05;
            for (int i = 0; i < Count; i++)
            {
                pair.Loss = i < Count - 1 ? loss : 0; // nothing comes after the last to show that it is missing
                var time = new RtpTime((uint)(i / 5 * 3000));
                Assert.That(pair.Left.Peer.TrySend(pair.Now, camera.Mid, time, i % 5 == 4, BitConverter.GetBytes(i)));
                pair.Drive(TimeSpan.FromMilliseconds(4));
            }

            pair.Loss = 0;
            pair.Drive(TimeSpan.FromSeconds(1));
            var came = new HashSet<int>();
            foreach (ReceivedPacket packet in pair.Right.Packets)
                Assert.That(came.Add(BitConverter.ToInt32(packet.Payload, 0)), "nothing comes twice");
            double mended = loss < 0.3 ? 1 : 0.997; // ten requests do not mend what is lost eleven times
            Assert.That(came.Count, Is.GreaterThanOrEqualTo((int)(Count * mended)));
        }
    }
}
