#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class IceHostileTests
    {
        private static readonly TransportAddress A = IcePair.AddressA;
        private static readonly TransportAddress B = IcePair.AddressB;

        [Test]
        public void EveryTruncationAndFlippedBit_IsDroppedWithoutATrace([Values] bool lite)
        {
            IcePair pair = new IcePair(liteB: lite).Signal();
            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            pair.Run(0.2);
            TransportAddress stranger = IcePair.Address("203.0.113.66", 666);
            byte[] check = new ForeignAgent(pair.A.Local, pair.B.Local).WriteCheck(useCandidate: true);

            for (int length = 0; length < check.Length; length++) Throw(pair.B, check.AsSpan(0, length).ToArray());
            for (int bit = 0; bit < check.Length * 8; bit++)
            {
                byte[] spoiled = (byte[])check.Clone();
                spoiled[bit / 8] ^= (byte)(1 << bit % 8);
                bool isCovered = bit / 8 < check.Length - 8;
                Assert.That(Throw(pair.B, spoiled) && isCovered, Is.False, $"bit {bit}");
                while (pair.B.TryPollTransmit(out _))
                {
                }
            }

            Assert.That(pair.B.TryGetSelected(out _, out TransportAddress remote), Is.True);
            pair.Run(60);
            Assert.That(pair.AreConnected, Is.True);

            bool Throw(IceAgent at, byte[] datagram) => at.TryHandleDatagram(pair.Now, B, stranger, datagram, out _);
        }

        [Test]
        public void Noise_NeverThrows([Values] bool lite)
        {
            IcePair pair = new IcePair(liteB: lite).Signal();
            pair.RunUntil(() => pair.AreConnected, 5);
            var random = new Random(3);
            byte[] check = new ForeignAgent(pair.A.Local, pair.B.Local).WriteCheck(useCandidate: true);
            for (int i = 0; i < 20_000; i++)
            {
                byte[] noise = (byte[])check.Clone();
                for (int n = random.Next(1, 9); n > 0; n--) noise[random.Next(noise.Length)] = (byte)random.Next(256);
                pair.B.TryHandleDatagram(pair.Now, B, A, noise.AsSpan(0, random.Next(noise.Length + 1)), out _);
                while (pair.B.TryPollTransmit(out _))
                {
                }
            }

            pair.Run(60);
            Assert.That(pair.AreConnected, Is.True);
        }

        [Test]
        public void Drops_SayWhy()
        {
            IcePair pair = new IcePair().Signal();
            pair.RunUntil(() => pair.AreConnected, 5);
            var otherwise = new IceCredentials(pair.B.Local.Ufrag, "not-the-password-of-it");
            var other = new IceCredentials("someone", pair.B.Local.Password);

            AssertDrop(DropReason.StunUnknownUser, new ForeignAgent(pair.A.Local, other).WriteCheck(false));
            AssertDrop(DropReason.StunBadIntegrity, new ForeignAgent(pair.A.Local, otherwise).WriteCheck(false));
            AssertDrop(DropReason.StunUnknownUser, Hex.Bytes("0001 0000 2112a442 000000000000000000000000"));
            AssertDrop(DropReason.StunUnmatched, Hex.Bytes("0101 0000 2112a442 000000000000000000000000"));
            AssertDrop(DropReason.Malformed, Hex.Bytes("0003 0000 2112a442 000000000000000000000000"));
            AssertDrop(DropReason.Malformed, new byte[0]);
            AssertDrop(DropReason.None, Hex.Bytes("0011 0000 2112a442 000000000000000000000000"));
            Assert.That(pair.B.TryPollTransmit(out _), Is.False, "who cannot sign is not answered");

            void AssertDrop(DropReason expected, byte[] datagram)
            {
                pair.B.TryHandleDatagram(pair.Now, B, A, datagram, out DropReason dropped);
                Assert.That(dropped, Is.EqualTo(expected));
            }
        }

        [Test]
        public void ForgedAnswer_IsNotBelieved()
        {
            IcePair pair = new IcePair();
            pair.AddLocals();
            pair.B.SetRemote(pair.Now, pair.A.Local, false);
            pair.B.AddRemoteCandidate(pair.Now, pair.A.LocalCandidates[0]);
            Assert.That(pair.B.TryPollTransmit(out IceTransmit check), Is.True);

            var guessed = new IceCredentials(pair.A.Local.Ufrag, "a-password-they-guessed");
            var forger = new ForeignAgent(guessed, pair.B.Local);
            Assert.That(forger.Answer(pair, check), Is.EqualTo(DropReason.StunBadIntegrity));
            var elsewhere = new IceTransmit(check.Local, IcePair.Address("203.0.113.66", 666), check.Datagram);
            var owner = new ForeignAgent(pair.A.Local, pair.B.Local);
            Assert.That(owner.Answer(pair, elsewhere), Is.EqualTo(DropReason.StunUnmatched));
            Assert.That(pair.B.State, Is.EqualTo(IceState.Checking));
            Assert.That(owner.Answer(pair, check), Is.EqualTo(DropReason.None));
            Assert.That(owner.Answer(pair, check), Is.EqualTo(DropReason.StunUnmatched), "it is answered already");
        }

        [Test]
        public void AttributeNobodyKnows_IsRefusedByName()
        {
            IcePair pair = new IcePair(liteB: true).Signal();
            byte[] check = new ForeignAgent(pair.A.Local, pair.B.Local).WriteCheck(true, (StunAttribute)0x7abc);

            Assert.That(pair.B.TryHandleDatagram(pair.Now, B, A, check, out _), Is.True);

            Assert.That(pair.B.TryPollTransmit(out IceTransmit transmit), Is.True);
            StunMessage.TryParse(transmit.Datagram, out StunMessage refusal);
            Assert.That(refusal.Class, Is.EqualTo(StunClass.Error));
            Assert.That(refusal.TryGetErrorCode(out StunErrorCode code), Is.True);
            Assert.That(code, Is.EqualTo(StunErrorCode.UnknownAttribute));
            Assert.That(refusal.TryFind(StunAttribute.UnknownAttributes, out ReadOnlySpan<byte> types), Is.True);
            Assert.That(Hex.Text(types), Is.EqualTo("7abc"));
            Assert.That(pair.B.IsValidated(B, A), Is.False);
        }

        [Test]
        public void CountlessAttributes_AreRefusedEightAtATime()
        {
            IcePair pair = new IcePair(liteB: true).Signal();
            var buffer = new byte[4096];
            var id = TransactionId.From(new SeededRandom(1));
            var check = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, id);
            byte[] ufrag = System.Text.Encoding.ASCII.GetBytes(pair.B.Local.Ufrag);
            check.WriteUsername(ufrag, System.Text.Encoding.ASCII.GetBytes("else"));
            for (int i = 0; i < 900; i++) check.WriteFlag((StunAttribute)(0x4000 + i));
            var key = new StunIntegrity(pair.B.Local.Password);
            check.WriteIntegrity(key);
            check.WriteFingerprint();

            Assert.That(pair.B.TryHandleDatagram(pair.Now, B, A, buffer.AsSpan(0, check.Length), out _), Is.True);
            Assert.That(pair.B.TryPollTransmit(out IceTransmit transmit), Is.True);
            StunMessage.TryParse(transmit.Datagram, out StunMessage refusal);
            Assert.That(refusal.TryFind(StunAttribute.UnknownAttributes, out ReadOnlySpan<byte> types), Is.True);
            Assert.That(types.Length, Is.EqualTo(16));
            Assert.That(transmit.Datagram.Count, Is.LessThan(200));
        }

        [Test]
        public void CountlessSources_FillNoTable([Values] bool lite, [Values] bool signalled)
        {
            var pair = new IcePair(liteB: lite);
            pair.AddLocals();
            if (signalled) pair.TellB();
            var flood = new ForeignAgent(pair.A.Local, pair.B.Local);
            int validated = 0;
            for (int port = 1; port <= 2000; port++)
            {
                flood.Check(pair, A.WithPort((ushort)port), useCandidate: false);
                while (pair.B.TryPollTransmit(out _))
                {
                }
            }

            for (int port = 1; port <= 2000; port++)
                validated += pair.B.IsValidated(B, A.WithPort((ushort)port)) ? 1 : 0;
            Assert.That(validated, Is.InRange(1, 32));
        }

        [Test]
        public void CountlessCandidates_AreCheckedSixtyFourTimes()
        {
            var pair = new IcePair { IsCut = true };
            pair.AddLocals();
            pair.A.SetRemote(pair.Now, pair.B.Local, false);
            for (int port = 1; port <= 2000; port++)
                pair.A.AddRemoteCandidate(pair.Now, Candidate.Host(B.WithPort((ushort)port)));
            var remotes = new HashSet<TransportAddress>();
            pair.Passes = transmit => remotes.Add(transmit.Remote);

            pair.Run(20);

            Assert.That(remotes.Count, Is.EqualTo(64));
        }

        [Test]
        public void UndrainedAgent_DropsInsteadOfGrowing()
        {
            IcePair pair = new IcePair(liteB: true).Signal();
            var flood = new ForeignAgent(pair.A.Local, pair.B.Local);
            DropReason dropped = DropReason.None;
            for (int i = 0; i < 100; i++) dropped = flood.Check(pair, A, useCandidate: false);

            Assert.That(dropped, Is.EqualTo(DropReason.Overflow));
            int queued = 0;
            while (pair.B.TryPollTransmit(out _)) queued++;
            Assert.That(queued, Is.LessThanOrEqualTo(16));
            Assert.That(flood.Check(pair, A, useCandidate: false), Is.EqualTo(DropReason.None));
        }
    }
}
