#nullable enable
using System.Collections.Generic;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sdp;

namespace Earshot.Realtime
{
    /// <summary>A track to publish.</summary>
    internal sealed class PublishRequest
    {
        public readonly MediaKind Kind;
        public readonly TrackName Name;
        public readonly IReadOnlyList<TrackEncoding> Encodings;
        public readonly ITrackFeedback? Feedback;

        public PublishRequest(
            MediaKind kind, TrackName name, IReadOnlyList<TrackEncoding> encodings, ITrackFeedback? feedback)
        {
            Kind = kind;
            Name = name;
            Encodings = encodings;
            Feedback = feedback;
        }
    }
}
