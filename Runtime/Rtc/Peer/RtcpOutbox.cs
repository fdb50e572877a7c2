#nullable enable
using System;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Where compound RTCP packets go: written in place, protected, queued.</summary>
    internal sealed class RtcpOutbox
    {
        /// <summary>Bytes in one compound packet: below the path's MTU with room for SRTCP's trailer. What does not fit
        /// goes into the next.</summary>
        public const int MaxCompound = 1200;

        private readonly DropCounters _dropped;
        private readonly TransmitQueue _transmits;
        private byte[] _slot = Array.Empty<byte>();

        public RtcpOutbox(IRandom random, DropCounters dropped, TransmitQueue transmits)
        {
            _dropped = dropped;
            _transmits = transmits;
            Span<byte> bytes = stackalloc byte[4];
            random.Fill(bytes);
            Reporter = new Ssrc(BitConverter.ToUInt32(bytes));
        }

        /// <summary>Who speaks where no stream of ours does.</summary>
        public Ssrc Reporter { get; }

        /// <summary>Room for one compound packet, to be queued by <see cref="TryCommit"/> or left alone. False, and
        /// counted, when the queue is full.</summary>
        public bool TryPrepare(out Span<byte> compound)
        {
            bool hasRoom = _transmits.TryPrepare(out _slot);
            if (!hasRoom) _dropped.Count(DropReason.Overflow);
            compound = hasRoom ? _slot.AsSpan(0, MaxCompound) : default;
            return hasRoom;
        }

        /// <summary>Queues the first <paramref name="length"/> bytes of the room prepared last.</summary>
        public bool TryCommit(SrtpSession srtp, int length)
        {
            if (!srtp.TryProtectRtcp(_slot, length, out int protectedLength)) return false;
            _transmits.Commit(protectedLength);
            return true;
        }
    }
}
