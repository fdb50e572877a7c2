#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>A place in the SDP. Places are never removed, because the other side counts them (RFC 8829 section
    /// 5.2.2); one that is closed may be taken by another section under another mid.</summary>
    internal sealed class Section
    {
        public Mid Mid { get; }

        /// <summary>Null when the section was refused when it came, or is the data channels'.</summary>
        public Transceiver? Transceiver { get; }

        /// <summary>Null when the section is not the data channels'.</summary>
        public DataChannelSection? Data { get; }

        /// <summary>The other side's latest words on the section; null until it has said any.</summary>
        public MediaDescription? Remote { get; set; }

        /// <summary>The codecs of our latest offer, under the numbers it gave them.</summary>
        public IReadOnlyList<Codec> OfferedCodecs { get; private set; } = Array.Empty<Codec>();

        /// <summary>The agreed codecs under the other side's numbers.</summary>
        public IReadOnlyList<Codec> AgreedCodecs { get; private set; } = Array.Empty<Codec>();

        /// <summary>True when our latest offer had the section at port 0.</summary>
        public bool IsOfferedClosed { get; private set; }

        /// <summary>True when both sides have agreed on port 0: the place is free.</summary>
        public bool IsClosed { get; private set; }

        /// <summary>True when what we write next has it at port 0.</summary>
        public bool IsRefused => Transceiver?.IsStopped ?? Data?.IsStopped ?? true;

        public Section(Mid mid, Transceiver? transceiver)
        {
            Mid = mid;
            Transceiver = transceiver;
        }

        public Section(Mid mid, DataChannelSection data)
        {
            Mid = mid;
            Data = data;
        }

        /// <summary>True when a section of the other side's may stand in this place.</summary>
        public bool IsOfKind(MediaDescription media) =>
            Data != null ? DataChannelSection.IsOne(media) : Transceiver == null || Transceiver.Kind == media.Kind;

        /// <summary>An offer is about to be written.</summary>
        public void PrepareOffer(PayloadTypeMap payloadTypes)
        {
            IsOfferedClosed = IsRefused;
            if (!IsRefused && Transceiver != null) OfferedCodecs = payloadTypes.Number(Transceiver.Codecs);
        }

        /// <summary>Applies the other side's answer, which has been found to fit.</summary>
        public void TakeAnswer(MediaDescription answer, HeaderExtensionMap extensions, PayloadTypeMap payloadTypes)
        {
            Remote = answer;
            if (Data != null)
            {
                AgreeOnData(Data);
                return;
            }

            IReadOnlyList<Codec> theirs = answer.Codecs;
            CodecAgreement? codecs = IsOfferedClosed || answer.IsRejected
                ? null
                : CodecAgreement.Between(OfferedCodecs, theirs);
            if (codecs == null) Close();
            else if (!IsRefused) Agree(codecs, codecs.InBothNumberings, extensions);
            payloadTypes.Learn(theirs);
        }

        /// <summary>Applies the other side's offer, which is <see cref="Remote"/>; here whole sections may still be
        /// refused.</summary>
        public void Answer(bool withOneCodec, HeaderExtensionMap extensions, PayloadTypeMap payloadTypes)
        {
            if (Data != null)
            {
                AgreeOnData(Data);
                return;
            }

            IReadOnlyList<Codec> theirs = Remote!.Codecs;
            CodecAgreement? codecs = IsRefused || Remote.IsRejected
                ? null
                : CodecAgreement.Between(Transceiver!.Codecs, theirs, withOneCodec);
            if (codecs == null) Close();
            else Agree(codecs, codecs.Codecs, extensions);
            payloadTypes.Learn(theirs);
        }

        private void AgreeOnData(DataChannelSection data)
        {
            data.Agree(Remote!);
            if (data.IsStopped) Close();
        }

        private void Agree(CodecAgreement codecs, IReadOnlyList<Codec> received, HeaderExtensionMap extensions)
        {
            AgreedCodecs = codecs.Codecs;
            extensions.Learn(Remote!);
            Transceiver transceiver = Transceiver!;
            transceiver.Codec = codecs.Primary;
            transceiver.Rtx = codecs.Rtx;
            transceiver.ReceiveCodecs = received;
            transceiver.CurrentDirection = transceiver.Direction.And(Remote!.Direction.Reversed());
            transceiver.RemoteSources = Remote.Ssrcs;
            transceiver.RemoteSsrcGroups = Remote.SsrcGroups;
            transceiver.Extensions = extensions.AgreedIds(Remote);
            SimulcastAgreement.Apply(transceiver, Remote);
        }

        private void Close()
        {
            IsClosed = true;
            if (Transceiver == null) return;
            Transceiver.IsStopped = true;
            Transceiver.CurrentDirection = Direction.Inactive;
        }
    }
}
