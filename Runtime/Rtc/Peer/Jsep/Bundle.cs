#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Which sections share the one transport a peer has, and in which order: the first one, the tagged,
    /// speaks for it (RFC 8843 section 7).</summary>
    internal static class Bundle
    {
        /// <summary>All living sections. The section that was tagged stays the first as long as it lives, even when the
        /// other side has taken a place before it again: libwebrtc makes a new transport for a new tag.</summary>
        public static List<Mid> OfOffer(IReadOnlyList<Section> sections, Mid tagged)
        {
            var bundle = new List<Mid>(sections.Count);
            foreach (Section section in sections)
            {
                if (section.IsRefused) continue;
                if (section.Mid == tagged) bundle.Insert(0, tagged);
                else bundle.Add(section.Mid);
            }

            return bundle;
        }

        /// <summary>What the offer bundles and we accept, in the offer's order.</summary>
        public static List<Mid> OfAnswer(IReadOnlyList<Section> sections, SessionDescription offer)
        {
            var accepted = new HashSet<Mid>();
            foreach (Section section in sections)
                if (!section.IsRefused && !section.Remote!.IsRejected) accepted.Add(section.Mid);
            var bundle = new List<Mid>(accepted.Count);
            foreach (Mid mid in Of(offer))
                if (accepted.Remove(mid)) bundle.Add(mid);
            return bundle;
        }

        /// <summary>The sections a description puts on its first transport: its BUNDLE group, or without one the first
        /// living section.</summary>
        public static IReadOnlyList<Mid> Of(SessionDescription description)
        {
            IReadOnlyList<Mid> group = description.BundleGroup;
            if (group.Count > 0) return group;
            Mid tagged = description.BundleTagged?.Mid ?? default;
            return tagged.IsGiven ? new[] { tagged } : System.Array.Empty<Mid>();
        }
    }
}
