#nullable enable
using System;
using System.Text;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>Speaks to agent B of an <see cref="IcePair"/> as a controlling agent with given credentials would, one
    /// message at a time.</summary>
    public sealed class ForeignAgent
    {
        private readonly IceCredentials _own;
        private readonly IceCredentials _other;
        private readonly SeededRandom _random = new SeededRandom(7);

        public ForeignAgent(IceCredentials own, IceCredentials other)
        {
            _own = own;
            _other = other;
        }

        /// <summary>Checks B from an address.</summary>
        public DropReason Check(IcePair pair, TransportAddress from, bool useCandidate)
        {
            byte[] check = WriteCheck(useCandidate);
            pair.B.TryHandleDatagram(pair.Now, IcePair.AddressB, from, check, out DropReason dropped);
            return dropped;
        }

        /// <summary>Grants B's check.</summary>
        public DropReason Answer(IcePair pair, IceTransmit check)
        {
            StunMessage.TryParse(check.Datagram, out StunMessage request);
            var buffer = new byte[256];
            var writer = new StunWriter(buffer, StunClass.Success, StunMethod.Binding, request.TransactionId);
            writer.WriteXorMappedAddress(check.Local);
            Sign(ref writer, _own.Password);
            pair.B.TryHandleDatagram(
                pair.Now, check.Local, check.Remote, buffer.AsSpan(0, writer.Length), out DropReason dropped);
            return dropped;
        }

        /// <summary>The bytes of a check.</summary>
        public byte[] WriteCheck(bool useCandidate, StunAttribute? extra = null)
        {
            var buffer = new byte[512];
            var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, TransactionId.From(_random));
            writer.WriteUsername(Encoding.ASCII.GetBytes(_other.Ufrag), Encoding.ASCII.GetBytes(_own.Ufrag));
            writer.WriteUInt32(StunAttribute.Priority, Candidate.PriorityOf(CandidateKind.PeerReflexive, 65535));
            writer.WriteUInt64(StunAttribute.IceControlling, ulong.MaxValue);
            if (useCandidate) writer.WriteFlag(StunAttribute.UseCandidate);
            if (extra != null) writer.WriteFlag(extra.Value);
            Sign(ref writer, _other.Password);
            return buffer.AsSpan(0, writer.Length).ToArray();
        }

        private static void Sign(ref StunWriter writer, string password)
        {
            var key = new StunIntegrity(password);
            writer.WriteIntegrity(key);
            writer.WriteFingerprint();
        }
    }
}
