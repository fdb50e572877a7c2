#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>The codecs that both sides of a section have (RFC 8829 section 5.3.1 and 5.11), in the other side's
    /// order, under the other side's numbers and with our parameters.</summary>
    internal sealed class CodecAgreement
    {
        private readonly List<Codec> _codecs = new List<Codec>();
        private readonly List<Codec> _ours = new List<Codec>();

        /// <summary>All of them, retransmissions and repetitions beside the codec they belong to.</summary>
        public IReadOnlyList<Codec> Codecs => _codecs;

        /// <summary>All of them, and those that we offered under another number again under ours: to that the other
        /// side sends.</summary>
        public IReadOnlyList<Codec> InBothNumberings
        {
            get
            {
                var all = new List<Codec>(_codecs);
                foreach (Codec own in _ours)
                    if (!Has(own.PayloadType)) all.Add(own);
                return all;
            }
        }

        /// <summary>The one to send with: the first that carries media.</summary>
        public Codec Primary { get; private set; } = null!;

        /// <summary>The payload type of <see cref="Primary"/>'s retransmissions, or null.</summary>
        public PayloadType? Rtx => FollowerOf(Primary, _codecs, isRed: false)?.PayloadType;

        /// <summary>The payload type of <see cref="Primary"/>'s packets with the one before in each, or null where we
        /// do not want it so: it is not first in our list, or lost packets are sent again.</summary>
        public PayloadType? Red { get; private set; }

        private CodecAgreement()
        {
        }

        /// <summary>Null when there is no codec to send with. With <paramref name="onlyOne"/> the list ends with
        /// that one and its retransmissions.</summary>
        public static CodecAgreement? Between(
            IReadOnlyList<Codec> ours, IReadOnlyList<Codec> theirs, bool onlyOne = false)
        {
            var agreement = new CodecAgreement();
            foreach (Codec offered in theirs)
            {
                Codec? own = offered.IsRtx || offered.IsRed ? null : Find(ours, offered);
                if (own == null || agreement.Has(offered.PayloadType)) continue;
                agreement.Add(own, ours, offered, theirs);
                if (onlyOne && agreement.Primary != null) break;
            }

            return agreement.Primary == null ? null : agreement;
        }

        private void Add(Codec own, IReadOnlyList<Codec> ours, Codec offered, IReadOnlyList<Codec> theirs)
        {
            Codec agreed = own.With(offered.PayloadType, Common(own.Feedback, offered.Feedback));
            bool isPrimary = Primary == null && !IsRepair(agreed);
            if (isPrimary) Primary = agreed;
            Codec? ownRed = FollowerOf(own, ours, isRed: true);
            Codec? red = ownRed == null ? null : FollowerOf(offered, theirs, isRed: true);
            bool comesFirst = red != null && IsBefore(ownRed!, own, ours);
            if (comesFirst) AddFollower(ownRed!, red!, agreed);
            _codecs.Add(agreed);
            _ours.Add(own);
            if (red != null && !comesFirst) AddFollower(ownRed!, red, agreed);
            Codec? ownRtx = FollowerOf(own, ours, isRed: false);

            // Cloudflare has been seen to renumber a codec and leave its apt stale: then there is no RTX, and no harm.
            Codec? rtx = ownRtx == null ? null : FollowerOf(offered, theirs, isRed: false);
            if (rtx != null) AddFollower(ownRtx!, rtx, agreed);
            else if (isPrimary && comesFirst) Red = red!.PayloadType;
        }

        private void AddFollower(Codec own, Codec offered, Codec agreed)
        {
            if (Has(offered.PayloadType)) return;
            _codecs.Add(offered.Following(agreed));
            _ours.Add(own);
        }

        private bool Has(PayloadType payloadType) =>
            _codecs.Exists(codec => codec.PayloadType == payloadType);

        private static Codec? Find(IReadOnlyList<Codec> codecs, Codec same)
        {
            foreach (Codec codec in codecs)
                if (codec.IsSameEncoding(same)) return codec;
            return null;
        }

        // A codec's retransmissions, or its repetitions.
        private static Codec? FollowerOf(Codec codec, IReadOnlyList<Codec> codecs, bool isRed)
        {
            foreach (Codec other in codecs)
            {
                bool follows = isRed ? other.IsRed : other.IsRtx;
                if (follows && other.AssociatedPayloadType == codec.PayloadType) return other;
            }

            return null;
        }

        private static bool IsBefore(Codec first, Codec second, IReadOnlyList<Codec> codecs)
        {
            foreach (Codec codec in codecs)
                if (codec == first || codec == second) return codec == first;
            return false;
        }

        private static bool IsRepair(Codec codec) => codec.Is("red") || codec.Is("ulpfec") || codec.Is("flexfec-03");

        private static List<string> Common(IReadOnlyList<string> ours, IReadOnlyList<string> theirs)
        {
            var common = new List<string>(ours.Count);
            foreach (string feedback in ours)
                foreach (string other in theirs)
                    if (feedback == other && !common.Contains(feedback)) common.Add(feedback);
            return common;
        }
    }
}
