#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>Ties the present source of a published track to its sender, and what subscribers want to the source.
    /// Any thread.</summary>
    internal sealed class TrackFeed : ITrackFeedback
    {
        private readonly object _gate = new object();
        private volatile ITrackSource? _source;
        private PublishedTrack? _track;

        public TrackFeed(TrackSender sender) => Sender = sender;

        public TrackSender Sender { get; }

        /// <summary>The latest limits; the next session begins with them.</summary>
        public IReadOnlyList<TrackEncoding> Encodings { get; private set; } = TrackEncoding.Single;

        /// <summary>Another source takes over; null for none.</summary>
        public void Switch(ITrackSource? source)
        {
            lock (_gate)
            {
                if (ReferenceEquals(source, _source)) return;
                _source?.SendOn(null);
                _source = source;
                Sender.Continue();
                source?.SendOn(Sender);
            }
        }

        public void Limit(IReadOnlyList<TrackEncoding> encodings)
        {
            lock (_gate)
            {
                Encodings = encodings;
                _track?.SetEncodings(encodings);
            }
        }

        /// <summary>Sends on that session's track; null for none.</summary>
        public void Use(PublishedTrack? track)
        {
            lock (_gate)
            {
                _track = track;
                track?.SetEncodings(Encodings);
                Sender.Use(track);
            }
        }

        public void OnKeyFrameRequested(Rid rid) => _source?.OnKeyFrameRequested(rid);

        public void OnTargetBitrate(Rid rid, long bitrate) => _source?.OnTargetBitrate(rid, bitrate);
    }
}
