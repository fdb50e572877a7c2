#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Everything for which a description of the other side can be refused as a whole (RFC 8829 section 5.8
    /// to 5.11). Changes nothing; what passes here is applied without a second thought.</summary>
    internal static class DescriptionCheck
    {
        /// <summary>True when the offer keeps the places there are and adds only what can be answered.</summary>
        public static bool IsOfferable(SessionDescription offer, IReadOnlyList<Section> places, out string error)
        {
            error = "";
            if (offer.Media.Count < places.Count)
            {
                error = $"The offer has {offer.Media.Count} media sections; it must keep all {places.Count} places.";
                return false;
            }

            var taken = new HashSet<Mid>();
            foreach (Section place in places)
                if (!place.IsClosed) taken.Add(place.Mid);
            var bundle = new HashSet<Mid>(Bundle.Of(offer));
            for (int i = 0; i < offer.Media.Count && error.Length == 0; i++)
            {
                MediaDescription offered = offer.Media[i];
                error = i < places.Count && !places[i].IsClosed
                    ? ProblemInPlace(places[i], offered, bundle)
                    : ProblemOfNew(offered, taken);
            }

            return error.Length == 0;
        }

        /// <summary>True when the answer speaks of the sections that were offered.</summary>
        public static bool IsAnswer(SessionDescription answer, IReadOnlyList<Section> sections, out string error)
        {
            error = "";
            if (answer.Media.Count != sections.Count)
            {
                error = $"The answer has {answer.Media.Count} media sections where the offer has {sections.Count}.";
                return false;
            }

            var bundle = new HashSet<Mid>(Bundle.Of(answer));
            for (int i = 0; i < sections.Count && error.Length == 0; i++)
                if (!sections[i].IsOfferedClosed && !answer.Media[i].IsRejected)
                    error = ProblemOfAnswer(sections[i], answer.Media[i], bundle);
            return error.Length == 0;
        }

        private static string ProblemOfNew(MediaDescription offered, HashSet<Mid> taken)
        {
            if (offered.IsRejected) return "";
            if (!offered.Mid.IsGiven) return $"The offer has an m={offered.Media} section without a=mid.";
            return taken.Contains(offered.Mid)
                ? $"The offer's mid '{offered.Mid}' already belongs to another section."
                : ProblemOfTransport("offer", offered);
        }

        private static string ProblemInPlace(Section place, MediaDescription offered, HashSet<Mid> bundle)
        {
            if (offered.IsRejected && !offered.Mid.IsGiven) return "";
            if (offered.Mid != place.Mid)
                return $"The offer puts '{offered.Mid}' in the place of section '{place.Mid}'.";
            if (offered.IsRejected) return "";
            if (!place.IsOfKind(offered))
                return $"The offer turns section '{place.Mid}' into {offered.Media}.";
            return bundle.Contains(place.Mid)
                ? ProblemOfTransport("offer", offered)
                : $"The offer takes section '{place.Mid}' out of the BUNDLE group; there is only one transport.";
        }

        private static string ProblemOfAnswer(Section section, MediaDescription answered, HashSet<Mid> bundle)
        {
            if (answered.Mid != section.Mid)
                return $"The answer's section '{answered.Mid}' stands where the offer has '{section.Mid}'.";
            if (!section.IsOfKind(answered))
                return $"The answer's section '{answered.Mid}' is {answered.Media}, which was not offered there.";
            if (!bundle.Contains(answered.Mid))
                return $"The answer leaves '{answered.Mid}' out of the BUNDLE group; there is only one transport.";
            string problem = section.ProblemOf(answered);
            return problem.Length > 0 ? problem : ProblemOfTransport("answer", answered);
        }

        private static string ProblemOfTransport(string description, MediaDescription section)
        {
            bool isRtp = section.Kind == MediaKind.Audio || section.Kind == MediaKind.Video;
            return isRtp && !section.RtcpMux
                ? $"The {description}'s section '{section.Mid}' has no a=rtcp-mux; RTCP has no port of its own here."
                : "";
        }
    }
}
