#nullable enable
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>A place in the SDP. Places are never removed, because the other side counts them (RFC 8829 section
    /// 5.2.2); one that is closed may be taken by another section under another mid. This kind, which its heirs serve
    /// better, is refused.</summary>
    internal class Section
    {
        public Mid Mid { get; }

        public MediaKind Kind { get; }

        /// <summary>The other side's latest words on the section; null until it has said any.</summary>
        public MediaDescription? Remote { get; set; }

        /// <summary>True when our latest offer had the section at port 0.</summary>
        public bool IsOfferedClosed { get; private set; }

        /// <summary>True when both sides have agreed on port 0: the place is free.</summary>
        public bool IsClosed { get; private set; }

        /// <summary>True when what we write next has it at port 0.</summary>
        public virtual bool IsRefused => true;

        /// <summary>The transport as our offers name it.</summary>
        public virtual string Protocol => MediaDescription.RtpProtocol;

        public Section(Mid mid, MediaKind kind)
        {
            Mid = mid;
            Kind = kind;
        }

        /// <summary>An offer is about to be written.</summary>
        public void PrepareOffer(Numbering numbering)
        {
            IsOfferedClosed = IsRefused;
            if (!IsRefused) Prepare(numbering);
        }

        /// <summary>True when the other side's section may stand in this place.</summary>
        public virtual bool IsOfKind(MediaDescription media) => media.Kind == Kind;

        /// <summary>Why an answer to our offer cannot be taken; empty when it can.</summary>
        public virtual string ProblemOf(MediaDescription answered) => "";

        /// <summary>Applies the other side's answer, which has been found to fit.</summary>
        public void TakeAnswer(MediaDescription answer, Numbering numbering)
        {
            Remote = answer;
            bool isClosed = IsOfferedClosed || answer.IsRejected;
            if (isClosed || !TryAgree(answer, isOfferer: true, numbering)) Close();
        }

        /// <summary>Applies the other side's offer, which is <see cref="Remote"/>; it may still turn out that we have
        /// nothing in common with it.</summary>
        public void Answer(Numbering numbering)
        {
            bool isClosed = IsRefused || Remote!.IsRejected;
            if (isClosed || !TryAgree(Remote!, isOfferer: false, numbering)) Close();
        }

        protected virtual void Prepare(Numbering numbering)
        {
        }

        protected virtual bool TryAgree(MediaDescription remote, bool isOfferer, Numbering numbering) => false;

        protected virtual void Close() => IsClosed = true;
    }
}
