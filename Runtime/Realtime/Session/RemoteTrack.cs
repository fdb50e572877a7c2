#nullable enable
using System;
using Earshot.Rtc.Wire;
using UniRx;

namespace Earshot.Realtime
{
    /// <summary>A track that one session pulls: its packets go to all who listen. Any thread.</summary>
    public sealed class RemoteTrack : ITrackSink
    {
        private readonly IRtcPeer _peer;
        private readonly object _gate = new object();
        private volatile ITrackSink[] _listeners = Array.Empty<ITrackSink>();

        /// <summary>What is pulled.</summary>
        public TrackMetadata Metadata { get; }

        /// <summary>The section of this session that carries it.</summary>
        public Mid Mid { get; }

        internal RemoteTrack(IRtcPeer peer, TrackMetadata metadata, Mid mid)
        {
            _peer = peer;
            Metadata = metadata;
            Mid = mid;
        }

        /// <summary>Has a sink told each packet until the result is disposed of. Who listens when the track is first
        /// told of misses none.</summary>
        public IDisposable Listen(ITrackSink sink)
        {
            lock (_gate)
            {
                var more = new ITrackSink[_listeners.Length + 1];
                _listeners.CopyTo(more, 0);
                more[_listeners.Length] = sink;
                _listeners = more;
            }

            return Disposable.Create(() => Remove(sink));
        }

        /// <summary>Asks the publisher for a key frame.</summary>
        public void RequestKeyFrame()
        {
            try
            {
                _peer.RequestKeyFrame(Mid);
            }
            catch (ObjectDisposedException)
            {
                // The session has ended; the next one begins with a key frame.
            }
        }

        void ITrackSink.OnRtp(Instant now, SeqNo seq, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            foreach (ITrackSink listener in _listeners) listener.OnRtp(now, seq, time, marker, payload);
        }

        private void Remove(ITrackSink sink)
        {
            lock (_gate) _listeners = Array.FindAll(_listeners, listener => !ReferenceEquals(listener, sink));
        }
    }
}
