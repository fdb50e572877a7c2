#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>A track this session publishes. It must not be announced to others before <see cref="Sending"/>: the
    /// SFU refuses pulls of a track it has no packet of, and forgets one that sends nothing for 30 s.</summary>
    public sealed class PublishedTrack
    {
        private readonly IRtcPeer _peer;
        private readonly TaskCompletionSource<bool> _sending =
            new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

        private long _packetsSent;

        /// <summary>Its name, unique within the session.</summary>
        public TrackName Name { get; }

        /// <summary>The section that carries it.</summary>
        public Mid Mid { get; }

        internal PublishedTrack(IRtcPeer peer, TrackName name, Mid mid)
        {
            _peer = peer;
            Name = name;
            Mid = mid;
        }

        /// <summary>Ends when the first packet has left over a connected transport.</summary>
        public Task Sending => _sending.Task;

        /// <summary>How many packets left.</summary>
        public long PacketsSent => Interlocked.Read(ref _packetsSent);

        /// <summary>Sends one packet; false while the transport is not connected. Allocates nothing; one
        /// thread.</summary>
        public bool TrySend(RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            if (!_peer.TrySend(Mid, time, marker, payload)) return false;
            if (Interlocked.Increment(ref _packetsSent) == 1) _sending.TrySetResult(true);
            return true;
        }
    }
}
