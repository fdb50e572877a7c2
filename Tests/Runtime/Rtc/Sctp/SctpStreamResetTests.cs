#nullable enable
using System;
using Earshot.Rtc.Sctp;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Streams are reset after all that was sent on them has come, and can be used again (RFC 6525).</summary>
    public sealed class SctpStreamResetTests
    {
        private static readonly StreamId Stream = new StreamId(4);

        [TestCase(0)]
        [TestCase(0.1)]
        [TestCase(0.3)]
        public void AReset_ComesAfterTheMessagesBeforeIt(double loss)
        {
            for (int seed = 1; seed <= 5; seed++)
            {
                var pair = new SctpPair(seed) { Loss = loss, Repetition = loss };
                pair.Connect();
                for (int round = 1; round <= 3; round++)
                {
                    for (int i = 0; i < 30; i++)
                        SctpTransferTests.Send(pair, pair.Left, Stream, SctpTransferTests.Message(2000, i));
                    pair.Left.Association.ResetStream(Stream);
                    Assert.That(pair.DriveUntil(() => pair.Right.IncomingResets.Count == round), Is.True);
                    Assert.That(pair.Right.Messages.Count, Is.EqualTo(30 * round));
                    Assert.That(pair.DriveUntil(() => pair.Left.OutgoingResets.Count == round), Is.True);
                }
            }
        }

        [Test]
        public void BothSidesReset_AtOnce()
        {
            var pair = new SctpPair(2) { Loss = 0.1 };
            pair.Connect();
            for (ushort i = 0; i < 20; i++)
            {
                pair.Left.Association.ResetStream(new StreamId(i));
                pair.Right.Association.ResetStream(new StreamId(i));
            }

            Assert.That(
                pair.DriveUntil(() => pair.Left.OutgoingResets.Count == 20 && pair.Right.OutgoingResets.Count == 20 &&
                    pair.Left.IncomingResets.Count == 20 && pair.Right.IncomingResets.Count == 20),
                Is.True);
        }

        [Test]
        public void ResetsWantedLater_GoInTheNextRequest()
        {
            var pair = new SctpPair();
            pair.Connect();
            pair.Left.Association.ResetStream(new StreamId(1));
            pair.Drive(TimeSpan.FromMilliseconds(5));
            pair.Left.Association.ResetStream(new StreamId(2));
            Assert.That(pair.DriveUntil(() => pair.Right.IncomingResets.Count == 2, TimeSpan.FromSeconds(1)), Is.True);
        }
    }
}
