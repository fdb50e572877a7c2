#nullable enable
using System;
using Earshot.Rtc.Sctp;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>How an association begins, ends and begins anew.</summary>
    public sealed class SctpLifeTests
    {
        private static readonly StreamId Stream = new StreamId(1);

        [Test]
        public void ConnectsThroughLoss([Range(1, 20)] int seed)
        {
            var pair = new SctpPair(seed) { Loss = 0.3, Repetition = 0.2, Jitter = TimeSpan.FromMilliseconds(30) };
            pair.Connect();
            SctpTransferTests.Send(pair, pair.Left, Stream, new byte[] { 1 });
            SctpTransferTests.Send(pair, pair.Right, Stream, new byte[] { 2 });
            pair.DriveUntil(() => pair.Left.Messages.Count == 1 && pair.Right.Messages.Count == 1);
            Assert.That(pair.Left.Messages.Count + pair.Right.Messages.Count, Is.EqualTo(2));
        }

        [Test]
        public void OneThatDropsUnknownParameters_IsAskedAgainWithoutThem()
        {
            // Zero Checksum Acceptable, as in an INIT or INIT-ACK.
            var parameter = new byte[] { 0x80, 0x01, 0, 8 };
            var pair = new SctpPair();
            pair.Passes = (to, packet) => to == pair.Left || packet.AsSpan().IndexOf(parameter) < 0;
            pair.Left.Association.Start(pair.Now);
            Assert.That(pair.DriveUntil(() => pair.Left.Is(AssociationState.Established)), Is.True);
            SctpTransferTests.Send(pair, pair.Left, Stream, new byte[1]);
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 1), Is.True);
        }

        [Test]
        public void DataBeforeTheCookieAck_IsAcknowledgedAfterIt()
        {
            var pair = new SctpPair();
            int acks = 0;
            pair.Passes = (to, packet) =>
            {
                // As of a stack that knows no I flag: the acknowledgement waits for its timer.
                if (packet[12] == (byte)ChunkType.Data) packet[13] &= 0xFF ^ FragmentHeader.Immediately;
                return packet[12] != (byte)ChunkType.CookieAck || acks++ > 0;
            };
            pair.Left.Association.Start(pair.Now);
            Assert.That(pair.DriveUntil(() => pair.Right.Is(AssociationState.Established)), Is.True);
            SctpTransferTests.Send(pair, pair.Right, Stream, new byte[] { 1 });
            Assert.That(pair.DriveUntil(() => pair.Left.Messages.Count == 1), Is.True);
            Assert.That(pair.Left.Is(AssociationState.CookieEchoed), Is.True);
            Assert.That(pair.DriveUntil(() => pair.Right.Association.Flight == 0), Is.True);
            Assert.That(pair.Left.Is(AssociationState.Established), Is.True);
        }

        [TestCase(0)]
        [TestCase(0.3)]
        public void Shutdown_LetsAllArriveFirst(double loss)
        {
            var pair = new SctpPair(3) { Loss = loss };
            pair.Connect();
            for (int i = 0; i < 20; i++) SctpTransferTests.Send(pair, pair.Left, Stream, new byte[5000]);
            SctpTransferTests.Send(pair, pair.Right, Stream, new byte[5000]);
            pair.Left.Association.Shutdown(pair.Now);
            Assert.That(Send(pair, new byte[1]), Is.False);
            Assert.That(pair.DriveUntil(() => pair.Right.Is(AssociationState.Closed)), Is.True);
            Assert.That(pair.Right.Messages.Count, Is.EqualTo(20));
            Assert.That(pair.Left.Messages.Count, Is.EqualTo(1));
            Assert.That(pair.Right.Association.IsAborted, Is.False);
        }

        [Test]
        public void BothShutDown_AtOnce()
        {
            var pair = new SctpPair();
            pair.Connect();
            pair.Left.Association.Shutdown(pair.Now);
            pair.Right.Association.Shutdown(pair.Now);
            Assert.That(
                pair.DriveUntil(() => pair.Left.Is(AssociationState.Closed) && pair.Right.Is(AssociationState.Closed)),
                Is.True);
        }

        [Test]
        public void Abort_EndsBothAtOnce()
        {
            var pair = new SctpPair();
            pair.Connect();
            pair.Left.Association.Abort();
            Assert.That(pair.DriveUntil(() => pair.Right.Is(AssociationState.Closed)), Is.True);
            Assert.That(pair.Right.Association.IsAborted, Is.True);
            Assert.That(pair.Left.Association.IsAborted, Is.False);
        }

        [Test]
        public void OneSideBeginsAnew_AndTheOtherFollows()
        {
            var pair = new SctpPair();
            pair.Connect();
            SctpTransferTests.Send(pair, pair.Right, Stream, new byte[] { 1 });
            Assert.That(pair.DriveUntil(() => pair.Left.Messages.Count == 1), Is.True);
            pair.Left.Association.Restart(pair.Now);
            Assert.That(pair.DriveUntil(() => pair.Right.Restarts == 1), Is.True);
            SctpTransferTests.Send(pair, pair.Right, Stream, new byte[] { 2 });
            SctpTransferTests.Send(pair, pair.Left, Stream, new byte[] { 3 });
            pair.DriveUntil(() => pair.Left.Messages.Count == 2 && pair.Right.Messages.Count == 1);
            Assert.That(pair.Left.Messages.Count + pair.Right.Messages.Count, Is.EqualTo(3));
        }

        [Test]
        public void BothBeginAnew_AndWhatWaitedGoes()
        {
            var pair = new SctpPair();
            pair.Connect();
            pair.Passes = (to, packet) => false;
            SctpTransferTests.Send(pair, pair.Left, Stream, new byte[30_000]);
            SctpTransferTests.Send(pair, pair.Left, Stream, new byte[] { 5 });
            pair.Drive(TimeSpan.FromSeconds(1));
            pair.Passes = (to, packet) => true;
            pair.Left.Association.Restart(pair.Now);
            pair.Right.Association.Restart(pair.Now);
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 1), Is.True);
            Assert.That(pair.Right.Messages[0].Payload, Is.EqualTo(new byte[] { 5 }));
        }

        [Test]
        public void AnIdleAssociation_BeatsItsHeart()
        {
            var pair = new SctpPair();
            pair.Connect();
            pair.Drive(TimeSpan.FromSeconds(1));
            int before = pair.Left.Sent;
            pair.Drive(TimeSpan.FromSeconds(65));
            Assert.That(pair.Left.Sent - before, Is.InRange(2, 5));
            Assert.That(pair.Left.Association.RoundTripTime, Is.EqualTo(TimeSpan.FromMilliseconds(20)));
        }

        [Test]
        public void TooMuchWaiting_IsRefused()
        {
            var pair = new SctpPair(1, new AssociationConfig { SendLimit = 10_000 });
            var megabyte = new byte[1_000_000];
            Assert.That(Send(pair, megabyte), Is.True, "the first may be as long as it likes");
            Assert.That(Send(pair, new byte[1]), Is.False);
            Assert.That(pair.Left.Association.BufferedAmount(Stream), Is.EqualTo(megabyte.Length));
        }

        [Test]
        public void AMessageLongerThanAllowed_EndsTheAssociation()
        {
            var pair = new SctpPair(1, null, new AssociationConfig { MaxMessageSize = 10_000 });
            pair.Connect();
            SctpTransferTests.Send(pair, pair.Left, Stream, new byte[10_000]);
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 1), Is.True);
            SctpTransferTests.Send(pair, pair.Left, Stream, new byte[10_001]);
            Assert.That(pair.DriveUntil(() => pair.Left.Association.IsAborted), Is.True);
        }

        private static bool Send(SctpPair pair, byte[] message) =>
            pair.Left.Association.TrySend(pair.Now, Stream, PayloadProtocol.Binary, default, message);
    }
}
