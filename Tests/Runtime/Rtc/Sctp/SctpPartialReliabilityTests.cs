#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sctp;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>maxRetransmits and maxPacketLifeTime (RFC 3758): what is given up holds nothing else up.</summary>
    public sealed class SctpPartialReliabilityTests
    {
        private static readonly StreamId Stream = new StreamId(1);
        private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(100);

        [Test]
        public void WithoutRetransmits_EachFragmentLeavesOnce([Values] bool unordered)
        {
            var pair = new SctpPair();
            pair.Connect();
            int losses = 0;
            pair.Passes = (to, packet) => to != pair.Right || packet[12] != (byte)ChunkType.Data || losses++ != 1;
            for (int i = 0; i < 10; i++)
                SctpTransferTests.Send(pair, pair.Left, Stream, new[] { (byte)i }, new Reliability(unordered, 0));
            pair.Drive(TimeSpan.FromSeconds(2));
            for (int i = 0; i < 10; i++)
                SctpTransferTests.Send(pair, pair.Left, Stream, new byte[800], new Reliability(unordered, 0));
            pair.Drive(TimeSpan.FromSeconds(2));
            Assert.That(losses, Is.GreaterThan(2));
            Assert.That(pair.Left.Association.Retransmissions, Is.Zero);
            Assert.That(pair.Right.Messages.Count, Is.EqualTo(19));
            Assert.That(pair.Left.Association.Flight, Is.Zero);
        }

        [Test]
        public void AMessageWithoutRetransmits_IsDroppedWhole([Values] bool unordered)
        {
            var pair = new SctpPair();
            pair.Connect();
            int losses = 0;
            pair.Passes = (to, packet) => to != pair.Right || packet[12] != (byte)ChunkType.Data || losses++ != 3;
            SctpTransferTests.Send(pair, pair.Left, Stream, new byte[8000], new Reliability(unordered, 0));
            SctpTransferTests.Send(pair, pair.Left, Stream, new byte[] { 1 }, new Reliability(unordered));
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 1), Is.True);
            pair.Drive(TimeSpan.FromSeconds(2));
            Assert.That(pair.Right.Messages.Count, Is.EqualTo(1));
            Assert.That(pair.Right.Messages[0].Payload.Length, Is.EqualTo(1));
        }

        [Test]
        public void AfterItsLifeTime_AMessageIsGivenUp([Values] bool unordered)
        {
            var pair = new SctpPair();
            pair.Connect();
            bool isBlocked = true;
            pair.Passes = (to, packet) => to != pair.Right || !isBlocked;
            var brief = new Reliability(unordered, null, Brief);
            for (int i = 0; i < 100; i++) SctpTransferTests.Send(pair, pair.Left, Stream, new byte[1000], brief);
            pair.Drive(TimeSpan.FromSeconds(1));
            isBlocked = false;
            SctpTransferTests.Send(pair, pair.Left, Stream, new byte[] { 7 }, brief);
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 1, TimeSpan.FromSeconds(5)), Is.True);
            Assert.That(pair.Right.Messages[0].Payload, Is.EqualTo(new byte[] { 7 }));
        }

        [Test]
        public void AMessageGivenUpHalfSent_EndsForTheReceiverToo([Values] bool unordered)
        {
            var pair = new SctpPair { Delay = TimeSpan.FromMilliseconds(60) };
            pair.Connect();
            var brief = new Reliability(unordered, null, Brief);
            int data = 0;
            pair.Passes = (to, packet) => to != pair.Right || packet[12] != (byte)ChunkType.Data || data++ != 2;
            SctpTransferTests.Send(pair, pair.Left, Stream, new byte[200_000], brief);
            SctpTransferTests.Send(pair, pair.Left, Stream, new byte[] { 7 }, new Reliability(unordered));
            Assert.That(pair.DriveUntil(() => pair.Right.Messages.Count == 1, TimeSpan.FromSeconds(5)), Is.True);
            Assert.That(pair.Right.Messages[0].Payload, Is.EqualTo(new byte[] { 7 }));
            Assert.That(pair.Right.Association.IsAborted, Is.False);
        }

        [TestCase(0.1, true)]
        [TestCase(0.1, false)]
        [TestCase(0.3, true)]
        [TestCase(0.3, false)]
        public void WhatArrives_IsWholeAndOnceAndInOrder(double loss, bool unordered)
        {
            for (int seed = 1; seed <= 5; seed++)
            {
                var pair = new SctpPair(seed)
                {
                    Loss = loss,
                    Repetition = 0.1,
                    Jitter = TimeSpan.FromMilliseconds(15),
                };
                pair.Connect();
                for (int i = 0; i < 300; i++)
                {
                    byte[] message = SctpTransferTests.Message(4 + i * 37 % 5000, i);
                    BitConverter.GetBytes(i).CopyTo(message, 0);
                    var reliability = i % 3 == 0
                        ? new Reliability(unordered, i % 2)
                        : new Reliability(unordered, null, TimeSpan.FromMilliseconds(50 + i % 200));
                    SctpTransferTests.Send(pair, pair.Left, Stream, message, i == 299 ? default : reliability);
                    pair.Drive(TimeSpan.FromMilliseconds(5));
                }

                Assert.That(pair.DriveUntil(() => pair.Left.Association.Flight == 0), Is.True);
                pair.Drive(TimeSpan.FromSeconds(3));
                AssertSound(pair.Right.Messages, unordered, $"seed {seed}");
            }
        }

        private static void AssertSound(List<(StreamId Stream, byte[] Payload)> messages, bool unordered, string seed)
        {
            int last = -1;
            var seen = new HashSet<int>();
            foreach ((_, byte[] payload) in messages)
            {
                int index = BitConverter.ToInt32(payload, 0);
                byte[] sent = SctpTransferTests.Message(4 + index * 37 % 5000, index);
                BitConverter.GetBytes(index).CopyTo(sent, 0);
                Assert.That(payload.AsSpan().SequenceEqual(sent), Is.True, $"{seed}: message {index}");
                Assert.That(seen.Add(index), Is.True, $"{seed}: {index} came twice");
                if (!unordered) Assert.That(index, Is.GreaterThan(last), seed);
                last = index;
            }

            Assert.That(seen.Contains(299), Is.True, $"{seed}: the reliable one");
            Assert.That(seen.Count, Is.InRange(30, 300), seed);
        }
    }
}
