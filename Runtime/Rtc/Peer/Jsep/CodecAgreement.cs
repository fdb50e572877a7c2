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

        /// <summary>All of them, retransmissions behind the codec they belong to.</summary>
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
        public PayloadType? Rtx => RtxOf(Primary, _codecs)?.PayloadType;

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
                Codec? own = offered.IsRtx ? null : Find(ours, offered);
                if (own == null || agreement.Has(offered.PayloadType)) continue;
                agreement.Add(own, ours, offered, theirs);
                if (onlyOne && agreement.Primary != null) break;
            }

            return agreement.Primary == null ? null : agreement;
        }

        private void Add(Codec own, IReadOnlyList<Codec> ours, Codec offered, IReadOnlyList<Codec> theirs)
        {
            Codec agreed = own.With(offered.PayloadType, Common(own.Feedback, offered.Feedback));
            _codecs.Add(agreed);
            _ours.Add(own);
            if (!IsRepair(agreed)) Primary ??= agreed;
            Codec? ownRtx = RtxOf(own, ours);
            if (ownRtx == null) return;

            // Cloudflare has been seen to renumber a codec and leave its apt stale: then there is no RTX, and no harm.
            Codec? rtx = RtxOf(offered, theirs);
            if (rtx == null || Has(rtx.PayloadType)) return;
            _codecs.Add(Codec.Rtx(rtx.PayloadType, agreed));
            _ours.Add(ownRtx);
        }

        private bool Has(PayloadType payloadType) =>
            _codecs.Exists(codec => codec.PayloadType == payloadType);

        private static Codec? Find(IReadOnlyList<Codec> codecs, Codec same)
        {
            foreach (Codec codec in codecs)
                if (codec.IsSameEncoding(same)) return codec;
            return null;
        }

        private static Codec? RtxOf(Codec codec, IReadOnlyList<Codec> codecs)
        {
            foreach (Codec rtx in codecs)
                if (rtx.IsRtx && rtx.AssociatedPayloadType == codec.PayloadType) return rtx;
            return null;
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
