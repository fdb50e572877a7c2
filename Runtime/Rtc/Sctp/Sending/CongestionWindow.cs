#nullable enable
using System;

namespace Earshot.Rtc.Sctp
{
    /// <summary>How many bytes may be on their way (https://www.rfc-editor.org/rfc/rfc9260#section-7.2): slow start up
    /// to a threshold, one packet a round trip beyond, half after a loss, one packet after a timeout.</summary>
    internal sealed class CongestionWindow
    {
        private const int Packet = AssociationConfig.MaxPacket;

        // RFC 9260 starts at 4,380 bytes; dcSCTP, and TCP since RFC 6928, at ten packets.
        private const int Initial = 10 * Packet;
        private const int LeastThreshold = 4 * Packet;

        private int _threshold = int.MaxValue;
        private int _partialBytesAcked;
        private Tsn? _recoveryEnds;

        /// <summary>The window.</summary>
        public int Bytes { get; private set; } = Initial;

        /// <summary>True from a loss until all that was on its way then has arrived (RFC 9260 section 7.2.4).</summary>
        public bool IsRecovering => _recoveryEnds != null;

        /// <summary>The cumulative TSN has advanced.</summary>
        /// <param name="cumulative">The new one.</param>
        /// <param name="acked">Bytes that arrived by this SACK.</param>
        /// <param name="flight">Bytes on their way before it.</param>
        public void HandleAck(Tsn cumulative, int acked, int flight)
        {
            if (_recoveryEnds is { } end)
            {
                if (cumulative >= end) _recoveryEnds = null;
                return;
            }

            bool isUsed = flight + Packet > Bytes;
            if (Bytes <= _threshold)
            {
                // Two packets where one would be usual: most SACKs tell of two.
                if (isUsed) Bytes += Math.Min(acked, 2 * Packet);
                return;
            }

            _partialBytesAcked += acked;
            if (_partialBytesAcked < Bytes) return;
            _partialBytesAcked = isUsed ? _partialBytesAcked - Bytes : Bytes;
            if (isUsed) Bytes += Packet;
        }

        /// <summary>A fragment is missing while later ones have arrived.</summary>
        public void HandleLoss(Tsn highestSent)
        {
            if (IsRecovering) return;
            _recoveryEnds = highestSent;
            _threshold = Math.Max(Bytes / 2, LeastThreshold);
            Bytes = _threshold;
            _partialBytesAcked = 0;
        }

        /// <summary>Nothing has arrived for a whole timeout.</summary>
        public void HandleTimeout()
        {
            _threshold = Math.Max(Bytes / 2, LeastThreshold);
            Bytes = Packet;
            _partialBytesAcked = 0;
            _recoveryEnds = null;
        }

        /// <summary>Nothing was to be sent for a whole timeout: what the path could carry is no longer known
        /// (RFC 9260 section 7.2.1).</summary>
        public void HandleIdle() => Bytes = Math.Min(Bytes, Initial);
    }
}
