#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sdp;

namespace Earshot.Rtc
{
    /// <summary>The place of a transceiver.</summary>
    internal sealed class MediaSection : Section
    {
        private readonly bool _answersOneCodec;
        private bool _offersToSend;

        public Transceiver Transceiver { get; }

        /// <summary>The codecs of our latest offer, under the numbers it gave them.</summary>
        public IReadOnlyList<Codec> OfferedCodecs { get; private set; } = Array.Empty<Codec>();

        /// <summary>The agreed codecs under the other side's numbers.</summary>
        public IReadOnlyList<Codec> AgreedCodecs { get; private set; } = Array.Empty<Codec>();

        public override bool IsRefused => Transceiver.IsStopped;

        public MediaSection(Transceiver transceiver, bool answersOneCodec)
            : base(transceiver.Mid, transceiver.Kind)
        {
            Transceiver = transceiver;
            _answersOneCodec = answersOneCodec;
        }

        public override string ProblemOf(MediaDescription answered) =>
            CodecAgreement.Between(OfferedCodecs, answered.Codecs) == null
                ? $"The answer's section '{Mid}' names no codec that was offered."
                : "";

        protected override void Prepare(Numbering numbering)
        {
            OfferedCodecs = numbering.PayloadTypes.Number(Transceiver.Codecs);
            _offersToSend = Transceiver.Direction.Sends();
        }

        protected override bool TryAgree(MediaDescription remote, bool isOfferer, Numbering numbering)
        {
            IReadOnlyList<Codec> theirs = remote.Codecs;
            CodecAgreement? codecs = isOfferer
                ? CodecAgreement.Between(OfferedCodecs, theirs)
                : CodecAgreement.Between(Transceiver.Codecs, theirs, _answersOneCodec);
            if (codecs == null) return false;
            numbering.PayloadTypes.Learn(theirs);
            numbering.Extensions.Learn(remote);
            if (Transceiver.IsStopped) return true; // since it was offered
            AgreedCodecs = codecs.Codecs;
            Transceiver.Codec = codecs.Primary;
            Transceiver.Rtx = codecs.Rtx;
            Transceiver.Red = codecs.Red;
            Transceiver.ReceiveCodecs = isOfferer ? codecs.InBothNumberings : codecs.Codecs;
            Transceiver.CurrentDirection = Transceiver.Direction.And(remote.Direction.Reversed());
            Transceiver.HasSent |= isOfferer ? _offersToSend : Transceiver.CanSend;
            Transceiver.RemoteSources = remote.Ssrcs;
            Transceiver.RemoteSsrcGroups = remote.SsrcGroups;
            Transceiver.Extensions = numbering.Extensions.AgreedIds(remote, codecs.Codecs);
            SimulcastAgreement.Apply(Transceiver, remote);
            return true;
        }

        protected override void Close()
        {
            base.Close();
            Transceiver.IsStopped = true;
            Transceiver.CurrentDirection = Direction.Inactive;
        }
    }
}
