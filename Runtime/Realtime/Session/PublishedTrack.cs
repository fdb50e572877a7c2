#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>A track that one session publishes. It must not be announced to others before <see cref="Sending"/>:
    /// the SFU refuses pulls of a track it has no packet of, and forgets one that sends nothing for 30 s.</summary>
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

        /// <summary>Sends one packet of the only encoding; false while the transport is not connected. Allocates
        /// nothing; one thread.</summary>
        public bool TrySend(RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
            TrySend(default, time, marker, payload);

        /// <summary>Sends one packet of a simulcast layer, which is also false while that is paused.</summary>
        public bool TrySend(Rid rid, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            if (!_peer.TrySend(Mid, rid, time, marker, payload)) return false;
            if (Interlocked.Increment(ref _packetsSent) == 1) _sending.TrySetResult(true);
            return true;
        }

        /// <summary>Changes limits and pauses of its encodings, by their rids; needs no exchange.</summary>
        public void SetEncodings(IReadOnlyList<TrackEncoding> encodings)
        {
            try
            {
                _peer.SetEncodings(Mid, encodings);
            }
            catch (ObjectDisposedException)
            {
                // The session has ended; the next one begins with them.
            }
        }
    }
}
